internal import ModelSchema

/// The names of what findings are about in policies and baselines: the same in every format.
///
/// - A tensor that is a parameter has the parameter's canonical name. Its name in the file is an alias.
/// - Only one tensor of a file is the parameter: the one that the library takes. Where the format stores copies, as
///   Keras does, each of them is.
/// - For rules about values, a tied parameter has the name of the parameter whose values it shares.
/// - Any other tensor keeps its name. If that name reads as a parameter's, in any format, it is marked: `tensor:NAME`.
///   A policy that accepts something about the parameter does not accept it about such a tensor.
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
                let shared = finding.rule.needs == .values ? tree[path]?.tiedTo : nil
                return finding.named(
                    (shared ?? path).description, alias: finding.subject, isInWeights: isInWeights)
            }
            let name = needsMark(finding.subject) ? Self.mark + finding.subject : finding.subject
            return finding.named(name, alias: nil, isInWeights: isInWeights)
        case .other:
            return finding.named(finding.subject, alias: nil, isInWeights: isInWeights)
        }
    }

    private func needsMark(_ name: String) -> Bool {
        name.hasPrefix(Self.mark) || tree.architecture.dialects.contains { $0.match(name) != nil }
    }
}
