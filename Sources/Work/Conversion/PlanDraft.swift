internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Tensors

/// A plan that is being made: each step adds one kind of tensor.
struct PlanDraft {
    private let model: ModelCase
    private let naming: OutputNaming
    private let format: OutputFormat
    private let elementType: ElementType?
    /// The parameters whose kernels are turned.
    private let turned: Set<ParameterPath>
    private let joined: JoinedParameters

    private(set) var outputs: [ConversionPlan.Output] = []
    private(set) var aliases: [String: String] = [:]
    private(set) var order: [String] = []
    private(set) var leftOut: [LeftOut] = []
    /// The tensor of the input behind each name of the output.
    ///
    /// No name occurs twice, on which formats and shards rely.
    private var sources: [String: String] = [:]

    init(_ model: ModelCase, format: OutputFormat, elementType: ElementType?, turning turned: Set<ParameterPath> = []) {
        self.model = model
        self.turned = turned
        self.format = format
        self.elementType = elementType
        naming = OutputNaming(model.tree, format: format)
        joined = JoinedParameters(model, naming, turning: turned)
    }
}

extension PlanDraft {
    /// Adds the parameters of the class, in the order of the format's producer.
    mutating func addParameters() throws(Fault) {
        let tree = model.tree
        for parameter in naming.sorted(tree.parameters) {
            switch model.coverage[parameter.path] {
            case .none: continue
            case .tensor(let tensor): try add(parameter.path, tensor)
            case .copy(let tensor, of: let partner):
                // A format that always ties has no place for the copy and does not need it.
                if naming.names(of: parameter.path).isEmpty {
                    leftOut.append(LeftOut(name: parameter.name, reason: .tied(to: partner.description)))
                } else {
                    try add(parameter.path, tensor)
                }
            case .tied(let partner): try addTied(parameter, to: partner)
            }
        }
    }

    /// Adds the parameters that the file has and the class does not.
    mutating func addOtherHeads() throws(Fault) {
        for path in model.binding.order {
            guard let tensors = model.binding.tensors[path], let tensor = tensors.first else { continue }
            leftOut += tensors.dropFirst().map {
                LeftOut(name: $0.entry.name, reason: .copy(of: tensor.entry.name))
            }
            if model.tree[path] == nil { try add(path, tensor) }
        }
    }

    /// Adds constants, except for those with the values that the library computes.
    mutating func addBuffers() throws(Fault) {
        for buffer in model.binding.buffers {
            if try model.tree.architecture.isUsual(buffer.entry, path: buffer.path) {
                leftOut.append(LeftOut(name: buffer.entry.name, reason: .constant))
            } else {
                try addUnmapped(buffer.entry)
            }
        }
    }

    /// Leaves out what the file's program builds and never trains, which has the values that it was made with, and
    /// another model of that program.
    mutating func leaveOutUnused() {
        leftOut += model.binding.unused.map { LeftOut(name: $0.entry.name, reason: .neverTrained) }
        leftOut += model.binding.others.map { LeftOut(name: $0.entry.name, reason: .otherModel) }
    }

    /// Adds the tensors that no rule maps, or leaves them out.
    mutating func addUnmapped(dropping: Bool) throws(Fault) {
        for entry in model.binding.unmapped {
            if dropping {
                leftOut.append(LeftOut(name: entry.name, reason: .unmapped))
            } else {
                try addUnmapped(entry)
            }
        }
    }

    private mutating func add(_ path: ParameterPath, _ tensor: BoundTensor) throws(Fault) {
        let names = naming.names(of: path)
        guard !names.isEmpty else {
            // Nothing is lost where the tensor equals the one that it can be tied to.
            if let partner = model.tree.architecture.tie(of: path)?.partner,
                let source = model.binding[partner], try tensor.equals(source)
            {
                leftOut.append(LeftOut(name: tensor.entry.name, reason: .tied(to: partner.description)))
                return
            }
            throw Fault.cannotHold(path.description, format: format).inFile(tensor.entry.file.path)
        }
        let stored = naming.orientation(of: path) ?? .same
        let turns = (tensor.match.isTransposed != stored.isTransposed) != turned.contains(path)
        if let joined = joined[path] {
            // The first of its parameters brings all.
            if sources[joined.name] == nil { try append(joined.name, joined.tensors.map(\.entry), turns: turns) }
            return
        }
        var entry = stored == .flattened ? tensor.entry.flattened : tensor.entry
        if stored == .depthwise {
            entry = entry.exchangingUnit(tensor.match.isTransposed ? entry.shape.rank - 2 : 0)
        }
        for name in names { try append(name, [entry], turns: turns) }
    }

    private mutating func addUnmapped(_ entry: TensorEntry) throws(Fault) {
        guard format != .kerasHDF5 else {
            throw Fault.cannotHoldUnmapped(entry.name, format: format).inFile(entry.file.path)
        }
        try append(entry.name, [entry], turns: false)
    }

    private mutating func addTied(_ parameter: Parameter, to partner: ParameterPath) throws(Fault) {
        if let own = model.binding[parameter.path], model.binding[partner] != nil, format != .torchArchive {
            leftOut.append(LeftOut(name: own.entry.name, reason: .tied(to: partner.description)))
        }
        guard format == .torchArchive, let owner = naming.names(of: partner).first else { return }
        let name = naming.stored(parameter.name)
        try take(name, for: sources[owner] ?? owner)
        aliases[name] = owner
    }

    /// Takes a name for the output.
    ///
    /// - Throws: ``Fault`` `convert.name-twice`.
    private mutating func take(_ name: String, for source: String) throws(Fault) {
        if let first = sources.updateValue(source, forKey: name) {
            throw Fault.nameTwice(name, first, source).inFile(model.checkpoint.path)
        }
        order.append(name)
    }

    /// - Parameter entries: the tensors of the input whose rows follow each other in the output.
    private mutating func append(_ name: String, _ entries: [TensorEntry], turns: Bool) throws(Fault) {
        guard let entry = entries.first else { return }
        try take(name, for: entry.name)
        let isTransposed = turns && entry.shape.rank > 1
        let type = Cast(from: entry.elementType, to: elementType ?? entry.elementType)?.to ?? entry.elementType
        let shape = isTransposed ? entry.shape.transposed : entry.shape
        outputs.append(
            ConversionPlan.Output(
                tensor: OutputTensor(
                    name: name, elementType: type, shape: shape.repeatingRows(entries.count) ?? shape),
                source: entry, following: Array(entries.dropFirst()), isTransposed: isTransposed))
    }
}
