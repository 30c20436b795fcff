package import ByteIO
internal import Forensics
internal import Tensors

/// Decides what the evidence of a module means, by the table of `docs/untrained.md`, "Decisions".
package struct UntrainedJudge: Sendable {
    /// The seeds whose streams are tried.
    package let seeds: [UInt64]
    /// The standard deviation of fresh weights by config.json; nil when it does not say.
    package let initializerRange: Double?

    package init(seeds: [UInt64], initializerRange: Double?) {
        self.seeds = seeds
        self.initializerRange = initializerRange
    }

    /// - Throws: ``Fault`` when a matrix that needs a second reading cannot be read.
    package func verdict(on module: ModuleValues) throws(Fault) -> UntrainedVerdict {
        guard let weight = module.weight else {
            // A bias without a weight is judged by itself.
            return module.bias?.evidence.isAllZeros == true ? .barely(.zeroBias) : .undecided
        }
        let evidence = weight.evidence
        if evidence.shape.rank < 2 { return norm(evidence, bias: module.bias?.evidence) }
        // Other rules report damage and constants. Subnormal numbers have no usable moments in float32.
        let count = evidence.shape.elementCount
        if evidence.isConstant || evidence.repeatedLine != nil { return .constant }
        guard evidence.nonFinite == 0, evidence.tiny - evidence.zeros <= count / 2 else { return .undecided }
        if let verdict = try lattice(module, weight) { return verdict }
        return try statistics(weight, bias: module.bias?.evidence)
    }

    /// Test Z: a norm whose scale is exactly 1 and whose shift is exactly 0; another constant is no scale.
    ///
    /// In half precision, training may leave the scale at 1, as the next bfloat16 number is 1.0078; the shift moves, as
    /// there are numbers enough next to 0.
    private func norm(_ weight: TensorEvidence, bias: TensorEvidence?) -> UntrainedVerdict {
        if weight.isConstant, !weight.isAllOnes, weight.shape.elementCount > 1 { return .constant }
        guard weight.isAllOnes, bias?.isAllZeros ?? true else { return .trained }
        return bias == nil || weight.shape.elementCount < 2 ? .undecided : .strong(.norm)
    }

    /// Test L; nil when it proves nothing.
    ///
    /// The whole matrix is called untrained only if no part of it was trained.
    private func lattice(_ module: ModuleValues, _ weight: ModuleValues.Part) throws(Fault) -> UntrainedVerdict? {
        let evidence = weight.evidence
        let rows = module.untouchedRows ?? UntouchedRows.Found()
        let best = evidence.bestLattice.flatMap { isProof($0, module) ? $0 : nil }
        let isStructured = (evidence.structure?.evidence ?? 0) > Threshold.structure
        let isWhole = best.map { rows.touchedCount == 0 || !isStructured && rows.explain($0, evidence.shape) == false }
        if rows.untouchedCount > 0, isWhole != true {
            return .untouched(UntouchedLines(.row, rows.runs, of: evidence.shape))
        }
        guard let best else { return nil }
        if isStructured, rows.untouchedCount == 0 {
            guard best.order == .transposed else {
                return .untouched(UntouchedLines(.row, [], of: evidence.shape))
            }
            let columns = try UntouchedLines.columns(of: weight)
            guard columns.untouchedCount > 0, columns.touchedCount == 0 else {
                return .untouched(UntouchedLines(.column, columns.runs, of: evidence.shape))
            }
        }
        // A known seed says more than the lattice.
        if let match = replay(evidence), match.isExact {
            return .proven(.seed(match, isBitEqual: isBitEqual(evidence, seed: match.seed)))
        }
        return .proven(.lattice(best))
    }

    private func isProof(_ lattice: LatticeEvidence, _ module: ModuleValues) -> Bool {
        let isSmall = (module.weight?.evidence.shape.elementCount ?? 0) < Threshold.latticeSmallCount
        let hasZeroBias = module.bias?.evidence.isAllZeros ?? false
        return lattice.z >= Threshold.lattice || isSmall && hasZeroBias && lattice.z >= Threshold.latticeSmall
    }

    private func replay(_ evidence: TensorEvidence) -> SeedReplay.Match? {
        SeedReplay.best(head: evidence.head, elementCount: evidence.shape.elementCount, seeds: seeds)
    }

    /// Tests N and S.
    private func statistics(_ weight: ModuleValues.Part, bias: TensorEvidence?) throws(Fault) -> UntrainedVerdict {
        let evidence = weight.evidence
        let structure = evidence.structure?.evidence ?? 0
        if structure > Threshold.structure { return .trained }
        let hasZeroBias = bias?.isAllZeros ?? false
        if let match = replay(evidence), match.z >= Threshold.replayMoved {
            // If the bias moved, so did the weight, though too little to show.
            if match.isExact, bias == nil || hasZeroBias {
                return .proven(.seed(match, isBitEqual: isBitEqual(evidence, seed: match.seed)))
            }
            if match.correlation.magnitude > Self.leastCorrelation { return .barely(.seed(match)) }
        }
        let unclear: UntrainedVerdict =
            !hasZeroBias ? .undecided : hasInitialSpread(evidence) ? .strong(.spread) : .barely(.zeroBias)
        guard evidence.shape.dimensions.allSatisfy({ $0 >= Threshold.spectralEdgeRows }) else { return unclear }
        let edge = try LeadingRows.edge(of: weight, enough: Threshold.spectralEdge)?.statistic
        if let edge, edge > Threshold.spectralEdge { return .trained }
        let least = hasZeroBias ? Self.leastCountBesideZeros : Self.leastCount
        guard evidence.shape.elementCount >= least else { return unclear }
        guard hasZeroBias else { return .barely(.noise(structure: structure, edge: edge)) }
        if hasInitialSpread(evidence, as: Self.truncation) {
            return .strong(.truncated(structure: structure, edge: edge))
        }
        if let range = initializerRange, evidence.std < Threshold.decayed * range {
            return .strong(.decayed(factor: evidence.std / range, structure: structure, edge: edge))
        }
        return .strong(.noise(structure: structure, edge: edge))
    }

    /// Whether mean and spread are those of fresh values, as torch or as TensorFlow draws them.
    private func hasInitialSpread(_ evidence: TensorEvidence) -> Bool {
        hasInitialSpread(evidence, as: 1) || hasInitialSpread(evidence, as: Self.truncation)
    }

    /// Whether mean and spread are those of fresh values, as far as chance allows at four standard errors.
    ///
    /// - Parameter share: the spread as a share of the number in config.json.
    private func hasInitialSpread(_ evidence: TensorEvidence, as share: Double) -> Bool {
        let count = Double(evidence.shape.elementCount)
        guard let range = initializerRange, range > 0, count >= Self.leastCountOfSpread else { return false }
        let isCentred = evidence.mean.magnitude < 4 * range / count.squareRoot()
        return isCentred && (evidence.std / (range * share) - 1).magnitude < 4 / (2 * count).squareRoot()
    }

    /// The spread of TensorFlow's normal numbers as a share of config.json's: they are cut at two standard deviations.
    private static let truncation = 0.8796
    /// The least number of values whose spread says something.
    private static let leastCountOfSpread = 256.0
    /// The least number of values that show structure after training: of parts of this size of trained matrices,
    /// 96 to 100 % show it (`docs/untrained.md`, "How large a matrix must be").
    private static let leastCount = 65_536
    /// The same where the bias is exactly 0, which is evidence too.
    private static let leastCountBesideZeros = 4096
    /// The correlation with a seed's stream above which a tensor has hardly changed since (decisions).
    private static let leastCorrelation = 0.9

    /// Whether the first values equal the seed's stream bit for bit, at the standard deviation of config.json.
    private func isBitEqual(_ evidence: TensorEvidence, seed: UInt64) -> Bool {
        guard let range = initializerRange else { return false }
        var generator = TorchGenerator(seed: seed)
        var fill = TensorFill(.normal(mean: 0, std: range), count: evidence.shape.elementCount)
        var stream = [Float](repeating: 0, count: evidence.head.count)
        let filled = unsafe stream.withUnsafeMutableBufferPointer { unsafe fill.next(into: $0, from: &generator) }
        return filled == evidence.head.count && stream == evidence.head
    }
}

