internal import BertModel
package import ByteIO
package import Forensics
internal import Tensors

/// The one reading of all values: every tensor once, whatever names it has.
package struct ValuePass: Sendable {
    /// What was found in each tensor that holds weights, by name.
    package private(set) var scans: [String: ValueScan] = [:]
    /// What the tests for untrained values found in each tensor of floats, by name.
    package private(set) var evidence: [String: TensorEvidence] = [:]
    /// Rows of embedding tables that are still as they were made, by name.
    package private(set) var untouchedRows: [String: [EmbeddingRows.Run]] = [:]
    /// Tensors whose values were read, or that have none to judge.
    package private(set) var checkedCount = 0
    /// Tensors that could not be read or judged, and why.
    package private(set) var unchecked: [Unchecked] = []

    package init() {}

    /// Where the same elements were read already, under the name that they were read for.
    private struct Place: Hashable {
        let file: ObjectIdentifier
        let offset: UInt64
        let strides: [Int]
        let shape: Shape
        let type: ElementType
        let isTransposed: Bool
    }

    /// Reads every tensor of `table`, which must be decoded.
    ///
    /// - Parameters:
    ///   - subjects: what each tensor is to the model, by name.
    ///   - progress: called with the number of bytes read since the last call.
    mutating func read(_ table: TensorTable, _ subjects: [String: TensorSubject], progress: (Int) -> Void) {
        var known: [Place: String] = [:]
        var floats = FloatStream()
        var bytes = TensorStream()
        for entry in table.entries {
            let subject = subjects[entry.name] ?? TensorSubject(entry)
            let place = Self.place(of: entry, subject)
            do throws(Fault) {
                if let place, let name = known[place] {
                    copy(name, to: entry.name)
                } else {
                    try read(entry, subject, &floats, &bytes)
                    if let place { known[place] = entry.name }
                }
                checkedCount += 1
            } catch {
                unchecked.append(Unchecked(subject: entry.name, fault: error.inFile(entry.file.path)))
            }
            progress(entry.byteCount)
        }
    }

    private mutating func copy(_ name: String, to other: String) {
        scans[other] = scans[name]
        evidence[other] = evidence[name]
        untouchedRows[other] = untouchedRows[name]
    }

    private mutating func read(
        _ entry: TensorEntry, _ subject: TensorSubject, _ floats: inout FloatStream, _ bytes: inout TensorStream
    ) throws(Fault) {
        let type = entry.elementType
        if FloatStream.reads(type) { return try analyse(entry, subject, &floats) }
        guard type == .float64 || type == .bool || type.isInteger else { throw .unreadableType(entry.name, type) }
        // Whole numbers are read all the same: their record may be damaged.
        var scan = ValueScan()
        try bytes.open(entry)
        while let block = try unsafe bytes.next() {
            guard type == .float64 else { continue }
            let numbers = unsafe UnsafeRawBufferPointer(block).bindMemory(to: Double.self)
            unsafe scan.add(numbers)
        }
        if type == .float64 { scans[entry.name] = scan }
    }

    private mutating func analyse(
        _ entry: TensorEntry, _ subject: TensorSubject, _ floats: inout FloatStream
    ) throws(Fault) {
        try floats.open(entry, transposed: subject.isTransposed)
        guard subject.shape.elementCount > 0 else { return }
        var analysis = TensorAnalysis(
            shape: subject.shape, storedElementType: entry.elementType, fanIn: subject.fanIn)
        var rows = EmbeddingRows(shape: subject.shape)
        while let numbers = try unsafe floats.next() {
            unsafe analysis.add(numbers)
            if subject.isEmbedding { unsafe rows.add(numbers) }
        }
        let found = analysis.finish()
        scans[entry.name] = ValueScan(found)
        evidence[entry.name] = found
        let runs = rows.finish()
        if !runs.isEmpty { untouchedRows[entry.name] = runs }
    }

    private static func place(of entry: TensorEntry, _ subject: TensorSubject) -> Place? {
        entry.view.map { view in
            Place(
                file: ObjectIdentifier(entry.file),
                offset: view.storage.offset + UInt64(view.offset * entry.elementType.bitWidth / 8),
                strides: view.strides, shape: entry.shape, type: entry.elementType,
                isTransposed: subject.isTransposed)
        }
    }
}

/// Something that was not checked, or only in part.
package struct Unchecked: Sendable {
    /// The tensor or file.
    package let subject: String
    package let fault: Fault
}

extension Fault.Code {
    package static let unreadableType = Fault.Code("verify.element-type")
}

extension Fault {
    fileprivate static func unreadableType(_ tensor: String, _ type: ElementType) -> Fault {
        Fault(
            .unreadableType, subject: "tensor '\(tensor)'",
            reason: "its values are of the type \(type.rawValue), which bertconv does not judge",
            remedy: "verify the checkpoint before it is quantised, or only its names with --headers-only")
    }
}
