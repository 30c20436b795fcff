import CCage
import CageProbeCalls
import Glibc
import HDF5

/// Tries what `bertconv-hdf5` may not do, in the very same cage; for tests only.
///
/// Arguments: the layers (`catalog`, `skeleton`; `landlock` for that alone, `none`), then what to try; or `sweep` to try
/// every number of a system call, each in a process of its own. Or `without-ERRNO` and a program, which is asked for its
/// version where the system has no filters and no Landlock. Exit status: 0 it was let through, else `errno`.
@main
enum CageProbe {
    /// Beyond the last number that Linux 6.18 has.
    private static let numbers: Range<Int32> = 0..<500

    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { CPEnd(120) }
        if arguments[2] == "sweep" { sweep(arguments[1]) }
        if arguments[1].hasPrefix("without-"), let number = Int32(arguments[1].dropFirst(8)) {
            unsafe CPTellVersionWithoutFilters(arguments[2], number)
        }
        let attempt = unsafe CPFind(arguments[2])
        guard attempt >= 0 else { CPEnd(121) }
        confine(arguments[1])
        CPEnd(CPTry(attempt))
    }

    private static func confine(_ layers: String) {
        switch layers {
        case "catalog": close(.catalog)
        case "decode": close(.decode)
        case "skeleton": close(.skeleton)
        case "landlock": guard CCForbidNewPrivileges() == 0, CCForbidPaths() > 0 else { CPEnd(122) }
        case "none": break
        default: CPEnd(120)
        }
    }

    /// Closes the product's cage, but with a short time for what computes for ever.
    private static func close(_ cage: Cage) {
        var cage = cage
        if CommandLine.arguments.last == "compute" { cage.processorSeconds = 1 }
        guard let layers = cage.close(), layers.first == "system call filter" else { CPEnd(122) }
    }

    /// Prints the numbers of the system calls that do not kill the process, whatever comes of them.
    private static func sweep(_ layers: String) -> Never {
        for number in numbers {
            let child = CPFork()
            if child == 0 {
                confine(layers)
                CPCallWithZeros(number)
                CPEnd(0)
            }
            if CPWaitForSignal(child) != SIGSYS { print(number) }
        }
        exit(0)
    }
}
