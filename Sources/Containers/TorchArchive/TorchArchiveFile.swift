internal import ByteIO
internal import Tensors

/// A zip archive of torch (`caffe2/serialize/inline_container.cc`): a folder `P/` with `data.pkl`, `version`, and one
/// record `data/KEY` for each storage (`tensors/KEY` in torch 1.4).
struct TorchArchiveFile {
    private let file: InputFile
    private let directory: ZipDirectory
    private let prefix: String
    let isBigEndian: Bool

    /// - Throws: ``Fault`` `zip.*`, `torch.layout`, `torch.torchscript`.
    init(_ file: InputFile) throws(Fault) {
        let directory = try ZipDirectory(file)
        guard let first = directory.entries.first, let slash = first.name.firstIndex(of: "/") else {
            throw .torchLayout("this zip archive is not one that torch wrote: its records are in no folder")
        }
        let prefix = String(first.name[...slash])
        for entry in directory.entries where !entry.name.hasPrefix(prefix) {
            throw Fault.torchLayout("is outside the archive's folder '\(prefix)'").about("record '\(entry.name)'")
        }
        if directory[prefix + "constants.pkl"] != nil || directory[prefix + "model.json"] != nil {
            throw .torchScript()
        }
        guard directory[prefix + "data.pkl"] != nil else {
            throw .torchLayout("this zip archive is not one that torch wrote: it has no '\(prefix)data.pkl'")
        }
        self.file = file
        self.directory = directory
        self.prefix = prefix
        self.isBigEndian = try Self.isBigEndian(directory, prefix, file)
        try Self.checkVersion(directory, prefix, file)
    }

    /// The tensors and what else the archive holds.
    ///
    /// - Throws: ``Fault`` `zip.*`, `pickle.*`, `torch.*`, naming the record or the tensor.
    func contents() throws(Fault) -> TorchContents {
        let result = try pickle()
        guard result.rest.isAtEnd else {
            throw .pickle(.pickleEnd, "bytes follow its end", at: result.rest.position)
        }
        try TorchStorages.check(result.heap, .archive)
        let state = try StateDict(result.root, in: result.heap)
        for storage in try TorchStorages(result.heap, .archive).byKey.values.sorted(by: { $0.key < $1.key }) {
            try storage.checkSize(try self.storage(storage).byteCount)
        }
        try KnownCalls(result.heap).check()
        var table = TensorTable()
        var seen: Set<TorchTensor.Identity> = []
        var total = 0
        for (name, tensor) in state.tensors {
            do throws(Fault) {
                let entry = try tensor.entry(named: name, in: try storage(tensor.storage), of: file)
                guard table.insert(entry) else { throw .tensor("its name occurs twice") }
                if seen.insert(tensor.identity).inserted { total += entry.byteCount }
            } catch {
                throw error.subject == nil ? error.about("tensor '\(name)'") : error
            }
        }
        let stored = directory.entries.reduce(UInt64(0)) { $0.addingReportingOverflow($1.byteCount).partialValue }
        try TorchTensor.checkTotal(total, stored: stored)
        return TorchContents(
            table: table, path: state.path, parts: state.parts, others: state.others,
            beginsWithOther: state.beginsWithOther,
            withheld: state.withheld,
            refusal: result.refusedByTorch, deflatedRecordCount: deflatedRecordCount, notes: notes)
    }

    private var deflatedRecordCount: Int {
        // Only the records that torch maps; it inflates the pickle itself.
        directory.entries.count { $0.method == .deflated && $0.name.contains("/data/") }
    }

    private var notes: [String] {
        var notes: [String] = []
        if !directory.hasChecksums { notes.append("the archive has no checksums, so damage cannot be detected") }
        return notes
    }

    private func pickle() throws(Fault) -> PickleMachine.Result {
        let input = try pickleInput(verifying: true)
        do throws(Fault) {
            return try PickleMachine.run(input)
        } catch {
            throw error.about("record '\(prefix)data.pkl'")
        }
    }

    /// The bytes of the pickle.
    ///
    /// - Parameter isVerified: whether to check its checksum.
    func pickleInput(verifying isVerified: Bool) throws(Fault) -> PickleInput {
        let name = prefix + "data.pkl"
        switch try record(name) {
        case .plain(let record):
            let range = try record.located()
            if isVerified { try verify(range) }
            return PickleInput(file: file, range: range.offset..<range.offset + UInt64(range.count))
        case .encoded:
            return PickleInput(
                bytes: try Inflater.bytes(
                    of: try entry(name), in: file, verifying: isVerified && directory.hasChecksums))
        }
    }

