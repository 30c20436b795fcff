package import ByteIO
package import Forensics
internal import ModelSchema
internal import Tensors

/// What a scan of the numbers of one tensor found.
package struct ValueScan: Sendable {
    package private(set) var count = 0
    package private(set) var nonFiniteCount = 0
    /// The index of the first element, in PyTorch's order, that is not finite.
    package private(set) var firstNonFinite: Int?
    /// The largest magnitude of the finite numbers; 0 when there are none.
    package private(set) var largestMagnitude = 0.0
    /// The value that all elements have; nil when two differ.
    package private(set) var constant: Double?

    init() {}

    /// The scan of floats that were analysed already.
    package init(_ evidence: TensorEvidence) {
        count = evidence.shape.elementCount
        nonFiniteCount = evidence.nonFinite
        firstNonFinite = evidence.firstNonFinite
        largestMagnitude = evidence.nonFinite == count ? 0 : Double(evidence.largestMagnitude)
        constant = evidence.isConstant ? Double(evidence.minimum) : nil
    }

    /// Adds doubles; the loop is a plain one, because hardly any checkpoint has doubles.
    mutating func add(_ numbers: UnsafeBufferPointer<Double>) {
        for index in numbers.indices {
            let number = unsafe numbers[index]
            if count + index == 0 { constant = number }
            if constant != number { constant = nil }
            if number.isFinite {
                largestMagnitude = max(largestMagnitude, number.magnitude)
            } else {
                nonFiniteCount += 1
                firstNonFinite = firstNonFinite ?? count + index
            }
        }
        count += numbers.count
    }
}

/// What one reading of a tensor found.
struct TensorValues: Sendable {
    /// Nil for integers and booleans.
    var scan: ValueScan?
    /// Nil for integers and booleans.
    var evidence: TensorEvidence?
    /// Nil unless the tensor is a matrix of floats.
    var untouchedRows: UntouchedRows.Found?
}

/// Reads tensors one after the other, in the same memory.
struct TensorReader: ~Copyable {
    /// A tensor to read.
    struct Task: Sendable {
        let entry: TensorEntry
        var role: TensorRole
    }

    /// The values of a tensor, or the fault that kept them from being read.
    struct Outcome: Sendable {
        let name: String
        let values: Result<TensorValues, Fault>
    }

    private var floats = FloatStream()
    private var bytes = TensorStream()

    mutating func read(_ task: Task) -> Outcome {
        do throws(Fault) {
            return Outcome(name: task.entry.name, values: .success(try values(of: task.entry, task.role)))
        } catch {
            return Outcome(name: task.entry.name, values: .failure(error))
        }
    }

    /// - Throws: ``Fault`` `verify.element-type`, `tensor.*`, `file.*`.
    private mutating func values(of entry: TensorEntry, _ role: TensorRole) throws(Fault) -> TensorValues {
        let type = entry.elementType
        if FloatStream.reads(type) { return try analyse(entry, role) }
        guard type == .bool || type.isInteger else { throw .unreadableType(entry.name, type) }
        // Integers are read too, because their record may be damaged.
        try bytes.open(entry)
        while try unsafe bytes.next() != nil {}
        return TensorValues()
    }

    private mutating func analyse(_ entry: TensorEntry, _ role: TensorRole) throws(Fault) -> TensorValues {
        try floats.open(entry, transposed: role.isTransposed)
        guard role.shape.elementCount > 0 else { return TensorValues() }
        var analysis = TensorAnalysis(
            shape: role.shape, storedElementType: entry.elementType, fanIns: role.fanIns.sorted())
        var rows = UntouchedRows(shape: role.shape, isEmbedding: role.isEmbedding)
        // Doubles that differ may be equal as floats, and finite ones may be infinite.
        var doubles: ValueScan?
        while let numbers = try unsafe floats.next() {
            unsafe analysis.add(numbers)
            unsafe rows.add(numbers)
            if let numbers = unsafe floats.doubles {
                doubles = doubles ?? ValueScan()
                unsafe doubles?.add(numbers)
            }
        }
        let evidence = analysis.finish()
        return TensorValues(
            scan: doubles ?? ValueScan(evidence), evidence: evidence,
            untouchedRows: role.shape.rank == 2 ? rows.finish() : nil)
    }
}

extension Fault.Code {
    package static let unreadableType = Fault.Code("verify.element-type")
}

extension Fault {
    static func unreadableType(_ tensor: String, _ type: ElementType) -> Fault {
        Fault(
            .unreadableType, subject: "tensor '\(tensor)'",
            reason: "its values are of the type \(type.rawValue), which bertconv cannot judge",
            remedy: "verify the checkpoint from before it was quantised, or load it with the program that wrote it")
    }
}
