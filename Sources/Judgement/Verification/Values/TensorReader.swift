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
    /// Nil unless the tests of belonging compare it.
    var profile: TensorProfile?
    /// The rows that its role keeps; nil: none.
    var keptRows: KeptRows?
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
    /// The sampled units of the last tensor, if it was half of a joint.
    private var units: Sample?

    /// Units of a half: a few, and all that the test can need if the file is on another machine, where a second reading
    /// costs as much as the first.
    private struct Sample {
        let few: Units
        let all: Units?
    }

    /// Reads tensors of which the first two may be the halves of a joint.
    ///
    /// The halves of a joint that does not clearly fit are read again, for more of their units.
    ///
    /// - Parameter report: called with the number of bytes of each tensor that was read.
    mutating func read(_ group: TensorGroup, report: (Int) -> Void) -> (outcomes: [Outcome], joint: JointFit?) {
        var outcomes: [Outcome] = []
        var halves: [Sample] = []
        for (place, task) in group.tasks.enumerated() {
            let half = group.joint.map { place == 0 ? $0.first : $0.second }
            outcomes.append(read(task, unitsAreRows: half?.unitsAreRows))
            if let units { halves.append(units) }
            units = nil
            report(task.entry.byteCount)
        }
        guard let joint = group.joint, halves.count == 2, let energies = joint.energies(outcomes.map(\.profile)) else {
            return (outcomes, nil)
        }
        if let fit = JointFit(few: halves[0].few, halves[1].few, energies: energies, heads: joint.heads) {
            return (outcomes, fit)
        }
        // What was read once can be read again, or else nothing is said of the joint.
        var all = halves.compactMap(\.all)
        if all.isEmpty {
            all = zip(group.tasks, [joint.first, joint.second]).compactMap { task, half in
                try? units(of: task, areRows: half.unitsAreRows)
            }
        }
        return (outcomes, all.count == 2 ? JointFit(all[0], all[1], energies: energies, heads: joint.heads) : nil)
    }

    /// Reads a matrix for its units alone.
    private mutating func units(of task: Task, areRows: Bool) throws(Fault) -> Units? {
        let dimensions = task.role.shape.dimensions
        var sample = UnitSample(rows: dimensions[0], columns: dimensions[1], areRows: areRows)
        try floats.open(task.entry, transposed: task.role.isTransposed)
        while let numbers = try unsafe floats.next() { unsafe sample.add(numbers) }
        return sample.finish()
    }

    /// - Parameter unitsAreRows: which lines are the units of a joint; nil: it is none's half.
    mutating func read(_ task: Task, unitsAreRows: Bool? = nil) -> Outcome {
        do throws(Fault) {
            return Outcome(
                name: task.entry.name, values: .success(try values(of: task.entry, task.role, unitsAreRows)))
        } catch {
            return Outcome(name: task.entry.name, values: .failure(error))
        }
    }

    /// - Throws: ``Fault`` `verify.element-type`, `tensor.*`, `file.*`.
    private mutating func values(
        of entry: TensorEntry, _ role: TensorRole, _ unitsAreRows: Bool?
    ) throws(Fault) -> TensorValues {
        let type = entry.elementType
        if FloatStream.reads(type) { return try analyse(entry, role, unitsAreRows) }
        guard type == .bool || type.isInteger else { throw .unreadableType(entry.name, type) }
        // Integers are read too, because their record may be damaged.
        try bytes.open(entry)
        while try unsafe bytes.next() != nil {}
        return TensorValues()
    }

    private mutating func analyse(
        _ entry: TensorEntry, _ role: TensorRole, _ unitsAreRows: Bool?
    ) throws(Fault) -> TensorValues {
        try floats.open(entry, transposed: role.isTransposed)
        guard role.shape.elementCount > 0 else { return TensorValues() }
        var analysis = TensorAnalysis(
            shape: role.shape, storedElementType: entry.elementType, fanIns: role.fanIns.sorted())
        var rows = UntouchedRows(shape: role.shape, isEmbedding: role.isEmbedding)
        let dimensions = role.shape.dimensions
        func sampled(_ most: Int) -> UnitSample? {
            guard let unitsAreRows, dimensions.count == 2 else { return nil }
            return UnitSample(rows: dimensions[0], columns: dimensions[1], areRows: unitsAreRows, most: most)
        }
        var few = sampled(UnitSample.fewUnits)
        var all = entry.file.isRemote ? sampled(UnitSample.mostUnits) : nil
        var kept = role.keptRows.isEmpty ? nil : KeptRows(role.keptRows, width: dimensions.last ?? 0)
        var vector: [Double]? = role.facesStream && dimensions.count == 1 ? [] : nil
        // Doubles that differ may be equal as floats, and finite ones may be infinite.
        var doubles: ValueScan?
        while let numbers = try unsafe floats.next() {
            unsafe analysis.add(numbers)
            unsafe rows.add(numbers)
            unsafe few?.add(numbers)
            unsafe all?.add(numbers)
            unsafe kept?.add(numbers)
            unsafe vector?.append(contentsOf: numbers.map(Double.init))
            if let numbers = unsafe floats.doubles {
                doubles = doubles ?? ValueScan()
                unsafe doubles?.add(numbers)
            }
        }
        let lines = role.facesStream ? analysis.profiles() : nil
        let evidence = analysis.finish()
        let (fewUnits, allUnits) = (few?.finish(), all?.finish())
        units = evidence.nonFinite > 0 ? nil : fewUnits.map { Sample(few: $0, all: allUnits) }
        return TensorValues(
            scan: doubles ?? ValueScan(evidence), evidence: evidence,
            untouchedRows: role.shape.rank == 2 ? rows.finish() : nil,
            profile: evidence.nonFinite > 0 ? nil : lines.map(TensorProfile.matrix) ?? vector.map(TensorProfile.vector),
            keptRows: kept)
    }
}

extension Fault.Code {
    package static let unreadableType = Fault.Code("verify.element-type")
}

extension Fault {
    static func unreadableType(_ tensor: String, _ type: ElementType) -> Fault {
        Fault(
            .unreadableType, subject: "tensor '\(tensor)'",
            reason: "the values are of the type \(type.rawValue), which bertconv cannot judge",
            remedy: type == .bool || type == .complex64
                ? "save it as floating-point numbers, and verify that file"
                : "verify the checkpoint from before it was quantised, or load it with the program that wrote it")
    }
}
