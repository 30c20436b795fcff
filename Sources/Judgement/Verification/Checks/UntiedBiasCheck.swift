internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let untiedBiasLost = Rule("BC202", "untied-bias-lost", .warning, needs: .headers)
}

extension Check {
    static let untiedBiasLost = Check(
        .untiedBiasLost, page: PackageResources.BC202_md, verify: { UntiedBiasCheck.findings($0.model) },
        convert: UntiedBiasCheck.findings)
}

/// BC202: an untied model has only one of two biases that were a single parameter before transformers 5.
///
/// Version 5 treats them as two, reports the other one missing and sets it to zeros, which changes the output.
enum UntiedBiasCheck {
    static func findings(_ model: ModelCase) -> [Finding] {
        guard !model.binding.dialect.alwaysTies else { return [] }
        var findings: [Finding] = []
        for parameter in model.tree.parameters {
            guard case .copy(let tensor, let partner) = model.coverage[parameter.path] else { continue }
            findings.append(
                Finding(
                    .untiedBiasLost, subject: parameter.name, .parameter(parameter.path),
                    file: model.checkpoint.path,
                    message:
                        "is missing; transformers before 5 used '\(partner)' for both, version 5 sets it to zeros",
                    help: "a conversion writes the values of '\(tensor.entry.name)' under both names",
                    conversion: "convert it, which writes the values of '\(tensor.entry.name)' under both names",
                    evidence: [("partner", .string(partner.description))]))
        }
        return findings
    }
}
