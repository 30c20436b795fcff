import Foundation
import TestSupport

/// What comes of an attempt in the cage of `bertconv-hdf5`.
enum CageProbeRun {
    enum Outcome: Hashable, CustomStringConvertible {
        case allowed
        /// The call came back with this `errno`.
        case failed(Int32)
        case killed(Int32)

        var description: String {
            switch self {
            case .allowed: "allowed"
            case .failed(let number): "failed with errno \(number)"
            case .killed(let signal): "killed by signal \(signal)"
            }
        }
    }

    /// Whether the system can filter system calls; where it cannot, the product says so and goes on.
    static let hasFilters =
        (try? String(contentsOfFile: "/proc/sys/kernel/seccomp/actions_avail", encoding: .utf8))?
        .contains("kill_process") == true

    static let hasLandlock = (try? attempt("getcwd", in: "landlock")) == .allowed

    /// Tries it with a file to read as standard input and one to read and write as standard output.
    ///
    /// Descriptor 3 is inherited.
    static func attempt(_ name: String, in layers: String) throws -> Outcome {
        let folder = TemporaryFolder()
        let process = try start(name, in: layers, folder: folder)
        process.waitUntilExit()
        let status = process.terminationStatus
        if process.terminationReason == .uncaughtSignal { return .killed(status) }
        return status == 0 ? .allowed : .failed(status)
    }

    /// The numbers of the system calls that do not kill the process.
    static func survivors(in layers: String) throws -> Set<Int> {
        let folder = TemporaryFolder()
        try start("sweep", in: layers, folder: folder).waitUntilExit()
        return Set(
            String(decoding: bytes(ofFile: folder.file("out")), as: UTF8.self).split(separator: "\n").compactMap {
                Int($0)
            })
    }

    private static func start(_ name: String, in layers: String, folder: TemporaryFolder) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        let line = "exec \"$0\" \"$1\" \"$2\" < \"$3/in\" 1<> \"$3/out\" 2> /dev/null 3< \"$3/in\""
        process.arguments = ["-c", line, Tool.path("CageProbe"), layers, name, folder.path]
        process.environment = ["HDF5_PLUGIN_PATH": folder.path]
        _ = folder.write("some text", to: "in")
        try process.run()
        return process
    }
}
