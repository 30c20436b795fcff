import ByteIO
import Formats
import ModelSchema
import Probing

/// A model that is probed: where it is, and what runs it.
struct ProbedModel {
    let path: String
    let place: ModelPlace
    let checkpoint: Checkpoint
    let forward: ForwardModel
    /// The modules of sentence-transformers after it; nil: there are none, or a file was named.
    let sentences: SentenceVectors?

    /// - Throws: ``Fault`` `file.*`, `model.*`, `probe.*`.
    init(_ path: String, as className: String?, _ known: KnownArchitectures) throws(Fault) {
        self.path = path
        place = try ModelPlace(path, library: try Library.newest(), known: known)
        let reader = CheckpointReader(helperPath: Installation.helperPath())
        checkpoint = try reader.decoded(try place.open(reader), scratchFolder: Installation.temporaryFolder())
        let model = try ModelCase(checkpoint, at: place, as: className, .diagnostic)
        if let problem = model.problems.first(where: { $0.code != .noConfiguration }) { throw problem }
        forward = try ForwardModel(model, configuration: place.configuration, known: known)
        let isBare = model.tree.modelClass.isBare
        // A file is the model of transformers alone.
        sentences = isBare && place.isFolder ? try SentenceVectors(at: place, reader) : nil
    }

    var className: String { forward.model.tree.modelClass.name }
    var labels: LabelNames { LabelNames(place.configuration, forward.model.tree.architecture) }
    /// Whether the class reads pairs of texts.
    var readsPairs: Bool { forward.outputs.contains { $0.task == .span || $0.task == .nextSentence } }
    /// Whether the class chooses among answers to the first text.
    var chooses: Bool { forward.outputs.contains { $0.task == .choice } }
}
