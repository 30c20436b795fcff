package import Tensors

/// One pass over a tensor's values, which collects the evidence of all tests.
///
/// ```
/// var analysis = TensorAnalysis(shape: shape, storedElementType: .float32)
/// while let block = try blocks.next() { unsafe analysis.add(block) }
/// let evidence = analysis.finish()
/// ```
///
/// It takes 512 KiB for the samples of Test L, and up to 24 bytes for each row and column.
package struct TensorAnalysis: ~Copyable {
    /// The most rows or columns for which sums are kept and Test N is run.
    package static let lineLimit = 1 << 20

    private let shape: Shape
    private let storedElementType: ElementType
    private let fanIns: [Int]
    private let fanOut: Int?
    private var moments: Moments
    private var sample: LatticeSample

    /// - Parameters:
    ///   - storedElementType: the type of the values in the file.
    ///   - fanIns: the widths of the weights that a bias may belong to. A matrix has its own width.
    package init(shape: Shape, storedElementType: ElementType, fanIns: [Int] = []) {
        self.shape = shape
        self.storedElementType = storedElementType
        let isMatrix = shape.rank == 2
        let rows = shape.rank < 2 ? 1 : shape.dimensions[0]
        let width = rows == 0 ? 0 : shape.elementCount / rows
        self.fanIns = isMatrix ? [shape.dimensions[1]] : fanIns
        fanOut = isMatrix ? shape.dimensions[0] : nil
        let crossed = isMatrix && min(rows, width) > 1 && max(rows, width) <= Self.lineLimit
        moments = Moments(
            rows: rows, width: width, crossed: crossed,
            smallestNormal: storedElementType == .float16 ? 0x1p-14 : .leastNormalMagnitude)
        sample = LatticeSample(rows: rows, width: width, transposable: isMatrix)
    }

    /// Adds the next values in row-major order of PyTorch's orientation; blocks may end anywhere.
    package mutating func add(_ values: UnsafeBufferPointer<Float>) {
        precondition(moments.position + values.count <= shape.elementCount, "more values than the shape has")
        unsafe moments.add(values)
        unsafe sample.add(values)
    }

    /// What the tests of belonging compare, after all values have been added; nil unless it is a matrix of finite values.
    package mutating func profiles() -> LineProfiles? {
        guard !moments.rowSums.isEmpty, moments.nonFinite == 0 else { return nil }
        return LineProfiles(
            rows: moments.rowSums, columns: moments.columns(), shift: Double(moments.shift),
            scale: Double(moments.scale))
    }

    /// The evidence, after all values have been added.
    package consuming func finish() -> TensorEvidence {
        precondition(moments.position == shape.elementCount, "fewer values than the shape has")
        let columns = moments.columns()
        let count = Double(shape.elementCount - moments.nonFinite)
        let powers = moments.powers
        let centre = powers.first / count
        let variance = max(powers.second / count - centre * centre, 0)
        let isConstant = moments.minimum == moments.maximum
        let fourth =
            powers.fourth / count - 4 * centre * powers.third / count + 6 * centre * centre * powers.second / count
            - 3 * centre * centre * centre * centre
        let kurtosis = isConstant || variance == 0 ? .nan : fourth / (variance * variance)
        let isSound = moments.nonFinite == 0 && shape.elementCount > 0
        let isStoredHalf = [.float16, .bfloat16].contains(storedElementType)
        let hasVariance = isSound && kurtosis.isFinite
        let magnitude = Double(max(moments.maximum.magnitude, moments.minimum.magnitude))
        let precision = sample.precision
        let isHalf = isStoredHalf || precision.isHalf
        return TensorEvidence(
            shape: shape, storedElementType: storedElementType,
            mean: isConstant ? Double(moments.minimum) : centre / Double(moments.scale) + Double(moments.shift),
            std: isConstant ? 0 : variance.squareRoot() / Double(moments.scale), minimum: moments.minimum,
            maximum: moments.maximum, excessKurtosis: kurtosis - 3, zeros: moments.zeros, tiny: moments.tiny,
            ones: moments.ones, nonFinite: moments.nonFinite, firstNonFinite: moments.firstNonFinite,
            deadRows: moments.deadRows, fingerprint: moments.fingerprint(columns: columns), isHalfPrecision: isHalf,
            fewValues: sample.fewValues, isCoarse: precision.isCoarse,
            grid: shape.rank == 2 && hasVariance && !isHalf
                ? Grid(sample.stored, width: shape.dimensions[1], range: moments.minimum...moments.maximum) : nil,
            lattice: isStoredHalf || !hasVariance
                ? []
                : sample.evidence(
                    fanIns: fanIns, fanOut: fanOut, elementCount: shape.elementCount, magnitude: magnitude,
                    isHalf: precision.isHalf),
            structure: hasVariance && !moments.rowSums.isEmpty && kurtosis > 1
                ? Structure(
                    rows: moments.rowSums, columns: columns, mean: centre, variance: variance, kurtosis: kurtosis)
                : nil,
            head: Array(sample.stored.prefix(SeedReplay.headCount)))
    }
}
