package import ByteIO
package import Forensics
internal import ModelSchema
internal import Tensors

/// One pass over the values of a checkpoint, on all processors.
///
/// A tensor with several names is read once.
package struct ValuePass: Sendable {
    /// The scan of each tensor of floats, by name.
    package private(set) var scans: [String: ValueScan] = [:]
    /// The evidence for untrained values in each tensor of floats, by name.
    package private(set) var evidence: [String: TensorEvidence] = [:]
    /// The rows of each matrix of floats that are still at their initialisation, by name.
    package private(set) var untouchedRows: [String: UntouchedRows.Found] = [:]
    /// What the tests of belonging compare of each tensor, by name.
    private(set) var profiles: [String: TensorProfile] = [:]
    /// The rows that were kept, by the name of the matrix.
    private(set) var keptRows: [String: KeptRows] = [:]
    /// How well the halves of each joint fit.
    private(set) var joints: [JointPlace: JointFit] = [:]
    /// Tensors that were read, those of integers included.
    package private(set) var checkedCount = 0
    /// Tensors that could not be read or judged, in the order of the file.
    package private(set) var unchecked: [Unchecked] = []

    package init() {}

    /// Up to this size, threads take longer to start than they save.
    private static let smallByteCount = 256 << 10

    /// Where the elements of a tensor are in its file: two names with one location are read once.
    private struct Location: Hashable {
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
    ///   - roles: what each tensor is to the model, by name.
    ///   - joints: the joints whose halves are compared.
    ///   - readers: how many tensors are read at a time; nil: one for each processor, up to a limit.
    ///   - progress: called with the number of bytes read since the last call.
    mutating func read(
        _ table: TensorTable, _ roles: [String: TensorRole], joints: [JointTask] = [], readers: Int? = nil,
        progress: (Int) -> Void
    ) {
        var tasksByLocation: [Location: Int] = [:]
        var sources: [String: Int] = [:]
        var tasks: [TensorReader.Task] = []
        for entry in table.entries {
            let role = roles[entry.name] ?? TensorRole(entry)
            let location = Self.location(of: entry, role)
            if let location, let first = tasksByLocation[location] {
                tasks[first].role.join(role)
                sources[entry.name] = first
            } else {
                if let location { tasksByLocation[location] = tasks.count }
                tasks.append(TensorReader.Task(entry: entry, role: role))
            }
        }
        let groups = TensorGroup.all(tasks, joints)
        let isSmall = groups.reduce(0) { $0.clampedSum($1.byteCount) } <= Self.smallByteCount
        let limit = TensorStream.workers(
            isRemote: table.entries.contains { $0.file.isRemote },
            isTransposing: tasks.contains(where: \.role.isTransposed))
        // The largest first, so that all processors finish at about the same time.
        let queue = WorkQueue(
            groups.sorted { $0.byteCount > $1.byteCount }, workers: isSmall ? 1 : min(readers ?? limit, limit))
        var outcomes: [String: TensorReader.Outcome] = [:]
        queue.run(
            worker: { TensorReader() },
            work: { (reader, group, report) in (group.joint?.place, reader.read(group, report: report)) },
            progress: progress,
            take: { place, read in
                for outcome in read.outcomes { outcomes[outcome.name] = outcome }
                if let place { self.joints[place] = read.joint }
            })
        for (name, source) in sources { outcomes[name] = outcomes[tasks[source].entry.name] }
        for entry in table.entries { take(outcomes[entry.name], of: entry) }
    }

    private mutating func take(_ outcome: TensorReader.Outcome?, of entry: TensorEntry) {
        switch outcome?.values {
        case .success(let values):
            checkedCount += 1
            scans[entry.name] = values.scan
            evidence[entry.name] = values.evidence
            untouchedRows[entry.name] = values.untouchedRows
            profiles[entry.name] = values.profile
            keptRows[entry.name] = values.keptRows
        case .failure(let fault):
            unchecked.append(Unchecked(subject: entry.name, fault: fault.inFile(entry.file.path)))
        case nil:
            unchecked.append(Unchecked(subject: entry.name, fault: .notRead(entry.name)))
        }
    }

    private static func location(of entry: TensorEntry, _ role: TensorRole) -> Location? {
        entry.view.map { view in
            Location(
                file: ObjectIdentifier(entry.file),
                offset: view.storage.offset + UInt64(view.offset * entry.elementType.bitWidth / 8),
                strides: view.strides, shape: entry.shape, type: entry.elementType,
                isTransposed: role.isTransposed)
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
