import Reporting

/// Several models, some at a time; their reports come in the order of the models, and few wait for their turn.
struct ModelQueue {
    let paths: [String]
    /// How many are looked at at a time.
    let jobs: Int
    /// Reports that may wait because one before them is not ready.
    private static let waitingLimit = 64

    /// - Parameters:
    ///   - examine: looks at one model.
    ///   - take: gets each report.
    func run(
        examine: @escaping @Sendable (String) async throws -> VerifyReport, take: (VerifyReport) throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, VerifyReport).self) { group in
            var started = 0
            var taken = 0
            var waiting: [Int: VerifyReport] = [:]
            while taken < paths.count {
                while started < min(paths.count, taken + jobs + Self.waitingLimit),
                    started - taken - waiting.count < jobs
                {
                    let (number, path) = (started, paths[started])
                    group.addTask { (number, try await examine(path)) }
                    started += 1
                }
                guard let (number, report) = try await group.next() else { return }
                waiting[number] = report
                while let report = waiting.removeValue(forKey: taken) {
                    try take(report)
                    taken += 1
                }
            }
        }
    }
}
