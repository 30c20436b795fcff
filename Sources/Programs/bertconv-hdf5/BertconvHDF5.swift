internal import ByteIO
internal import CCage
internal import HDF5
internal import HelperProtocol
internal import JSONText

/// The only program that links libhdf5.
///
/// It answers one question (``HelperQuestion``) about the HDF5 file that is its standard input, or makes its standard
/// output a new HDF5 file, and ends. It has access to nothing that a hostile file could be after.
@main
enum BertconvHDF5 {
    static func main() {
        var arguments = ProcessStart.arguments
        let asked = AskedFile(takingFrom: &arguments)
        let part = HelperPart(takingFrom: &arguments)
        guard let question = HelperQuestion(arguments) else {
            misused(
                "usage: bertconv-hdf5 [--ask BYTES] [--part OFFSET COUNT] catalog | decode PATH..., with the HDF5 file as "
                    + "standard input, or a socket that sends its bytes; or skeleton, with a specification as standard input and an empty file as standard output; "
                    + "or --version")
        }
        switch question {
        case .catalog, .decode:
            if let asked { HDF5File.askInput(for: asked) }
            guard HDF5File.isInputReadable, part.map(HDF5File.narrowInput) ?? true else {
                misused(
                    "bertconv-hdf5: standard input must be a regular file that is open for reading only, or a socket "
                        + "after --ask")
            }
        case .skeleton:
            guard SkeletonWriter.isOutputEmpty else {
                misused(
                    "bertconv-hdf5: standard output must be an empty regular file that is open for reading and writing")
            }
        case .version: break
        }
        guard let layers = Cage.matching(question, asks: asked != nil).close() else {
            misused("bertconv-hdf5: the process could not be confined")
        }
        do throws(HDF5Error) {
            try answer(question, layers: layers)
            CCExit(HelperExit.answered.rawValue)
        } catch {
            let stream = question.reportsOnStandardError ? OutputStream.errors : .output
            try? stream.writeLine(JSONWriter.compact(error.json))
            CCExit(HelperExit.refused.rawValue)
        }
    }

    private static func answer(_ question: HelperQuestion, layers: [String]) throws(HDF5Error) {
        switch question {
        case .catalog: try OutputStream.output.writeLine(try Answers.catalog())
        case .decode(let paths): try Answers.decode(paths)
        case .skeleton: try OutputStream.errors.writeLine(try Answers.skeleton())
        case .version:
            for line in try Answers.version(layers: layers) { try OutputStream.output.writeLine(line) }
        }
    }

    private static func misused(_ line: String) -> Never {
        try? OutputStream.errors.writeLine(line)
        CCExit(HelperExit.misused.rawValue)
    }
}
