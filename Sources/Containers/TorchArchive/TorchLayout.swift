package import ByteIO
package import Tensors

/// A PyTorch archive that is to be written: a zip archive of stored records, with the bytes of each tensor at a
/// multiple of 64, so that torch can map them.
///
/// torch 1.6 and later load it, with `weights_only` and with `mmap`.
///
/// The folder in the archive is always `archive`, and all times are 0, so the same tensors always give the same file.
/// CRCs are written after the data.
package enum TorchLayout {
    private static let folder = "archive/"

    /// - Parameters:
    ///   - tensors: what to store.
    ///   - aliases: other names, each for a tensor of the list, whose storage it shares.
    ///   - order: all names, in the order of the state_dict.
    /// - Throws: ``Fault`` `torch.unsupported-tensor` for a type that torch does not have, `torch.output` for a name
    ///   that occurs twice or has no tensor.
    package static func layout(
        _ tensors: [OutputTensor], aliases: [String: String], order: [String]
    ) throws(Fault) -> FileLayout {
        var byName: [String: OutputTensor] = [:]
        for tensor in tensors {
            guard tensor.elementType.isHeldByTorch else {
                throw Fault.unsupportedTensor(
                    "of type \(tensor.elementType.rawValue)", remedy: "torch has no such type; write safetensors"
                ).about("tensor '\(tensor.name)'")
            }
            guard byName.updateValue(tensor, forKey: tensor.name) == nil else {
                throw .torchOutput(tensor.name, "the output already has a tensor of this name")
            }
        }
        var names: Set<String> = []
        var pickle = PickleWriter()
        var keys: [String: String] = [:]
        for name in order {
            let owner = aliases[name] ?? name
            guard names.insert(name).inserted else { throw .torchOutput(name, "the output already has this name") }
            guard let tensor = byName[owner] else { throw .torchOutput(name, "there is no tensor for it") }
            let key = keys[owner] ?? String(keys.count)
            keys[owner] = key
            pickle.tensor(name, storageKey: key, elementType: tensor.elementType, shape: tensor.shape)
        }
        pickle.finish()
        return place(byName, keys: keys, pickle: pickle.bytes)
    }

    private static func place(
        _ tensors: [String: OutputTensor], keys: [String: String], pickle: [UInt8]
    ) -> FileLayout {
        var writer = ZipWriter()
        writer.add(folder + "data.pkl", content: pickle)
        writer.add(folder + "byteorder", content: Array("little".utf8))
        var offsets: [String: UInt64] = [:]
        var nameOfRecord: [String: String] = [:]
        for (name, key) in keys.sorted(by: { (Int($0.value) ?? 0) < (Int($1.value) ?? 0) }) {
            let record = "\(folder)data/\(key)"
            offsets[name] = writer.add(record, byteCount: UInt64(tensors[name]?.byteCount ?? 0))
            nameOfRecord[record] = name
        }
        writer.add(folder + "version", content: Array("3\n".utf8))
        let finished = writer
        let names = nameOfRecord
        return FileLayout(
            byteCount: finished.byteCount, pieces: finished.pieces, offsets: offsets,
            trailer: { checksums in finished.trailer { record in names[record].flatMap { checksums[$0] } } })
    }
}
