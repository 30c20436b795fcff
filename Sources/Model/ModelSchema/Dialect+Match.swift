extension Dialect {
    /// How a parameter is stored.
    package enum Orientation: String, Sendable {
        /// As PyTorch has it.
        case same
        /// With its dimensions in reverse order.
        case transposed
        /// Without its last dimension, which is 1.
        case flattened
        /// With its dimensions in reverse order, and then that of 1, which is the last but one, as the last.
        case depthwise

        /// Whether the dialect stores the matrix as [in, out] and PyTorch as [out, in].
        package var isTransposed: Bool { self == .transposed || self == .depthwise }
    }

    /// The parameter that a tensor's name means, and how the name is written.
    package struct Match: Sendable, Equatable {
        package let parameter: ParameterPath
        package let orientation: Orientation
        /// Whether newer versions of the producer no longer write this name.
        package let isLegacy: Bool
        /// Whether the name lacks the backbone's prefix.
        package let isBare: Bool
        /// What a training program put into the name and the library does not know: `module.`; usually empty.
        package let wrapping: String
        /// The number of parts before the parameter's own name: 2 in Keras' files, a group and a model.
        package let level: Int

        /// Whether the dialect stores the matrix as [in, out] and PyTorch as [out, in].
        package var isTransposed: Bool { orientation.isTransposed }
    }
}
