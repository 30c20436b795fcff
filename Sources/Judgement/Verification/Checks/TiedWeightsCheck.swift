internal import ByteIO
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let tiedWeightsDiffer = Rule("BC201", "tied-weights-differ", .error, needs: .values)
}

extension Check {
    static let tiedWeightsDiffer = Check(
        .tiedWeightsDiffer, page: PackageResources.BC201_md, verify: TiedWeightsCheck.findings,
        convert: TiedWeightsCheck.findings)
}

/// BC201: the configuration ties two parameters, but the file has both and they differ.
///
/// transformers 4 keeps the embedding and drops the other one; transformers 5 unties them and keeps both.
enum TiedWeightsCheck {
    /// For a conversion.
    static func findings(_ model: ModelCase) throws(Fault) -> [Finding] {
        var findings: [Finding] = []
        for parameter in model.tree.parameters {
            guard let partner = parameter.tiedTo, let tied = model.binding[parameter.path],
                let source = model.binding[partner]
            else { continue }
            guard let difference = try TensorDifference.phrase(source, tied) else { continue }
            findings.append(finding(tied.entry, source.entry, difference))
        }
        return findings
    }

    /// For a loader.
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        // Keras writes tied parameters as copies, which BC204 reports.
        guard examination.depth >= .values, !examination.binding.dialect.storesCopies else { return [] }
        var findings: [Finding] = []
        for parameter in examination.tree.parameters {
            guard let partner = parameter.tiedTo, let tied = examination.loading.loaded[parameter.path],
                let source = examination.loading.loaded[partner],
                let difference = try TensorDifference.phrase(source, tied)
            else { continue }
            findings.append(finding(tied, source, difference))
        }
        return findings
    }

    private static func finding(_ tied: TensorEntry, _ source: TensorEntry, _ difference: String) -> Finding {
        Finding(
            .tiedWeightsDiffer, about: tied,
            message: "differs from '\(source.name)', although the configuration ties the two: \(difference)",
            help: "set 'tie_word_embeddings' to false in config.json if both were trained; otherwise remove one",
            evidence: [("tiedTo", .string(source.name))])
    }
}
