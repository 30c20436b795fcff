package import Forensics
package import ModelSchema
package import Tensors

/// What the values show of a model as a whole: whether its parts belong together (`docs/belonging.md`).
package struct Belonging: Sendable {
    /// Kernels of one kind that are stored the other way round.
    package struct Transposed: Sendable {
        package let kernel: ResidualStream.Kernel
        /// The layers, and the tensor of each.
        package let tensors: [(layer: Int, entry: TensorEntry)]
        /// Whether all layers have it so.
        package let isWholeKind: Bool
        /// The scores of the side that should face the stream, and of the other, by Fisher's method.
        package let sides: StreamProfiles.Sides
    }

    /// A layer that was not trained with the others.
    package struct Foreign: Sendable {
        package enum Half: String, Sendable {
            case kernels, norms
        }

        package let layer: Int
        package let entry: TensorEntry
        /// The halves that show nothing of the other layers, their scores, and the median of the other layers.
        package let halves: [(half: Half, score: Double, median: Double)]
    }

    /// A joint whose halves were not trained with each other.
    package struct Broken: Sendable {
        package let place: JointPlace
        package let first: TensorEntry
        package let second: TensorEntry
        package let fit: JointFit
        /// The median strength of the same joint in the other layers.
        package let median: Double
    }

    /// Another reading of the attention, which fits far better than the present one.
    package struct Misread: Sendable {
        package let reading: AttentionReading
        /// The strength of the joints of queries and keys as they are, and in the other reading.
        package let strength: Double
        package let otherStrength: Double
        package let layers: [Int]
    }

    package internal(set) var transposed: [Transposed] = []
    package internal(set) var foreign: [Foreign] = []
    package internal(set) var broken: [Broken] = []
    /// Another order of the layers that fits better, with their numbers.
    package internal(set) var order: LayerOrder?
    package internal(set) var misread: [Misread] = []
    /// Whether the words are those of the rows; nil: there are none, or the other tests have no law for the model.
    package internal(set) var vocabulary: VocabularyFit?
    /// Why nothing can be told; nil: the tests have a law for this model.
    package internal(set) var unclear: String?
}

extension Belonging {
    /// In a sentence, once for each model.
    package var note: String? {
        if let unclear { return "whether the parts of the model belong together cannot be told: \(unclear)" }
        guard case .unclear(let reason)? = vocabulary?.verdict else { return nil }
        return "whether the words belong to the rows of the embeddings cannot be told: \(reason)"
    }
}
