package import ByteIO
package import Forensics
internal import ModelSchema
internal import Tensors

/// What the values of one tensor are.
struct TensorValues: Sendable {
    /// Nil for whole numbers.
    var scan: ValueScan?
    /// Nil for what is not of floats.
    var evidence: TensorEvidence?
    /// Nil for what is no matrix of floats.
    var untouchedRows: UntouchedRows.Found?
}

/// A tensor that is to be read.
struct ReadingTask: Sendable {
    let entry: TensorEntry
    var subject: TensorSubject
}

/// What came of reading it.
struct TensorReading: Sendable {
    let name: String
    let outcome: Result<TensorValues, Fault>
}

/// Reads tensors one after the other; the memory is used again.
struct TensorReader: ~Copyable {
    private var floats = FloatStream()
    private var bytes = TensorStream()

    /// What comes of reading a tensor, be it a fault.
    mutating func reading(_ task: ReadingTask) -> TensorReading {
        do throws(Fault) {
            return TensorReading(name: task.entry.name, outcome: .success(try read(task.entry, task.subject)))
        } catch {
            return TensorReading(name: task.entry.name, outcome: .failure(error))
        }
    }

    /// - Throws: ``Fault`` `verify.element-type`, `tensor.*`, `file.*`.
    private mutating func read(_ entry: TensorEntry, _ subject: TensorSubject) throws(Fault) -> TensorValues {
        let type = entry.elementType
        if FloatStream.reads(type) { return try analyse(entry, subject) }
        guard type == .bool || type.isInteger else { throw .unreadableType(entry.name, type) }
        // Whole numbers are read all the same: their record may be damaged.
        try bytes.open(entry)
        while try unsafe bytes.next() != nil {}
        return TensorValues()
    }

    private mutating func analyse(_ entry: TensorEntry, _ subject: TensorSubject) throws(Fault) -> TensorValues {
        try floats.open(entry, transposed: subject.isTransposed)
        guard subject.shape.elementCount > 0 else { return TensorValues() }
        var analysis = TensorAnalysis(
            shape: subject.shape, storedElementType: entry.elementType, fanIns: subject.fanIns.sorted())
        var rows = UntouchedRows(shape: subject.shape, isEmbedding: subject.isEmbedding)
        // Doubles that differ, or are finite, need not be so as floats.
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
            untouchedRows: subject.shape.rank == 2 ? rows.finish() : nil)
    }
}

extension Fault.Code {
    package static let unreadableType = Fault.Code("verify.element-type")
}

extension Fault {
    static func unreadableType(_ tensor: String, _ type: ElementType) -> Fault {
        Fault(
            .unreadableType, subject: "tensor '\(tensor)'",
            reason: "its values are of the type \(type.rawValue), which bertconv does not judge",
            remedy: "verify the checkpoint before it is quantised, or load it with the program that wrote it")
    }
}

/// What the numbers of one tensor are.
package struct ValueScan: Sendable {
    package private(set) var count = 0
    package private(set) var nonFiniteCount = 0
    /// The first element, in PyTorch's order, that is not finite.
    package private(set) var firstNonFinite: Int?
    /// Of the finite numbers; 0 when there are none.
    package private(set) var largestMagnitude = 0.0
    /// The value that all elements have; nil when two differ.
    package private(set) var constant: Double?

    init() {}

    /// What one pass over floats found.
    package init(_ evidence: TensorEvidence) {
        count = evidence.shape.elementCount
        nonFiniteCount = evidence.nonFinite
        firstNonFinite = evidence.firstNonFinite
        largestMagnitude = evidence.nonFinite == count ? 0 : Double(evidence.largestMagnitude)
        constant = evidence.isConstant ? Double(evidence.minimum) : nil
    }

    /// Adds doubles, which are looked at one by one: hardly a checkpoint has any.
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
