internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors
internal import TorchArchive

extension Rule {
    package static let missingParameter = Rule("BC101", "missing-parameter", .error, needs: .headers)
}

extension Check {
    static let missingParameter = Check(
        .missingParameter, page: PackageResources.BC101_md, verify: MissingParameterCheck.findings,
        convert: MissingParameterCheck.findings)
}

/// BC101: a parameter of the class is in no file, so a loader initialises it.
enum MissingParameterCheck {
    /// For a conversion, which recovers parameters by their names.
    static func findings(_ model: ModelCase) -> [Finding] {
        model.coverage.missing.map { finding($0, model) }
    }

    /// For a loader.
    ///
    /// Parameters that another rule explains are not reported here.
    static func findings(_ examination: Examination) -> [Finding] {
        let heads = newHeads(examination)
        // A parameter that is in the file and was not read is not missing.
        let withheld = Set(
            examination.withheldWeights.compactMap { examination.binding.dialect.match($0.name)?.parameter })
        let absent = Set(examination.model.coverage.missing.map(\.path))
        return examination.loading.missing
            .filter { examination.diagnosis.reasons[$0.path] == nil }
            .filter { !withheld.contains($0.path) }
            .map { parameter in
                // sentence-transformers loads the bare class; in others a head works with the pooler.
                let isUnused = parameter.component == poolerComponent && examination.tree.modelClass.isBare
                let pooling = isUnused ? examination.facts.pooling : nil
                return finding(
                    parameter, examination.model, unusedBy: pooling, isNewHead: heads.contains(parameter.component),
                    isElsewhere: !absent.contains(parameter.path))
            }
    }

    /// Components of the class that are missing entirely from a file with others: it was saved as another class.
    private static func newHeads(_ examination: Examination) -> Set<String> {
        let loaded = Set(examination.loading.loaded.keys)
        let parameters = examination.tree.parameters
        let present = Set(parameters.filter { loaded.contains($0.path) }.map(\.component))
        return present.isEmpty ? [] : Set(parameters.map(\.component)).subtracting(present)
    }

    /// The component that sentence-transformers does not use.
    static let poolerComponent = "pooler"

    private static func finding(
        _ parameter: Parameter, _ model: ModelCase, unusedBy pooling: Pooling? = nil,
        isNewHead: Bool = false, isElsewhere: Bool = false
    ) -> Finding {
        let filling = parameter.initializer.description(model.tree.configuration)
        var message =
            parameter.initializer.isRandom
            ? "is missing: loaders will initialise it with random numbers, \(filling)"
            : "is missing: loaders will initialise it with \(filling)"
        var help =
            isNewHead
            ? "the file was saved by another class: train this part before use, or pass that class with --as"
            : "get the complete checkpoint, or pass the class that was saved with --as"
        if let pooling {
            let modes = pooling.modes.isEmpty ? "no mode" : pooling.modes.joined(separator: ", ")
            message += "; sentence-transformers does not use it here: \(pooling.file) pools by \(modes)"
            help = "fine if only sentence-transformers uses the model; 'pooler_output' is noise"
        }
        return Finding(
            .missingParameter, severity: pooling == nil ? nil : .warning, subject: parameter.name,
            file: model.checkpoint.path, message: message, help: help,
            conversion: isElsewhere ? "convert it, which finds the values under another name" : nil,
            evidence: [
                ("initializer", .string(filling)), ("shape", .shape(parameter.shape)),
            ])
    }
}
