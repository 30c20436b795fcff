internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let severalModels = Rule("BC112", "several-models", .error, needs: .headers)
}

extension Check {
    static let severalModels = Check(
        .severalModels, page: PackageResources.BC112_md, verify: { SeveralModelsCheck.findings($0.model) },
        convert: SeveralModelsCheck.findings)
}

/// BC112: two or more prefixes are before the names of the same parameters: nothing tells which model is meant.
enum SeveralModelsCheck {
    static func findings(_ model: ModelCase) -> [Finding] {
        let prefixes = model.alikePrefixes
        guard prefixes.count > 1 else { return [] }
        let options = prefixes.map { "--strip-prefix \(ShellWord.quoted($0) ?? $0)" }.joined(separator: " or ")
        return [
            Finding(
                .severalModels, subject: prefixes.joined(separator: ", "), file: model.checkpoint.path,
                message:
                    "are prefixes of \(prefixes.count) models that fill \(model.tree.modelClass.name) alike, and "
                    + "nothing tells which one is meant",
                help: "find out which of them you want, and convert that one with \(options)",
                conversion: "choose one; its command writes that model alone",
                evidence: [("prefixes", .array(prefixes.map { .string($0) }))])
        ]
    }
}
