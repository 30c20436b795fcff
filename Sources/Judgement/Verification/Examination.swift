package import ByteIO
internal import Forensics
package import Formats
package import ModelSchema
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
    /// What the model is, what each tensor is to it, and what the library does with them.
    package let model: ModelCase
    package let diagnosis: Diagnosis
    package private(set) var values = ValuePass()
    /// What the values say of the training of each module.
    package private(set) var modules: [JudgedModule] = []
    package var otherWeights: [OtherWeights] = []
    /// What is wrong with the configuration.
    package let problems: [Fault]

    package var checkpoint: Checkpoint { model.checkpoint }
    package var tree: ParameterTree { model.tree }
    package var binding: Binding { model.binding }
    package var loading: Loading { model.loading }

    /// Finds out what would be loaded.
    ///
    /// - Parameters:
    ///   - checkpoint: with every tensor as a plain run of bytes, if values are to be read.
    ///   - className: the class to compare it with; nil: config.json's, or the one its heads imply.
    /// - Throws: ``Fault`` `model.*` when nothing tells what the model is.
    package init(
        _ checkpoint: Checkpoint, _ facts: FolderFacts, as className: String?, depth: Depth
    ) throws(Fault) {
        model = try ModelCase(checkpoint, at: facts.place, as: className, .diagnostic)
        self.depth = depth
        self.facts = facts
        // modules.json is read for the place and for its facts: what is wrong with it is one problem.
        let known = model.problems
        problems = known + facts.problems.filter { !known.contains($0) }
        var diagnosis = Diagnosis(model.loading, model.binding, checkpoint)
        diagnosis.findCure(model, at: facts.place)
        self.diagnosis = diagnosis
        // A file in which nothing is known, and nothing that says what it should be, is no model of a known family.
        let isUnknown = diagnosis.reasons.values.allSatisfy { $0 == .unrecognised } && !diagnosis.reasons.isEmpty
        if isUnknown, className == nil, facts.configuration == nil {
            throw .unknownDialect([model.tree.architecture], in: checkpoint)
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
    ) throws(Fault) {
        values.read(
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
