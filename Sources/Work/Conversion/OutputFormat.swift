package import ByteIO
package import ModelSchema

/// The format of an output.
package enum OutputFormat: String, Sendable, CaseIterable {
    case safetensors
    case torchArchive = "pytorch"
    case kerasHDF5 = "tensorflow"

    /// The format of an output file, by the end of its name.
    ///
    /// - Throws: ``Fault`` `convert.output-format` for a name with an unknown end.
    package init(path: String) throws(Fault) {
        let name = FilePath.name(of: path)
        let suffixes: [(String, OutputFormat)] = [
            (".safetensors", .safetensors), (".bin", .torchArchive), (".pt", .torchArchive), (".pth", .torchArchive),
            (".h5", .kerasHDF5),
        ]
        guard let found = suffixes.first(where: { name.hasSuffix($0.0) }) else { throw .unknownOutput(path) }
        self = found.1
    }

    /// The dialect that the format's loaders expect.
    var dialect: String {
        switch self {
        case .safetensors, .torchArchive: "huggingface-pytorch"
        case .kerasHDF5: "huggingface-tensorflow"
        }
    }

    /// The name that a loader looks for in a model folder.
    package var fileName: String {
        switch self {
        case .safetensors: "model.safetensors"
        case .torchArchive: "pytorch_model.bin"
        case .kerasHDF5: "tf_model.h5"
        }
    }

    /// What the name of such a file ends in.
    package var ending: String {
        switch self {
        case .safetensors: ".safetensors"
        case .torchArchive: ".bin"
        case .kerasHDF5: ".h5"
        }
    }

    /// The name in a sentence.
    package var title: String {
        switch self {
        case .safetensors: "safetensors"
        case .torchArchive: "a PyTorch archive"
        case .kerasHDF5: "TensorFlow's HDF5"
        }
    }
}

/// The names of parameters in the output, and their order.
struct OutputNaming {
    private let tree: ParameterTree
    private let dialect: Dialect?
    private let groups: [Arrangement.Group]

    init(_ tree: ParameterTree, format: OutputFormat) {
        self.tree = tree
        dialect = tree.architecture.dialect(format.dialect)
        groups = dialect?.arrangement.groups ?? []
    }

    /// The names of a parameter in the output: several if the producer stores copies, none if it has no place for it.
    func names(of path: ParameterPath) -> [String] {
        guard let dialect,
            let name = dialect.name(
                of: path, isBare: tree.modelClass.isBare, backbonePrefix: tree.architecture.backbonePrefix)
        else { return [] }
        guard !groups.isEmpty else { return [stored(name)] }
        let own = groups.filter { name.hasPrefix($0.name + String(dialect.separator)) }
        let used = groups.filter { group in group.copies.map(name.hasPrefix) ?? false && isUsed(group) }
        let model = dialect.arrangement.modelName(of: tree.modelClass) ?? tree.modelClass.name
        return (own + used).map { "\($0.name)/\(model)/\(name)" }
    }

    /// How files of the library spell a name of the model.
    func stored(_ name: String) -> String { tree.architecture.storedName(of: name).name }

    /// The tensor of a file that holds the parameter with others; nil: it is stored by itself.
    func joined(_ path: ParameterPath) -> StoredName.Joined? {
        guard groups.isEmpty, tree.architecture.joinsParameters, let dialect,
            let name = dialect.name(
                of: path, isBare: tree.modelClass.isBare, backbonePrefix: tree.architecture.backbonePrefix)
        else { return nil }
        return tree.architecture.storedName(of: name).joined
    }

    /// How the dialect stores the parameter; nil: it has no place for it.
    func orientation(of path: ParameterPath) -> Dialect.Orientation? { dialect?.orientation(of: path) }

    /// The parameters in the order of the dialect's producer.
    func sorted(_ parameters: [Parameter]) -> [Parameter] {
        guard let arrangement = dialect?.arrangement, !groups.isEmpty else { return parameters }
        return parameters.map { (rank: arrangement.rank(of: $0.path, in: tree.architecture), parameter: $0) }
            .sorted { $0.rank.lexicographicallyPrecedes($1.rank) }
            .map(\.parameter)
    }

    /// Whether a parameter of the class belongs to the group.
    private func isUsed(_ group: Arrangement.Group) -> Bool {
        guard let dialect else { return false }
        return tree.parameters.contains { parameter in
            dialect.name(of: parameter.path, isBare: false, backbonePrefix: "")?.hasPrefix(group.name + "/") ?? false
        }
    }
}

extension OutputFormat {
    /// Checks that the format has a place for every parameter with values of its own.
    ///
    /// - Throws: ``Fault`` `convert.cannot-hold`.
    package func checkHolds(_ tree: ParameterTree) throws(Fault) {
        let naming = OutputNaming(tree, format: self)
        guard
            let parameter = tree.parameters.first(where: { $0.tiedTo == nil && naming.names(of: $0.path).isEmpty })
        else { return }
        throw .cannotHold(parameter.name, format: self)
    }
}
