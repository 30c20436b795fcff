internal import ByteIO

/// The programs `bertconv-fetch` of a run, one for each request that is under way; idle ones keep their connections.
package final class FetchPool: Sendable {
    private static let idleLimit = 8

    private let executable: String
    private let idle = Monitor<[FetchProcess]>([])

    /// - Parameter executable: the path of the program.
    package init(executable: String) {
        self.executable = executable
    }

    /// - Throws: ``Fault`` `remote.helper`.
    func take() throws(Fault) -> FetchProcess {
        if let process = idle.withLock({ $0.popLast() }) { return process }
        return try FetchProcess(executable: executable)
    }

    /// Takes a program back; one that still answers is ended.
    func give(_ process: FetchProcess) {
        guard process.isIdle else { return }
        idle.withLock { idle in
            if idle.count < Self.idleLimit { idle.append(process) }
        }
    }
}
