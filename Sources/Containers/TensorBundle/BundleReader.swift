package import ByteIO
package import Tensors

/// The content of a checkpoint of TensorFlow.
package struct BundleContents: Sendable {
    /// The variables, in the order of their bytes, by their plain names.
    package let table: TensorTable
    /// The data files.
    package let files: [InputFile]
    /// Variables of types that no weight has, which are named and not read.
    package let unreadable: [(name: String, fault: Fault)]
    /// What belongs to the training and not to the model.
    package let training: TrainingState
    /// For each data file with bytes that belong to no tensor, how many.
    package let uncovered: [(file: InputFile, byteCount: UInt64)]
}

/// Reads a checkpoint of TensorFlow: `bert_model.ckpt` and SavedModels alike are a tensor bundle, an index and files of
/// values (`core/util/tensor_bundle`).
///
/// Everything is checked before a tensor is returned; TensorFlow itself checks little of it, and opens damaged indices
/// with some of their tensors missing.
package enum BundleReader {
    /// - Parameter file: `PREFIX.index`.
    /// - Throws: ``Fault`` with a code `bundle.*` or `file.*`, naming the file, the tensor and the offset.
    package static func read(_ file: InputFile) throws(Fault) -> BundleContents {
        let index = try BundleIndex(file)
        let names = index.names
        let training = TrainingState(of: index, names)
        var table = TensorTable()
        var unreadable: [(name: String, fault: Fault)] = []
        for (variable, name) in zip(index.variables, names)
            .sorted(by: { index.place(of: $0.0) < index.place(of: $1.0) })
        where !training.keys.contains(variable.key) {
            switch variable.entry.type {
            case .readable(let type):
                let entry = TensorEntry(
                    name: name, elementType: type, shape: variable.entry.shape,
                    storage: index.storage(of: variable, in: file))
                guard let entry, table.insert(entry) else {
                    throw Fault.bundle(.bundleKey, "two variables have this name", at: variable.entry.position)
                        .about("tensor '\(name)'").inFile(file.path)
                }
            case .other(let type, _):
                unreadable.append((name, Fault.bundleUnsupported(type).about("tensor '\(name)'").inFile(file.path)))
            // Texts are settings of layers, never weights.
            case .strings: continue
            }
        }
        let uncovered = zip(index.data.files, index.data.uncovered).filter { $0.1 > 0 }
        return BundleContents(
            table: table, files: index.data.files, unreadable: unreadable, training: training,
            uncovered: uncovered.map { (file: $0.0, byteCount: $0.1) })
    }

    /// Whether the file ends like an index.
    package static func recognises(atEnd end: [UInt8]) -> Bool { SortedTable.recognises(atEnd: end) }

    /// Whether the file begins like an index: with an empty key, and the number of data files.
    ///
    /// So an index that was cut short is reported as cut short, and not as unknown.
    package static func recognises(_ start: [UInt8]) -> Bool {
        start.starts(with: [0, 0]) && start.dropFirst(3).first == 1 << 3
    }

    /// How many bytes of the end ``recognises(atEnd:)`` needs.
    package static var endByteCount: Int { SortedTable.magic.count }
}

extension BundleIndex {
    typealias Variable = (key: [UInt8], entry: BundleEntry)

    /// The name of each variable: its plain name in the object graph if no other variable has it, otherwise its key
    /// without the ending that all keys of TensorFlow 2 have.
    fileprivate var names: [String] {
        var counts: [String: Int] = [:]
        for name in graph?.fullNames.values.map(\.self) ?? [] { counts[name, default: 0] += 1 }
        let keys = Set(variables.map { shown($0.key) })
        return variables.map { variable in
            let key = shown(variable.key)
            guard let graph else { return key }
            let name = graph.fullNames[variable.key] ?? ""
            if !name.isEmpty, counts[name] == 1, name == key || !keys.contains(name) { return name }
            return key.hasSuffix(Self.valueEnding) ? String(key.dropLast(Self.valueEnding.count)) : key
        }
    }

    private static let valueEnding = "/.ATTRIBUTES/VARIABLE_VALUE"

    fileprivate func storage(of variable: Variable, in file: InputFile) -> TensorEntry.Storage {
        guard parts[variable.key] != nil else {
            return .plain(data.range(of: variable.entry, key: variable.key, isBigEndian: header.isBigEndian))
        }
        let shape = variable.entry.shape
        return .encoded(
            TensorEntry.EncodedStorage(file: file, key: shown(variable.key)) { StridedView(whole: $0, shape: shape) })
    }

    /// Where the first byte of a variable is.
    fileprivate func place(of variable: Variable) -> (shard: Int, offset: UInt64) {
        let entry = parts[variable.key]?.first?.entry ?? variable.entry
        return (entry.shard, entry.offset)
    }
}
