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
        for (field, needed) in choice.modelClass.required.sorted(by: { $0.key < $1.key }) {
            guard let value = configuration.integer(field), value != needed else { continue }
            problems.append(
                .unfit(field, value, needed: needed, choice.modelClass, file: configuration.path ?? checkpoint.path))
        }
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
    /// - Parameter seeds: those whose streams are tried.
    /// - Throws: ``Fault`` when a matrix that leaves doubt cannot be read again.
    package mutating func readValues(seeds: [UInt64], progress: (Int) -> Void) async throws(Fault) {
        await values.read(checkpoint.table, TensorSubject.all(binding, tree.architecture), progress: progress)
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

/// Which class the model is to be, and how that was found.
private struct ClassChoice {
    let modelClass: ModelClass
    let source: Inspection.ClassSource
    var problem: Fault?

    init(
        stated: String?, _ configuration: Configuration, _ binding: Binding, _ architecture: Architecture, path: String
    ) throws(Fault) {
        if let stated {
            guard let modelClass = architecture.modelClass(stated) else {
                throw .unknownClass(stated, known: architecture.classes.map(\.name))
            }
            (self.modelClass, source) = (modelClass, .stated)
            return
        }
        if let name = configuration.className {
            if let modelClass = architecture.modelClass(name) {
                (self.modelClass, source) = (modelClass, .configuration)
                return
            }
            problem = Fault.unknownClass(name, known: architecture.classes.map(\.name))
                .inFile(configuration.path ?? path).about("field 'architectures'")
        }
        do throws(Fault) {
            let modelClass = try binding.impliedClass(in: architecture)
            (self.modelClass, source) = (modelClass, .heads(others: binding.likeness(of: modelClass, in: architecture)))
        } catch {
            throw error.inFile(path)
        }
    }
}

extension Fault {
    fileprivate static func unfit(
        _ field: String, _ value: Int, needed: Int, _ modelClass: ModelClass, file: String
    ) -> Fault {
        Fault(
            .configuration, file: file, subject: "field '\(field)'",
            reason: "is \(value), but \(modelClass.name) works only with \(needed)",
            remedy: "say the right class with --as, or mend config.json")
    }
}
