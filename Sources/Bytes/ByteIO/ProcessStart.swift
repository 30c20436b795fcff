internal import CProcess
internal import Glibc

/// What this process was started with, as the kernel passed it.
///
/// Nothing here reads /proc, which is not mounted in every container.
package enum ProcessStart {
    /// The arguments without the program's own name; what is not UTF-8 in them is repaired.
    package static var arguments: [String] {
        (1..<max(1, bertconv_argument_count())).compactMap { index in
            unsafe bertconv_argument(index).map { unsafe String(cString: $0) }
        }
    }

    /// The path of the running program with all links followed; nil: it is not known.
    package static var programPath: String? {
        unsafe resolved("/proc/self/exe") ?? bertconv_program_path().flatMap { unsafe resolved($0) }
    }

    private static func resolved(_ path: UnsafePointer<CChar>) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }
}
