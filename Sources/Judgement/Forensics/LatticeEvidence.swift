/// What Test L says of one generator's way to fill a tensor.
package struct LatticeEvidence: Sendable, Equatable {
    package enum Law: Sendable, Equatable {
        /// `normal_` of torch on a CPU, and all that is made of it: Xavier and Kaiming normal.
        case torchNormal
        /// Normal and truncated normal of TensorFlow.
        case tensorFlowNormal
        /// A uniform distribution of this initialiser; torch's has 24 bits, TensorFlow's 23.
        case uniform(UniformInitializer, bits: Int)
    }

    /// The order in which the generator wrote.
    package enum Order: Sendable, Equatable {
        /// As the values lie.
        case stored
        /// By columns: a Keras kernel in PyTorch's orientation.
        case transposed
    }

    package let law: Law
    package let order: Order
    /// N(0, 1) unless the generator made the values; to be held against ``Threshold/lattice``.
    package let z: Double
    /// Pairs, or single values of a uniform law, that it rests on.
    package let count: Int

    package init(law: Law, order: Order, z: Double, count: Int) {
        (self.law, self.order, self.z, self.count) = (law, order, z, count)
    }

    /// -log10 of the one-sided p-value.
    package var evidence: Double { NormalTail.evidence(z) }
}

/// Uniform initialisers whose bound follows from the shape.
package enum UniformInitializer: Sendable, Equatable, CaseIterable {
    /// `torch.nn.Linear`, weight and bias: 1 / sqrt(fan in).
    case linearDefault
    /// Glorot's: sqrt(6 / (fan in + fan out)).
    case xavier
    /// He's, for rectifiers: sqrt(6 / fan in).
    case kaiming
    /// LeCun's: sqrt(3 / fan in).
    case lecun

    /// Nil where the fan that it needs is not known.
    package func bound(fanIn: Int, fanOut: Int?) -> Double? {
        guard fanIn > 0 else { return nil }
        switch self {
        case .linearDefault: return (1 / Double(fanIn)).squareRoot()
        case .xavier: return fanOut.map { (6 / Double(fanIn + $0)).squareRoot() }
        case .kaiming: return (6 / Double(fanIn)).squareRoot()
        case .lecun: return (3 / Double(fanIn)).squareRoot()
        }
    }
}
