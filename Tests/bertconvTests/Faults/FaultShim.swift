import TestSupport
import Testing

/// `Tests/FaultShim/fault_shim.c`, which lets the n-th call of the C library go wrong.
enum FaultShim {
    /// Nil where there is no C compiler.
    static let path: String? = {
        let source = Fixtures.path("../Tests/FaultShim/fault_shim.c")
        let build = Tool.run(["clang", "-O1", "-shared", "-fPIC", "-o", folder.file("shim.so"), source, "-ldl"])
        return build.status == 0 ? folder.file("shim.so") : nil
    }()

    static var isThere: Bool { path != nil }

    private static let folder = TemporaryFolder()

    /// Runs the program under a fault.
    static func bertconv(_ arguments: [String], _ fault: InjectedFault) throws -> Child.End {
        let counters = TemporaryFolder()
        let counter = counters.write([UInt8](repeating: 0, count: 8), to: "count")
        return try #require(
            Child([Tool.path("bertconv")] + arguments, environment: fault.environment(counter: counter))
        ).wait()
    }

    /// The kinds of calls that make, fill and name files.
    static let calls = ["pread"] + makingCalls
    static let makingCalls = ["pwrite", "fsync", "fallocate", "linkat", "rename", "mkdir", "unlink"]
}

/// What goes wrong, and when.
struct InjectedFault: CustomStringConvertible {
    var calls = FaultShim.calls
    /// The number of the call, from 1; 0: nothing goes wrong.
    var at = 0
    var action = ""
    /// From then on every so many calls go wrong; 0: only that one.
    var step = 0
    /// Microseconds that each call takes longer.
    var delay = 0
    /// How many calls must wait at once before the first is made, or the program ends with status 97; 0: none waits.
    var together = 0
    /// A file system that has no files without names.
    var hasNoNameless = false

    var description: String { "\(action) at \(calls.joined(separator: ",")) \(at)" }

    /// For the program to run under.
    ///
    /// - Parameter counter: a file of eight bytes.
    func environment(counter: String) -> [String] {
        [
            "LD_PRELOAD=\(FaultShim.path ?? "")", "FAULT_COUNT=\(counter)", "FAULT_AT=\(at)", "FAULT_DO=\(action)",
            "FAULT_CALLS=\((calls + (hasNoNameless ? ["no-nameless"] : [])).joined(separator: ","))",
            "FAULT_DELAY=\(delay)", "FAULT_STEP=\(step)", "FAULT_TOGETHER=\(together)",
        ]
    }
}
