internal import BertModel
internal import Formats

/// BC101: a parameter of the class is in no file, so a loader fills it.
enum MissingParameterCheck {
    static func findings(_ inspection: Inspection) -> [Finding] {
        inspection.coverage.missing.map { parameter in
            let filling = parameter.initializer.description(inspection.tree.configuration)
            return Finding(
                .missingParameter, subject: parameter.name, file: inspection.checkpoint.path,
                message: parameter.initializer.isRandom
                    ? "is not in the file: a loader fills it with random numbers, \(filling)"
                    : "is not in the file: a loader fills it with \(filling)",
                help: "get the whole checkpoint, or name the class that was saved with --as")
        }
    }
}
