internal import ByteIO
package import Forensics
internal import Tensors

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

/// Rows or columns of a matrix that are still what a generator made, where others are not.
package struct UntouchedLines: Sendable {
    package enum Direction: String, Sendable {
        case row, column
    }

    package let direction: Direction
    /// Empty where the lines are too short to tell which they are.
    package let runs: [UntouchedRows.Run]
    /// How many rows or columns the matrix has.
    package let total: Int
    /// How many of them were told as one: then one that was trained may be among those of a run.
    package let together: Int

    package var count: Int { runs.reduce(0) { $0 + $1.rows.count } }
    /// Those from the first on that were touched, where the untouched ones are the last.
    package var usable: Int? {
        guard let last = runs.last, last.rows.upperBound == total else { return nil }
        return last.rows.lowerBound
    }
}

extension UntouchedLines {
    /// - Parameter shape: of the matrix.
    init(_ direction: Direction, _ runs: [UntouchedRows.Run], of shape: Shape) {
        let (rows, columns) = (shape.dimensions[0], shape.dimensions[1])
        self.direction = direction
        self.runs = runs
        total = direction == .row ? rows : columns
        together = UntouchedRows.rowsPerLine(width: direction == .row ? columns : rows)
    }

    /// Reads a matrix again, column by column: a Keras kernel has its inputs there, one after the other.
    ///
    /// - Throws: ``Fault`` when the file cannot be read.
    static func columns(of part: ModuleValues.Part) throws(Fault) -> UntouchedRows.Found {
        var floats = FloatStream()
        try floats.open(part.entry, transposed: !part.isTransposed)
        var rows = UntouchedRows(shape: part.evidence.shape.transposed, isEmbedding: true)
        while let block = try unsafe floats.next() { unsafe rows.add(block) }
        return rows.finish()
    }
}
