/// Lets one test after the other do what takes long.
///
/// Tests share as many threads as there are processors. If each of them computes for a while before it waits, what waits
/// for a child process is not looked at until all have had their share, and a limit of time is over.
package actor Turns {
    /// Of tests that verify models in this process.
    package static let verification = Turns()

    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    package func run<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result {
        await take()
        defer { give() }
        return try await body()
    }

    private func take() async {
        guard isTaken else {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func give() {
        if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }
}