/// The first rows of a matrix, read into memory for the spectral edge: all rows of a layer, or a part of a vocabulary.
enum LeadingRows {
    /// The most values that are held: 16 MiB, a feed-forward matrix of BERT-large.
    private static let maximumCount = 4 << 20

    /// The spectral edge of these rows; nil where the matrix is too wide or too small for it.
    ///
    /// - Parameter enough: a statistic at which the search ends; see ``SpectralEdge``.
    /// - Throws: ``Fault`` when the file cannot be read.
    static func edge(of part: ModuleValues.Part, enough: Double) throws(Fault) -> SpectralEdge? {
        let shape = part.evidence.shape
        let columns = shape.dimensions[1]
        guard columns > 0, columns <= maximumCount else { return nil }
        let rows = min(shape.dimensions[0], maximumCount / columns)
        var values: [Float] = []
        values.reserveCapacity(rows * columns)
        var floats = FloatStream()
        try floats.open(part.entry, transposed: part.isTransposed)
        while values.count < rows * columns, let block = try unsafe floats.next() {
            unsafe values.append(contentsOf: block.prefix(rows * columns - values.count))
        }
        return unsafe values.withUnsafeBufferPointer { matrix in
            unsafe SpectralEdge.measure(
                matrix, rows: rows, columns: columns, mean: part.evidence.mean, std: part.evidence.std, enough: enough)
        }
    }
}
