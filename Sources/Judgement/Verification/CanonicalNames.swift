internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Tensors

/// The names of what findings are about in policies and baselines: the same in every format.
///
/// - A tensor that is a parameter has the parameter's canonical name. Its name in the file is an alias.
/// - Only one tensor of a file is the parameter: the one that the library takes. Where the format stores copies, as
///   Keras does, each of them is.
/// - For rules about values, a tied parameter has the name of the parameter whose values it shares.
/// - Any other tensor keeps its name. If that name reads as a parameter's, in any format, it is marked: `tensor:NAME`.
///   What is accepted about the parameter, by its canonical name, is not accepted about such a tensor.
struct CanonicalNames {
    /// What marks the name of a tensor that is not the parameter that the name reads as.
    private static let mark = "tensor:"

    private let parameters: [String: ParameterPath]
    private let files: Set<String>
    private let tree: ParameterTree

    init(_ examination: Examination) {
        let binding = examination.binding
        var parameters: [String: ParameterPath] = [:]
        for (path, tensors) in binding.tensors {
            for tensor in tensors.prefix(binding.dialect.storesCopies ? tensors.count : 1) {
                parameters[tensor.entry.name] = path
            }
        }
        self.parameters = parameters
        files = Set([examination.checkpoint.path] + examination.checkpoint.inputs.map(\.path))
        tree = examination.tree
    }

    /// The same finding with its names.
    func naming(_ finding: Finding) -> Finding {
        let isInWeights = finding.file.map(files.contains) ?? false
        switch finding.topic {
        case .parameter(let path):
            return finding.named(path.description, alias: finding.subject, isInWeights: isInWeights)
        case .tensor:
            if let path = parameters[finding.subject] {
                let shared = finding.rule.needs >= .values ? tree[path]?.tiedTo : nil
                return finding.named(
                    (shared ?? path).description, alias: finding.subject, isInWeights: isInWeights)
            }
            guard needsMark(finding.subject) else {
                return finding.named(finding.subject, alias: nil, isInWeights: isInWeights)
            }
            return finding.named(
                Self.mark + finding.subject, alias: isTaken(finding.subject) ? nil : finding.subject,
                isInWeights: isInWeights)
        case .other:
            return finding.named(finding.subject, alias: nil, isInWeights: isInWeights)
        }
    }

    private func needsMark(_ name: String) -> Bool {
        name.hasPrefix(Self.mark) || tree.architecture.dialects.contains { $0.match(name) != nil }
    }

    /// Whether a name is the canonical name of a parameter, or reads as one that is marked.
    private func isTaken(_ name: String) -> Bool {
        name.hasPrefix(Self.mark)
            || tree.architecture.dialects.contains { $0.match(name)?.parameter.description == name }
    }
}
