package import BertModel
package import ByteIO
internal import Forensics
package import Formats
internal import Tensors
internal import TorchArchive

/// A model as its loader would load it, with everything that the checks look at.
package struct Examination: Sendable {
    /// How closely to look.
    package enum Depth: String, Sendable {
        /// Names, shapes and lists.
        case headers
        /// The values too.
        case values
    }

    package let depth: Depth
    package let facts: FolderFacts
    /// The checkpoint held against the model: names, shapes, ties.
    package let inspection: Inspection
    package let loading: Loading
    package let diagnosis: Diagnosis
    package private(set) var values = ValuePass()
    /// What the values say of the training of each module.
    package private(set) var modules: [JudgedModule] = []
    package var otherWeights: [OtherWeights] = []
    /// What is wrong with the configuration.
    package let problems: [Fault]

    package var checkpoint: Checkpoint { inspection.checkpoint }
    package var tree: ParameterTree { inspection.tree }
    package var binding: Binding { inspection.binding }

    /// Finds out what would be loaded.
    ///
    /// - Parameters:
    ///   - checkpoint: with every tensor as a plain run of bytes, if values are to be read.
    ///   - className: the class to hold it against; nil: config.json's, or the one its heads imply.
    /// - Throws: ``Fault`` `model.*` when nothing tells what the model is.
    package init(
        _ checkpoint: Checkpoint, _ facts: FolderFacts, as className: String?, depth: Depth, known: [Architecture]
    ) throws(Fault) {
        guard let architecture = facts.configuration?.architecture ?? known.first else {
            throw Fault.unknownDialect(example: checkpoint.table.entries.first?.name).inFile(checkpoint.path)
        }
        let binding = try Binding(tolerating: checkpoint.table, architecture: architecture)
        let implied = binding.impliedConfiguration(in: architecture)
        var (configuration, problems) =
            facts.configuration?.tolerantConfiguration(for: architecture, implied: implied) ?? (implied, [])
        problems = facts.problems + problems
        let choice = try ClassChoice(
            stated: className, configuration, binding, architecture, path: checkpoint.path)
        if let problem = choice.problem { problems.append(problem) }
        problems += choice.unfitFields(configuration, path: checkpoint.path)
        let tree = ParameterTree(
            architecture: architecture, modelClass: choice.modelClass, configuration: configuration, isCurrent: true)
        self.depth = depth
        self.facts = facts
        self.problems = problems
        inspection = Inspection(checkpoint, binding, tree, classSource: choice.source)
        if checkpoint.format == .kerasHDF5 {
            loading = KerasLoader(tree, binding).load(checkpoint.table)
        } else {
            loading = TransformersLoader(tree).load(checkpoint)
        }
        diagnosis = Diagnosis(loading, binding, checkpoint)
        // A file in which nothing is known, and nothing that says what it should be, is no BERT.
        let isUnknown = diagnosis.reasons.values.allSatisfy { $0 == .unrecognised } && !diagnosis.reasons.isEmpty
        if isUnknown, className == nil, facts.configuration == nil {
            throw Fault.unknownDialect(example: checkpoint.table.entries.first?.name).inFile(checkpoint.path)
        }
    }

    /// Reads all values and judges them; what cannot be read is kept in ``values``.
    ///
    /// - Parameters:
    ///   - seeds: those whose streams are tried.
    ///   - readers: how many tensors are read at a time; nil: as many as there are processors, within reason.
    /// - Throws: ``Fault`` when a matrix that leaves doubt cannot be read again.
    package mutating func readValues(
        seeds: [UInt64], readers: Int? = nil, progress: (Int) -> Void
    ) async throws(Fault) {
        await values.read(
            checkpoint.table, TensorSubject.all(binding, tree.architecture), readers: readers, progress: progress)
        let range = tree.configuration.path == nil ? nil : tree.configuration.double("initializer_range")
        let matrices = values.evidence.values.filter { $0.shape.rank == 2 }
        let judge = UntrainedJudge(
            seeds: seeds, initializerRange: range,
            isHalfPrecision: matrices.count { $0.isHalfPrecision } * 2 > matrices.count)
        for module in ModuleValues.all(self) {
            modules.append(JudgedModule(module: module, verdict: try judge.verdict(on: module)))
        }
    }
}

extension Examination {
    /// Entries that are weights and were not read.
    var withheldWeights: [WithheldTensor] {
        checkpoint.withheld.filter { $0.isTensor || binding.dialect.match($0.name) != nil }
    }

    /// Tensors of the files, those included that were not read.
    package var tensorCount: Int { checkpoint.table.count + withheldWeights.count }
}
