internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Tensors
internal import TorchArchive

/// The weights of one module of sentence-transformers other than its encoder, compared tensor by tensor.
///
/// The two folders may have them in different formats, and a writer may order tensors as it likes.
struct ModuleWeights {
    /// The path of the first folder's file, or of the second's if the first has none: `2_Dense/model.safetensors`.
    let name: String
    private let first: String?
    private let second: String?

    /// The weights of each module that a list names; nothing for a module that has none in either folder.
    ///
    /// - Throws: ``Fault`` `model.schema`.
    static func all(_ list: SentenceModules, _ first: String, _ second: String) throws(Fault) -> [ModuleWeights] {
        let library = try SentenceLibrary.known()
        return list.modules.compactMap { module in
            guard !module.folder.isEmpty, module.isInside, !library.isEncoder(module.type) else { return nil }
            let names = library.weights.map { FilePath.join(module.folder, $0) }
            let loaded = { (folder: String) in
                names.first { PathKind(of: FilePath.join(folder, $0)) == .file }
            }
            let (one, other) = (loaded(first), loaded(second))
            guard let name = one ?? other else { return nil }
            return ModuleWeights(
                name: name, first: one.map { FilePath.join(first, $0) }, second: other.map { FilePath.join(second, $0) }
            )
        }
    }

    /// How the folders differ; nil: they have the same tensors with the same values.
    ///
    /// - Parameter scratchFolder: where decoded tensors are stored.
    /// - Throws: ``Fault`` of a file that cannot be read.
    func change(
        _ reader: CheckpointReader, scratchFolder: String
    ) throws(Fault) -> BehaviourDifference.Change? {
        guard let first else { return .onlyInSecond }
        guard let second else { return .onlyInFirst }
        let one = try reader.decoded(try reader.open(first), scratchFolder: scratchFolder)
        let other = try reader.decoded(try reader.open(second), scratchFolder: scratchFolder)
        for checkpoint in [one, other] {
            guard let unread = checkpoint.withheld.first else { continue }
            throw unread.fault.inFile(checkpoint.path)
        }
        for entry in one.table.entries {
            guard let match = other.table[entry.name] else { return .content("only the first has \(entry.name)") }
            guard entry.elementType == match.elementType, entry.shape == match.shape else {
                return .content(
                    "\(entry.name) is \(entry.elementType.rawValue) \(entry.shape) and "
                        + "\(match.elementType.rawValue) \(match.shape)")
            }
            if try TensorComparison(entry, transposed: false, match, transposed: false) != nil {
                return .content("the values of \(entry.name) differ")
            }
        }
        return other.table.entries.first { one.table[$0.name] == nil }.map {
            .content("only the second has \($0.name)")
        }
    }
}
