package import ByteIO
package import Tensors

/// The content of a PyTorch file.
package struct TorchContents: Sendable {
    package let table: TensorTable
    /// The keys that lead to the tensors, such as `state_dict`; empty when the file has only tensors.
    package let path: [String]
    /// The keys of several entries that were taken together; ``path`` then names them all.
    package let parts: [String]
    /// The element of ``path`` for a pickled module, whose tensors are in its attributes.
    package static let wholeModule = "a whole module"
    /// Entries beside the tensors that are no tensors.
    package let others: [String]
    /// Whether such an entry comes before the first weight of a state_dict.
    package let beginsWithOther: Bool
    /// Entries that no other format can hold, and why.
    package let withheld: [WithheldTensor]
    /// What torch would refuse to load.
    package let refusal: TorchRefusal
    /// Records of the archive that are compressed.
    package let deflatedRecordCount: Int
    /// What else a careful user should know, for example that there are no checksums.
    package let notes: [String]
}

/// An entry of a state_dict that is not read: an object that only its own code can interpret, or a tensor of a kind
/// that no other format has.
package struct WithheldTensor: Sendable {
    package let name: String
    /// Whether it is a tensor.
    package let isTensor: Bool
    package let fault: Fault

    package init(name: String, isTensor: Bool, fault: Fault) {
        self.name = name
        self.isTensor = isTensor
        self.fault = fault
    }
}

/// Reads the archives of torch 1.4 to 2.13, and the files of older versions.
package enum TorchReader {
    /// The first bytes of every file of torch before 1.6: a pickle of its magic number, protocol 2
    /// (`torch/serialization.py`, `MAGIC_NUMBER`).
    static let legacyMagic: [UInt8] = [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]

    /// Whether the file begins like a zip archive.
    package static func recognisesArchive(_ start: [UInt8]) -> Bool {
        start.starts(with: [0x50, 0x4B, 3, 4])
    }

    /// Whether `end`, the last bytes of a file, has the end of a zip archive, which most readers look for.
    ///
    /// The end record counts the bytes of the comment after it (APPNOTE 4.3.16).
    package static func recognisesArchive(atEnd end: [UInt8]) -> Bool {
        let recordBytes = 22
        guard end.count >= recordBytes else { return false }
        return (0...(end.count - recordBytes)).contains { start in
            end[start] == 0x50 && end[start + 1] == 0x4B && end[start + 2] == 5 && end[start + 3] == 6
                && Int(end[start + 20]) | Int(end[start + 21]) << 8 == end.count - start - recordBytes
        }
    }

    /// Bytes at the end of a file in which the record can begin: itself and the longest comment.
    package static let endBytes = 22 + 65535

    /// Whether the file begins like those of torch before 1.6, in protocol 2 to 5.
    package static func recognisesLegacy(_ start: [UInt8]) -> Bool {
        guard start.count > 24, start[0] == 0x80, (2...5).contains(start[1]) else { return false }
        // Protocol 4 and 5 put a frame of 9 bytes before it.
        return start[2...].starts(with: legacyMagic)
            || start[2] == PickleOpcode.frame.rawValue && start[11...].starts(with: legacyMagic)
    }

    /// - Throws: ``Fault`` `zip.*`, `pickle.*`, `torch.*`, naming the file and the record or tensor.
    package static func readArchive(_ file: InputFile) throws(Fault) -> TorchContents {
        do {
            return try TorchArchiveFile(file).contents()
        } catch {
            throw error.inFile(file.path)
        }
    }

    /// - Throws: ``Fault`` `pickle.*`, `torch.*`, naming the file and the storage or tensor.
    package static func readLegacy(_ file: InputFile) throws(Fault) -> TorchContents {
        do {
            return try LegacyFile(file).contents()
        } catch {
            throw error.inFile(file.path)
        }
    }
}

/// A storage in a file: plain, or deflated and to be decoded by its key.
enum StoredStorage {
    case plain(ByteRange)
    case encoded(key: String, byteCount: Int)

    var byteCount: Int {
        switch self {
        case .plain(let range): range.count
        case .encoded(_, let byteCount): byteCount
        }
    }
}

extension TorchTensor {
    /// The tensor as an entry of a table, with its elements in `stored`.
    ///
    /// - Throws: ``Fault`` `torch.storage` when the storage has another size than the pickle says, `torch.tensor`
    ///   when an element would be outside the storage, or a dense copy would take more bytes than are stored.
    func entry(named name: String, in stored: StoredStorage, of file: InputFile) throws(Fault) -> TensorEntry {
        let width = elementType.bitWidth / 8
        try storage.checkSize(stored.byteCount)
        guard let byteCount = shape.byteCount(of: elementType) else { throw .tensor("its size \(shape) is impossible") }
        // With a stride of 0, a few bytes could claim to be terabytes, so a dense copy may not be larger than its
        // storage.
        guard byteCount <= stored.byteCount || byteCount <= TorchLimits.freeDenseBytes else {
            throw .tensor("its \(shape) elements would take \(byteCount) bytes, its storage has \(stored.byteCount)")
        }
        let view = { @Sendable [offset, strides, shape, elementType] (range: ByteRange) in
            StridedView(storage: range, offset: offset, shape: shape, strides: strides, elementType: elementType)
        }
        let place: TensorEntry.Storage
        switch stored {
        case .plain(let range):
            guard let view = view(range) else { throw outside(stored.byteCount / width) }
            place = .strided(view)
        case .encoded(let key, let byteCount):
            guard view(ByteRange(file: file, offset: 0, count: byteCount)) != nil else {
                throw outside(stored.byteCount / width)
            }
            place = .encoded(TensorEntry.EncodedStorage(file: file, key: key, view: view))
        }
        guard let entry = TensorEntry(name: name, elementType: elementType, shape: shape, storage: place) else {
            throw .tensor("its size \(shape) is impossible")
        }
        return entry
    }

    /// Limits all tensors together: a storage may have many names, but written densely they must not fill a disk.
    ///
    /// - Parameters:
    ///   - total: bytes of all tensors of a file, written densely.
    ///   - stored: bytes of all its records.
    static func checkTotal(_ total: Int, stored: UInt64) throws(Fault) {
        guard total <= TorchLimits.freeDenseBytes || UInt64(total) / TorchLimits.denseRatio <= stored else {
            throw .torchLayout(
                "its tensors would take \(total) bytes, more than four times the \(stored) that are stored"
            )
        }
    }

    private func outside(_ count: Int) -> Fault {
        .tensor(
            "size \(shape), strides \(strides) and offset \(offset) reach outside its storage of \(count) elements")
    }
}
