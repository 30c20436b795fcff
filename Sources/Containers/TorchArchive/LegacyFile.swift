internal import ByteIO
internal import Tensors

/// A file of torch before 1.6 (`torch/serialization.py`, `_legacy_load`).
///
/// It has a magic number, a protocol version, facts about the writer's machine, the object and the list of its
/// storages, each a pickle of its own. Then, for each storage of the list, come the number of its elements in 8 bytes
/// and its bytes. All numbers are little-endian.
struct LegacyFile {
    private let file: InputFile
    private let root: PickleValue
    private let heap: PickleHeap
    private let keys: [String]
    private let refusal: TorchRefusal
    /// Where the first storage begins.
    private let dataStart: UInt64

    /// - Throws: ``Fault`` `pickle.*`, `torch.legacy`.
    init(_ file: InputFile) throws(Fault) {
        let input = PickleInput(file: file, range: 0..<file.byteCount)
        let magic = try PickleMachine.run(input)
        let version = try PickleMachine.run(magic.rest)
        guard version.root == .int(1001) else {
            throw .legacy("its protocol version is not 1001", at: magic.rest.position)
        }
        let system = try PickleMachine.run(version.rest)
        guard let facts = system.heap.dict(system.root)?.entries, system.heap.isData, version.heap.isData,
            facts.contains(where: { $0.key == .string("little_endian") && $0.value == .bool(true) })
        else {
            throw .legacy(
                "the facts about the writer's machine are not those of a little-endian one", at: version.rest.position)
        }
        let object = try PickleMachine.run(system.rest)
        let list = try PickleMachine.run(object.rest)
        guard let elements = list.heap.elements(list.root), list.heap.isData else {
            throw .legacy("the list of storages is missing", at: object.rest.position)
        }
        var keys: [String] = []
        for element in elements {
            guard case .string(let key) = element else {
                throw .legacy("a key in the list of storages is not text", at: object.rest.position)
            }
            keys.append(key)
        }
        self.file = file
        self.root = object.root
        self.heap = object.heap
        self.keys = keys
        self.refusal = object.refusedByTorch
        self.dataStart = list.rest.position
    }

    /// The tensors and what else the file holds.
    ///
    /// If the list omits a storage, torch uses uninitialised memory. If it names one twice, torch reads it twice, and
    /// torch ignores what follows the last. All three are refused here.
    ///
    /// - Throws: ``Fault`` `torch.*`, naming the storage or the tensor.
    func contents() throws(Fault) -> TorchContents {
        try TorchStorages.check(heap, .legacy)
        let state = try StateDict(root, in: heap)
        let storages = try TorchStorages(heap, .legacy).byKey
        try KnownCalls(heap).check()
        var ranges: [String: ByteRange] = [:]
        var position = dataStart
        for key in keys {
            guard let storage = storages[key] else {
                throw .storage(key, "is in the list of storages, but nothing uses it")
            }
            guard let width = storage.width else { throw .unsupportedStorage(storage.className) }
            let count = try file.bytes(at: position, count: 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let (byteCount, overflow) = count.multipliedReportingOverflow(by: UInt64(width))
            guard !overflow, byteCount <= file.byteCount - position - 8 else {
                throw .legacy("storage '\(key)' of \(count) elements reaches beyond the end of the file", at: position)
            }
            let range = ByteRange(file: file, offset: position + 8, count: Int(byteCount), label: "storage '\(key)'")
            guard ranges.updateValue(range, forKey: key) == nil else {
                throw .storage(key, "occurs twice in the list of storages")
            }
            position += 8 + byteCount
        }
        guard position == file.byteCount else {
            throw .legacy("\(file.byteCount - position) bytes follow the last storage", at: position)
        }
        for (key, storage) in storages.sorted(by: { $0.key < $1.key }) {
            guard let range = ranges[key] else { throw .storage(key, "is not in the list of storages") }
            try storage.checkSize(range.count)
        }
        var table = TensorTable()
        var seen: Set<TorchTensor.Identity> = []
        var total = 0
        for (name, tensor) in state.tensors {
            do throws(Fault) {
                guard let range = ranges[tensor.storage.key] else {
                    throw .storage(tensor.storage.key, "is not in the list of storages")
                }
                let entry = try tensor.entry(named: name, in: .plain(range), of: file)
                guard table.insert(entry) else { throw .tensor("its name occurs twice") }
                if seen.insert(tensor.identity).inserted { total += entry.byteCount }
            } catch {
                throw error.subject == nil ? error.about("tensor '\(name)'") : error
            }
        }
        try TorchTensor.checkTotal(total, stored: file.byteCount)
        return TorchContents(
            table: table, path: state.path, parts: state.parts, others: state.others,
            beginsWithOther: state.beginsWithOther,
            withheld: state.withheld,
            refusal: refusal, deflatedRecordCount: 0,
            notes: notes(storages))
    }

    private func notes(_ storages: [String: TorchStorage]) -> [String] {
        var notes = ["files of torch before 1.6 have no checksums, so damage cannot be detected"]
        if storages.values.contains(where: { $0.content == .bytes }) {
            notes.append("torch itself cannot load its untyped storages, which only archives can have")
        }
        return notes
    }
}

extension PickleHeap {
    /// Whether it is plain data: no names, calls or storages.
    fileprivate var isData: Bool { globals.isEmpty && objects.isEmpty && persistents.isEmpty }
}
