package import ByteIO
package import Forensics
internal import ModelSchema
internal import Tensors

/// The one reading of all values: every tensor once, whatever names it has, on all processors.
package struct ValuePass: Sendable {
    /// What was found in each tensor that holds weights, by name.
    package private(set) var scans: [String: ValueScan] = [:]
    /// What the tests for untrained values found in each tensor of floats, by name.
    package private(set) var evidence: [String: TensorEvidence] = [:]
    /// Rows that are still as they were made, of each matrix of floats, by name.
    package private(set) var untouchedRows: [String: UntouchedRows.Found] = [:]
    /// Tensors whose values were read, or that have none to judge.
    package private(set) var checkedCount = 0
    /// Tensors that could not be read or judged, and why, in the order of the file.
    package private(set) var unchecked: [Unchecked] = []

    package init() {}

    /// Where elements are; what has other names for them need not be read again.
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
    ///   - readers: how many tensors are read at a time; nil: as many as there are processors, within reason.
    ///   - progress: called with the number of bytes read since the last call.
    mutating func read(
        _ table: TensorTable, _ subjects: [String: TensorSubject], readers: Int? = nil, progress: (Int) -> Void
    ) {
        var firstPlaces: [Place: Int] = [:]
        var sources: [String: Int] = [:]
        var tasks: [ReadingTask] = []
        for entry in table.entries {
            let subject = subjects[entry.name] ?? TensorSubject(entry)
            let place = Self.place(of: entry, subject)
            if let place, let first = firstPlaces[place] {
                tasks[first].subject.join(subject)
                sources[entry.name] = first
            } else {
                if let place { firstPlaces[place] = tasks.count }
                tasks.append(ReadingTask(entry: entry, subject: subject))
            }
        }
        // The largest first: the processors come to an end together.
        let queue = WorkQueue(
            tasks.sorted { $0.entry.byteCount > $1.entry.byteCount },
            workers: min(readers ?? TensorStream.workerLimit, TensorStream.workerLimit))
        var readings: [String: TensorReading] = [:]
        queue.run(
            worker: { TensorReader() },
            work: { (reader, task, tell) in
                defer { tell(task.entry.byteCount) }
                return reader.reading(task)
            },
            progress: progress, take: { readings[$0.name] = $0 })
        for (name, source) in sources { readings[name] = readings[tasks[source].entry.name] }
        for entry in table.entries { take(readings[entry.name], of: entry) }
    }

    private mutating func take(_ reading: TensorReading?, of entry: TensorEntry) {
        switch reading?.outcome {
        case .success(let values):
            checkedCount += 1
            scans[entry.name] = values.scan
            evidence[entry.name] = values.evidence
            untouchedRows[entry.name] = values.untouchedRows
        case .failure(let fault):
            unchecked.append(Unchecked(subject: entry.name, fault: fault.inFile(entry.file.path)))
        case nil:
            unchecked.append(Unchecked(subject: entry.name, fault: .notRead(entry.name)))
        }
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

extension Fault {
    static func notRead(_ tensor: String) -> Fault {
        Fault(
            .unreadableType, subject: "tensor '\(tensor)'", reason: "was not read", remedy: "please report this")
    }
}
