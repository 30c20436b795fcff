package import ByteIO
internal import Formats
package import Tensors

/// The one reading of all values: every tensor once, whatever names it has.
package struct ValuePass: Sendable {
    /// What was found in each tensor that holds weights, by name.
    package private(set) var scans: [String: ValueScan] = [:]
    /// Tensors whose values were read, or that have none to judge.
    package private(set) var checkedCount = 0
    /// Tensors that could not be read or judged, and why.
    package private(set) var unchecked: [Unchecked] = []

    package init() {}

    /// Where the same elements were read already.
    private struct Place: Hashable {
        let file: ObjectIdentifier
        let offset: UInt64
        let strides: [Int]
        let shape: Shape
        let type: ElementType
    }

    /// Reads every tensor of `table`, which must be decoded.
    ///
    /// - Parameter progress: called with the number of bytes read since the last call.
    package mutating func read(_ table: TensorTable, progress: (Int) -> Void) {
        var known: [Place: ValueScan] = [:]
        var floats = FloatStream()
        var bytes = TensorStream()
        for entry in table.entries {
            let place = Self.place(of: entry)
            do throws(Fault) {
                if let place, let scan = known[place] {
                    scans[entry.name] = scan
                } else if let scan = try Self.scan(entry, &floats, &bytes) {
                    scans[entry.name] = scan
                    if let place { known[place] = scan }
                }
                checkedCount += 1
            } catch {
                unchecked.append(Unchecked(subject: entry.name, fault: error.inFile(entry.file.path)))
            }
            progress(entry.byteCount)
        }
    }

    /// Nil for a tensor of whole numbers, whose bytes are read all the same: its record may be damaged.
    private static func scan(
        _ entry: TensorEntry, _ floats: inout FloatStream, _ bytes: inout TensorStream
    ) throws(Fault) -> ValueScan? {
        var scan = ValueScan()
        if FloatStream.reads(entry.elementType) {
            try floats.open(entry)
            while let numbers = try unsafe floats.next() { unsafe scan.add(numbers) }
            return scan
        }
        guard entry.elementType == .float64 || entry.elementType == .bool || entry.elementType.isInteger else {
            throw .unreadableType(entry.name, entry.elementType)
        }
        try bytes.open(entry)
        while let block = try unsafe bytes.next() {
            guard entry.elementType == .float64 else { continue }
            let numbers = unsafe UnsafeRawBufferPointer(block).bindMemory(to: Double.self)
            unsafe scan.add(numbers)
        }
        return entry.elementType == .float64 ? scan : nil
    }

    private static func place(of entry: TensorEntry) -> Place? {
        entry.view.map { view in
            Place(
                file: ObjectIdentifier(entry.file),
                offset: view.storage.offset + UInt64(view.offset * entry.elementType.bitWidth / 8),
                strides: view.strides, shape: entry.shape, type: entry.elementType)
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