    private func verify(_ range: ByteRange) throws(Fault) {
        guard let recorded = range.checksum else { return }
        var checksum = Checksum(recorded.kind)
        var done = 0
        while done < range.count {
            let count = min(range.count - done, Block.standardByteCount)
            checksum.add(try file.bytes(at: range.offset + UInt64(done), count: count))
            done += count
        }
        guard checksum == recorded else {
            throw .checksum(range.label ?? "", recorded: recorded, found: checksum, at: range.offset)
        }
    }

    private func storage(_ storage: TorchStorage) throws(Fault) -> StoredStorage {
        for folder in ["data/", "tensors/"] {
            let name = prefix + folder + storage.key
            if directory[name] != nil { return try record(name) }
        }
        throw .storage(storage.key, "is not in the archive")
    }

    private func entry(_ name: String) throws(Fault) -> ZipEntry {
        guard let entry = directory[name] else { throw .torchLayout("it has no '\(name)'") }
        return entry
    }

    private func record(_ name: String) throws(Fault) -> StoredStorage {
        let entry = try entry(name)
        guard let byteCount = Int(exactly: entry.byteCount) else {
            throw .zip(.zipLimit, "is too large", entry: name)
        }
        if entry.method == .deflated { return .encoded(key: name, byteCount: byteCount) }
        return .plain(
            ByteRange(
                file: file, offset: entry.dataOffset ?? entry.extent.lowerBound, count: byteCount,
                checksum: directory.hasChecksums ? Checksum(value: entry.checksum) : nil, isBigEndian: isBigEndian,
                label: "record '\(name)'", record: entry.dataOffset == nil ? pending(entry) : nil))
    }

    /// A record on another machine, whose own header is read when its data is.
    private func pending(_ entry: ZipEntry) -> ByteRange.Record {
        ByteRange.Record(extent: entry.extent) { [file] () throws(Fault) in
            do throws(Fault) {
                return try entry.dataPlace(in: file)
            } catch {
                throw error.inFile(file.path)
            }
        }
    }

    /// torch records the byte order since 2.1; older versions ran on little-endian machines.
    private static func isBigEndian(
        _ directory: ZipDirectory, _ prefix: String, _ file: InputFile
    ) throws(Fault) -> Bool {
        guard let entry = directory[prefix + "byteorder"] else { return false }
        switch try small(entry, in: file, directory) {
        case "little": return false
        case "big": return true
        case let text: throw Fault.torchLayout("'\(text)' is not a byte order").about("record '\(entry.name)'")
        }
    }

    /// Versions 1 to 10 are read.
    ///
    /// Newer writers put the version into `.data/version`.
    private static func checkVersion(
        _ directory: ZipDirectory, _ prefix: String, _ file: InputFile
    ) throws(Fault) {
        guard let entry = directory[prefix + ".data/version"] ?? directory[prefix + "version"] else {
            throw .torchLayout("it has no version record")
        }
        let text = try small(entry, in: file, directory)
        guard let version = Int(text.hasSuffix("\n") ? String(text.dropLast()) : text), (1...10).contains(version)
        else {
            throw Fault.torchLayout("'\(text)' is not a version from 1 to 10").about("record '\(entry.name)'")
        }
    }

    private static func small(
        _ entry: ZipEntry, in file: InputFile, _ directory: ZipDirectory
    ) throws(Fault) -> String {
        guard entry.byteCount <= 64 else {
            throw .zip(.zipLimit, "is too large to be what its name says", entry: entry.name)
        }
        if entry.method == .deflated {
            let bytes = try Inflater.bytes(of: entry, in: file, verifying: directory.hasChecksums)
            return String(decoding: bytes, as: UTF8.self)
        }
        let place = try entry.dataPlace(in: file)
        let bytes = try file.bytes(at: place, count: Int(entry.byteCount))
        let (recorded, found) = (Checksum(value: entry.checksum), Checksum(value: Checksum.of(bytes)))
        guard !directory.hasChecksums || found == recorded else {
            throw .checksum("record '\(entry.name)'", recorded: recorded, found: found, at: place)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
