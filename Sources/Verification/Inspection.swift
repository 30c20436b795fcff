package import BertModel
package import ByteIO
package import Formats
internal import TorchArchive

/// A checkpoint held against the model it is meant to be: what the checks look at.
package struct Inspection: Sendable {
    /// How the model class was found.
    package enum ClassSource: Sendable, Equatable {
        /// The user said it.
        case stated
        /// The first entry of `architectures` in config.json.
        case configuration
        /// The heads in the file; these other classes would fit as well.
        case heads(others: [String])
    }

    package let checkpoint: Checkpoint
    package let binding: Binding
    package let tree: ParameterTree
    package let classSource: ClassSource
    /// Where each parameter of the tree gets its values.
    package let coverage: Coverage

    /// Finds the architecture, the class and the sizes, and binds every tensor.
    ///
    /// - Parameters:
    ///   - className: the class to hold it against; nil: config.json's, or the one its heads imply.
    ///   - prefix: something that stands before names and is to be ignored.
    /// - Throws: ``Fault`` `model.*`, `json.*`, `file.*`.
    package init(
        _ checkpoint: Checkpoint, as className: String? = nil, ignoring prefix: String? = nil
    ) throws(Fault) {
        let known = try Architecture.all()
        let file = try checkpoint.configurationPath.map { path throws(Fault) in
            try ConfigurationFile(path: path, known: known)
        }
        let (architecture, binding) = try Self.bind(
            checkpoint, among: file?.architecture.map { [$0] } ?? known, ignoring: prefix)
        // An entry that could not be read must not pass for one that is not there.
        for entry in checkpoint.withheld where binding.dialect.match(entry.name) != nil {
            throw entry.fault.inFile(checkpoint.path)
        }
        let configuration =
            try file.map { file throws(Fault) in try file.configuration(for: architecture) }
            ?? binding.impliedConfiguration(in: architecture)
        let choice = try ClassChoice(
            stated: className, configuration, binding, architecture, path: checkpoint.path)
        if let problem = choice.problem ?? choice.unfitFields(configuration, path: checkpoint.path).first {
            throw problem
        }
        self.checkpoint = checkpoint
        self.binding = binding
        self.tree = ParameterTree(
            architecture: architecture, modelClass: choice.modelClass, configuration: configuration)
        if case .file(let path) = configuration.source,
            let parameter = tree.parameters.first(where: { $0.shape == nil })
        {
            throw Fault(
                .configuration, file: path, subject: "parameter '\(parameter.name)'",
                reason: "its shape cannot be computed from these sizes: they are too large or do not divide",
                remedy: "use the config.json that was saved with these weights")
        }
        self.classSource = choice.source
        self.coverage = Coverage(tree, binding)
    }

    /// What was found out elsewhere.
    init(_ checkpoint: Checkpoint, _ binding: Binding, _ tree: ParameterTree, classSource: ClassSource) {
        self.checkpoint = checkpoint
        self.binding = binding
        self.tree = tree
        self.classSource = classSource
        self.coverage = Coverage(tree, binding)
    }

    private static func bind(
        _ checkpoint: Checkpoint, among known: [Architecture], ignoring prefix: String?
    ) throws(Fault) -> (Architecture, Binding) {
        var last = Fault(.unknownDialect, reason: "no architecture is known")
        for architecture in known {
            do throws(Fault) {
                return (architecture, try Binding(checkpoint.table, architecture: architecture, ignoring: prefix))
            } catch {
                last = error
            }
        }
        throw last.inFile(checkpoint.path)
    }
}
