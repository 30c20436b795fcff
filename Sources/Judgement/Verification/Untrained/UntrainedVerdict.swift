package import Forensics

/// What the values of a module say of its training (`docs/untrained.md`).
package enum UntrainedVerdict: Sendable {
    /// The values are still what a generator made: there is no chance in it.
    case proven(Proof)
    /// A matrix is noise without any structure, and its bias is exactly zero; or a norm is exactly one and zero.
    case strong(Strong)
    /// Some rows or columns are still what a generator made, others are not.
    case untouched(UntouchedLines)
    /// Trained a little, or not to be told from that.
    case barely(Barely)
    /// Too small, or of too little precision, to say anything.
    case undecided
    case trained

    package enum Proof: Sendable {
        /// Test L.
        case lattice(LatticeEvidence)
        /// Test S: the stream of a seed.
        case seed(SeedReplay.Match, isBitEqual: Bool)
    }

    package enum Strong: Sendable {
        /// Test N: -log10 p of the four statistics, and of the spectral edge where it was needed.
        case noise(structure: Double, edge: Double?)
        /// The same, with a deviation smaller than the initialiser's by this factor: weight decay does that.
        case decayed(factor: Double, structure: Double, edge: Double?)
        /// Test Z of a norm.
        case norm
    }

    package enum Barely: Sendable {
        /// Test S: a seed's stream, a little moved.
        case seed(SeedReplay.Match)
        /// Test N: noise, but with a bias that was trained, or without one.
        case noise(structure: Double, edge: Double?)
        /// Test Z: a bias of its own that is exactly zero.
        case zeroBias
    }
}
