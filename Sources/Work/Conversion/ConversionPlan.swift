package import ByteIO
package import Formats
package import ModelSchema
package import Tensors
internal import TorchArchive

/// What a conversion will write, decided before the first byte is written.
package struct ConversionPlan: Sendable {
    /// A tensor of the output and its source.
    package struct Output: Sendable {
        package let tensor: OutputTensor
        package let source: TensorEntry
        /// Tensors that the output has in the same one, below the source.
        package let following: [TensorEntry]
        /// Whether the output has the tensor's dimensions in reverse order.
        package let isTransposed: Bool

        /// All tensors whose values it has.
        package var sources: [TensorEntry] { [source] + following }
    }

    /// The format of the output.
    package let format: OutputFormat
    /// In the order of the model's state_dict, then what no rule maps in the order of the file.
    package let outputs: [Output]
    /// Further names for tensors of the output, in formats that share storages.
    package let aliases: [String: String]
    /// All names in the output in order, including aliases.
    package let order: [String]
    /// Tensors of the input that the output does not have, and why.
    package let leftOut: [LeftOut]
    /// Tensors of the output that no rule maps, under their own names.
    package let unmapped: [String]
    /// What the files' producer put into names, such as `module.`, and how many names lose it.
    package let unwrapped: [(wrapping: String, count: Int)]

    /// Plans what `save_pretrained` of the class would write from these values, and everything else that the input holds.
    ///
    /// - Parameters:
    ///   - model: resolved with the strict tolerance, so that every tensor has its parameter's shape, and decoded.
    ///   - elementType: what weights are converted to; nil: they stay as they are. Integers always do.
    ///   - turning: square kernels that are stored the other way round and shall not be.
    ///   - droppingUnmapped: whether to leave out what the model has no place for.
    /// - Throws: ``Fault`` `convert.cannot-hold` when the format has no place for a tensor, `convert.name-twice` when two
    ///   tensors would have one name, `convert.growth`, and that of a tensor that could not be read.
    package init(
        _ model: ModelCase, format: OutputFormat = .safetensors, elementType: ElementType? = nil,
        turning turned: Set<ParameterPath> = [], droppingUnmapped: Bool
    ) throws(Fault) {
        if !droppingUnmapped, let entry = model.checkpoint.withheld.first(where: \.isTensor) {
            throw entry.fault.inFile(model.checkpoint.path)
        }
        var draft = PlanDraft(model, format: format, elementType: elementType, turning: turned)
        try draft.addParameters()
        try draft.addOtherHeads()
        try draft.addBuffers()
        draft.leaveOutUnused()
        try draft.addUnmapped(dropping: droppingUnmapped)
        self.format = format
        outputs = draft.outputs
        aliases = draft.aliases
        order = draft.order
        leftOut = draft.leftOut
        unmapped = droppingUnmapped ? [] : model.binding.unmapped.map(\.name)
        unwrapped = Self.unwrapped(model.binding)
        try checkGrowth(model.checkpoint.path)
    }

    /// Plans a file with the same tensors under the same names, as another program than transformers reads them.
    ///
    /// - Parameter checkpoint: decoded.
    /// - Throws: ``Fault`` `convert.growth`, and that of a tensor that could not be read.
    package init(copying checkpoint: Checkpoint, format: OutputFormat) throws(Fault) {
        if let entry = checkpoint.withheld.first { throw entry.fault.inFile(checkpoint.path) }
        self.format = format
        outputs = checkpoint.table.entries.map { entry in
            Output(
                tensor: OutputTensor(name: entry.name, elementType: entry.elementType, shape: entry.shape),
                source: entry, following: [], isTransposed: false)
        }
        aliases = [:]
        order = outputs.map(\.tensor.name)
        leftOut = []
        unmapped = []
        unwrapped = []
        try checkGrowth(checkpoint.path)
    }

    /// Checks that the output does not grow out of proportion: a storage with many names is written once for each name.
    ///
    /// - Throws: ``Fault`` `convert.growth`.
    private func checkGrowth(_ path: String) throws(Fault) {
        struct Storage: Hashable {
            let file: ObjectIdentifier
            let offset: UInt64
        }
        var stored: [Storage: Int] = [:]
        for source in outputs.flatMap(\.sources) {
            guard let storage = source.view?.storage else { continue }
            stored[Storage(file: ObjectIdentifier(storage.file), offset: storage.offset)] = storage.count
        }
        let total = stored.values.reduce(0) { $0.clampedSum($1) }
        guard byteCount <= 64 << 20 || byteCount / 4 <= total else {
            throw Fault.growth(byteCount, stored: total).inFile(path)
        }
    }

    /// The part of `plan` with these outputs, and with those of its names for which `isIncluded` is true.
    init(_ plan: ConversionPlan, outputs: [Output], _ isIncluded: (String) -> Bool) {
        format = plan.format
        self.outputs = outputs
        aliases = plan.aliases.filter { isIncluded($0.key) }
        order = plan.order.filter(isIncluded)
        leftOut = plan.leftOut
        unmapped = plan.unmapped
        unwrapped = plan.unwrapped
    }

    /// The number of bytes of all tensors of the output.
    package var byteCount: Int {
        outputs.reduce(0) { $0.clampedSum($1.tensor.byteCount ?? .max) }
    }

    /// The number of bytes that will be read.
    package var sourceByteCount: Int {
        outputs.flatMap(\.sources).reduce(0) { $0.clampedSum($1.byteCount) }
    }

    private static func unwrapped(_ binding: Binding) -> [(wrapping: String, count: Int)] {
        var counts: [String: Int] = [:]
        for tensor in binding.tensors.values.joined() where !tensor.match.wrapping.isEmpty {
            counts[tensor.match.wrapping, default: 0] += 1
        }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// A tensor of the input that the output does not have, and why not.
package struct LeftOut: Sendable, Equatable {
    /// Why a tensor is left out.
    package enum Reason: Sendable, Equatable {
        /// Another tensor of the file has the same values for the same parameter.
        case copy(of: String)
        /// The configuration ties it to another parameter, which is written.
        case tied(to: String)
        /// It is a constant that current versions compute and do not store.
        case constant
        /// The program that wrote the file builds it and never trains it.
        case neverTrained
        /// It is a part of another model in the file.
        case otherModel
        /// The model has no place for it, and the user asked to drop such tensors.
        case unmapped
    }

    package let name: String
    package let reason: Reason
}

extension LeftOut.Reason: CustomStringConvertible {
    /// What follows the name of one such tensor: `is a constant that is not stored`.
    package var description: String {
        switch self {
        case .copy(let name): "is an equal copy of '\(name)'"
        case .tied(let name): "shares the values of '\(name)'"
        case .constant: "is a constant that is not stored"
        case .neverTrained: "was never trained"
        case .otherModel: "is a part of another model"
        case .unmapped: "has no place in the model"
        }
    }

    /// For a sentence that counts such tensors: `equal copies of other tensors`.
    package func words(for count: Int) -> String {
        switch self {
        case .copy: count == 1 ? "equal copy of another tensor" : "equal copies of other tensors"
        case .tied: "tied to a tensor that is written"
        case .constant: count == 1 ? "constant that is not stored" : "constants that are not stored"
        case .neverTrained: "never trained"
        case .otherModel: "of another model in the file"
        case .unmapped: "without a place in the model"
        }
    }
}
