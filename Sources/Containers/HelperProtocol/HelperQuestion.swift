/// A question to `bertconv-hdf5`: the arguments that the program is started with.
///
/// Each process answers one question, about all of standard input or a ``HelperPart`` of it. The answer to `catalog` is one line of JSON on standard output. `decode` and
/// `skeleton` write data to standard output, so what they have to say goes to standard error: an error, and for
/// `skeleton` also the answer.
package enum HelperQuestion: Equatable, Sendable {
    /// What is in the HDF5 file that is standard input: a ``CatalogAnswer``.
    case catalog
    /// The values of these datasets of standard input, given by their paths: row-major, little-endian, one dataset
    /// after the other with nothing between them.
    case decode([String])
    /// Makes standard output, an empty file, the HDF5 file that standard input describes as a
    /// ``SkeletonSpecification``: a ``SkeletonAnswer``.
    case skeleton
    /// For people: the version of libhdf5, and the layers of the cage.
    case version

    /// Reads the arguments, without the name of the program; nil when they are no question.
    package init?(_ arguments: [String]) {
        switch (arguments.first, arguments.count) {
        case ("catalog", 1): self = .catalog
        case ("decode", 2...): self = .decode(Array(arguments.dropFirst()))
        case ("skeleton", 1): self = .skeleton
        case ("--version", 1): self = .version
        default: return nil
        }
    }

    package var arguments: [String] {
        switch self {
        case .catalog: ["catalog"]
        case .decode(let paths): ["decode"] + paths
        case .skeleton: ["skeleton"]
        case .version: ["--version"]
        }
    }

    /// Whether errors go to standard error, because standard output is for data.
    package var reportsOnStandardError: Bool { self != .catalog }
}

/// The exit status of `bertconv-hdf5`.
///
/// A signal that ends it has a meaning too: libhdf5 crashed (SIGSEGV, SIGABRT, SIGFPE), reached a limit (SIGXCPU,
/// SIGXFSZ), or made a system call that the cage forbids (SIGSYS).
package enum HelperExit: Int32, Sendable {
    case answered = 0
    /// It refused or failed, and has written an ``HDF5Error``.
    case refused = 1
    /// The arguments are no question, or the standard streams are not what the question needs.
    case misused = 64
}
