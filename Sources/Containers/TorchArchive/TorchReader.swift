package import ByteIO
package import Tensors

/// What a PyTorch file holds.
package struct TorchContents: Sendable {
    package let table: TensorTable
    /// The keys that led to the tensors, such as `state_dict`; empty when the file is nothing but tensors.
    package let path: [String]
    /// What ``path`` says of a pickled module, whose tensors are reached through its attributes.
    package static let wholeModule = "a whole module"
    /// What lies beside the tensors and is no tensor.
    package let others: [String]
    /// Whether such an entry stands before the first weight of a state_dict.
    package let beginsWithOther: Bool
    /// Entries that are no tensor any other format can hold, and why.
    package let withheld: [WithheldTensor]
    /// What torch itself would refuse to load.
    package let refusal: TorchRefusal
    /// Records of the archive that are compressed.
    package let deflatedRecordCount: Int
    /// What a careful user should know: checksums that were never written.
    package let notes: [String]
}

/// An entry of a state_dict that is not read: an object that only its own code knows, or a tensor of a kind
/// that no other format has.
package struct WithheldTensor: Sendable {
    package let name: String
    /// Whether it is a tensor at least.
    package let isTensor: Bool
    package let fault: Fault
}

/// Reads the archives of torch 1.4 to 2.13 and the files of older versions.
package enum TorchReader {
    /// What every file of torch before 1.6 begins with: a pickle of its magic number, protocol 2
    /// (`torch/serialization.py`, `MAGIC_NUMBER`).
    static let legacyMagic: [UInt8] = [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]

    /// Whether the file begins as a zip archive does.
    package static func recognisesArchive(_ start: [UInt8]) -> Bool {
        start.starts(with: [0x50, 0x4B, 3, 4])
    }

    /// Whether a reader that looks for the end of a zip archive, as most do, finds one in `end`, the last bytes of a file.
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

    /// Whether the file begins as those of torch before 1.6, in protocol 2 to 5.
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

/// A storage as it lies in a file: plain, or deflated and to be decoded under its key.
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
    /// The tensor as an entry of a table, its elements somewhere in `stored`.
    ///
    /// - Throws: ``Fault`` `torch.storage` when the storage has another size than the pickle says, `torch.tensor`
    ///   when an element would lie outside of it or fewer bytes are stored than a dense copy takes.
    func entry(named name: String, in stored: StoredStorage, of file: InputFile) throws(Fault) -> TensorEntry {
        let width = elementType.bitWidth / 8
        try storage.checkSize(stored.byteCount)
        guard let byteCount = shape.byteCount(of: elementType) else { throw .tensor("its size \(shape) is impossible") }
        // A stride of 0 lets a few bytes claim to be terabytes; a dense copy may not outgrow what is stored.
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

    /// Many names for one storage are fine; written densely they must not fill a disk.
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
            "size \(shape), strides \(strides) and offset \(offset) lead outside of its storage of \(count) elements")
    }
}
