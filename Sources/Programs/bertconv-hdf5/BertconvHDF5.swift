internal import CHDF5Shims
internal import HDF5
internal import JSONText

/// The only program that links libhdf5.
///
/// It reads the HDF5 file that is its standard input, answers one question about it and ends; it holds nothing
/// that a hostile file could be after. Or it makes standard output an HDF5 file and tells where the data goes.
///
/// Exit status: 0 answered, 1 refused or failed (with an error as JSON), 64 wrong use. Death by a signal means
/// that libhdf5 crashed (SIGSEGV, SIGABRT, SIGFPE), ran into a limit (SIGXCPU) or tried what it may not do (SIGSYS).
@main
enum BertconvHDF5 {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("catalog", 1):
            confineReader(in: .catalog)
            run(errorsTo: .answers) { () throws(HDF5Error) in
                try Output.answers.writeLine(try Catalog.answer())
            }
        case ("decode", 2...):
            confineReader(in: .decode)
            run(errorsTo: .complaints) { () throws(HDF5Error) in
                try Decode.write(Array(arguments.dropFirst()))
            }
        case ("skeleton", 1):
            guard SkeletonWriter.isOutputEmpty else {
                refuseUse(
                    "bertconv-hdf5: standard output must be an empty regular file that is open for reading and writing")
            }
            confine(in: .skeleton)
            run(errorsTo: .complaints) { () throws(HDF5Error) in
                try Output.complaints.writeLine(try SkeletonAnswer.make())
            }
        case ("--version", 1):
            let layers = confine(in: .catalog)
            run(errorsTo: .complaints) { () throws(HDF5Error) in
                try Library.start()
                try Output.answers.writeLine("bertconv-hdf5, libhdf5 \(try Library.version())")
                let plugins = try Library.loadsPlugins() ? "plug-ins of libhdf5" : "no plug-ins"
                try Output.answers.writeLine("cage: " + (layers + [plugins]).joined(separator: ", "))
            }
        default:
            refuseUse(
                "usage: bertconv-hdf5 catalog | decode PATH..., with the HDF5 file as standard input; "
                    + "or skeleton, with a specification as standard input and an empty file as standard output; "
                    + "or --version")
        }
    }

    private static func confineReader(in cage: Cage) {
        guard HDF5File.isInputReadable else {
            refuseUse("bertconv-hdf5: standard input must be a regular file that is open for reading only")
        }
        confine(in: cage)
    }

    /// The layers that are in force, in words.
    @discardableResult
    private static func confine(in cage: Cage) -> [String] {
        guard let layers = cage.close() else { refuseUse("bertconv-hdf5: the process could not be confined") }
        return layers
    }

    /// Does the work and ends the process.
    private static func run(errorsTo errors: Output, _ work: () throws(HDF5Error) -> Void) {
        do throws(HDF5Error) {
            try work()
            CH5Exit(0)
        } catch {
            try? errors.writeLine(JSONWriter.compact(error.json))
            CH5Exit(1)
        }
    }

    private static func refuseUse(_ line: String) -> Never {
        try? Output.complaints.writeLine(line)
        CH5Exit(64)
    }
}
