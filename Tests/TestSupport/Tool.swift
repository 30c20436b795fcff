import Glibc

/// The programs that the build made, and a way to run them as a user does.
package enum Tool {
    /// The built program of this name, which lies beside the test bundle, or in the folder that
    /// `BERTCONV_PROGRAMS` names: tests under a sanitizer run ordinary programs, whose limits on memory no sanitizer
    /// could keep.
    package static func path(_ name: String) -> String {
        productsFolder + "/" + name
    }

    package struct Run: Sendable {
        package let status: Int32
        package let output: String
        package let errors: String
    }

    /// Runs `bertconv` with these arguments and waits for its end.
    package static func bertconv(_ arguments: [String], environment: [String] = []) -> Run {
        run([path("bertconv")] + arguments, environment: environment)
    }

    /// Runs a program; output and errors go through files, so that their size does not matter.
    package static func run(_ command: [String], environment: [String] = []) -> Run {
        let folder = TemporaryFolder()
        let quoted = command.map {
            "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        }
        let line =
            (environment + quoted).joined(separator: " ")
            + " > '\(folder.file("out"))' 2> '\(folder.file("err"))' < /dev/null"
        let status = unsafe system(line)
        return Run(
            status: status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F),
            output: String(decoding: bytes(ofFile: folder.file("out")), as: UTF8.self),
            errors: String(decoding: bytes(ofFile: folder.file("err")), as: UTF8.self))
    }

    private static let productsFolder: String = {
        if let named = unsafe getenv("BERTCONV_PROGRAMS") { return unsafe String(cString: named) }
        guard let path = unsafe realpath("/proc/self/exe", nil) else { return "." }
        defer { unsafe free(path) }
        return folderOfProducts(from: unsafe String(cString: path))
    }()

    /// The test runner is either a bundle of the build or a helper of the toolchain, which names the bundle in
    /// its arguments.
    private static func folderOfProducts(from executable: String) -> String {
        for candidate in [executable] + CommandLine.arguments {
            let folder = candidate.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
                separator: "/")
            if unsafe access(folder + "/bertconv", X_OK) == 0 { return folder }
        }
        return "."
    }
}
