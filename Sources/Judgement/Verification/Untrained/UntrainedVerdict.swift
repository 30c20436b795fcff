internal import ByteIO
package import Forensics
internal import Tensors

/// What the values of a module show about its training (`docs/untrained.md`).
package enum UntrainedVerdict: Sendable {
    /// The values are still those of a random generator, beyond doubt.
    case proven(Proof)
    /// A matrix is noise without structure and its bias is exactly 0, or a norm's scale is exactly 1 and its shift 0.
    case strong(Strong)
    /// Some rows or columns are still those of a random generator, others are not.
    case untouched(UntouchedLines)
    /// Trained only a little, or so that nothing shows that it was trained more.
    case barely(Barely)
    /// All values are the same, or all rows or columns: BC402 judges that, and no test of training can.
    case constant
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
        /// The same, with the spread of TensorFlow's initialiser, which cuts its numbers at two standard deviations.
        case truncated(structure: Double, edge: Double?)
        /// The same, with a standard deviation of `factor` times the initialiser's, as weight decay leaves it.
        case decayed(factor: Double, structure: Double, edge: Double?)
        /// A matrix too small for Test N, with the spread of the initialiser.
        case spread
        /// Test Z of a norm.
        case norm
    }

    package enum Barely: Sendable {
        /// Test S: the stream of a seed, slightly changed.
        case seed(SeedReplay.Match)
        /// Test N: noise, with a bias that was trained, or without a bias.
        case noise(structure: Double, edge: Double?)
        /// Test Z: a bias that is exactly 0.
        case zeroBias
    }
}

/// Rows or columns of a matrix that are still at their initialisation, where others are not.
package struct UntouchedLines: Sendable {
    package enum Direction: String, Sendable {
        case row, column
    }

    package let direction: Direction
    /// Empty where the lines are too short to show which of them they are.
    package let runs: [UntouchedRows.Run]
    /// How many rows or columns the matrix has.
    package let total: Int
    /// How many of them were tested together; if more than one, a run may contain lines that were trained.
    package let together: Int

    /// How many lines the runs have.
    package var count: Int { runs.reduce(0) { $0 + $1.rows.count } }
    /// How many lines from the first on were trained, if the untouched ones are the last; else nil.
    package var usable: Int? {
        guard let last = runs.last, last.rows.upperBound == total else { return nil }
        return last.rows.lowerBound
    }
}

extension UntouchedLines {
    /// - Parameter shape: the shape of the matrix.
    init(_ direction: Direction, _ runs: [UntouchedRows.Run], of shape: Shape) {
        let (rows, columns) = (shape.dimensions[0], shape.dimensions[1])
        self.direction = direction
        self.runs = runs
        total = direction == .row ? rows : columns
        together = UntouchedRows.rowsPerLine(width: direction == .row ? columns : rows)
    }

    /// Reads a matrix again, column by column: those of a Keras kernel in PyTorch's orientation are its inputs.
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
