package import ByteIO
internal import Formats
package import ModelSchema
package import Tensors
internal import TorchArchive
internal import Verification

/// What a conversion will write, decided before the first byte is written.
package struct ConversionPlan: Sendable {
    /// One tensor of the output and where it comes from.
    package struct Output: Sendable {
        package let tensor: OutputTensor
        package let source: TensorEntry
        package let isTransposed: Bool
    }

    package let format: OutputFormat
    /// In the order of the model's state_dict, then what is carried over in the order of the file.
    package let outputs: [Output]
    /// Further names in the output for one of its tensors, in formats that share storages.
    package let aliases: [String: String]
    /// All names of the output in order, aliases included.
    package let order: [String]
    /// Tensors of the input that the output does not have, and why.
    package let leftOut: [LeftOut]
    /// Tensors that no rule maps, carried over under their own names.
    package let carried: [String]
    /// What the files' producer put before the names, and how many names lost it: `module.`.
    package let unwrapped: [(wrapping: String, count: Int)]

    /// Plans what `save_pretrained` of the class would write from these values, with everything else that the
    /// input holds beside it.
    ///
    /// - Parameters:
    ///   - elementType: what weights are converted to; nil: they stay as they are. Integers always do.
    ///   - droppingUnmapped: whether to leave out what the model has no place for.
    /// - Throws: ``Fault`` `convert.shapes-disagree` when a tensor does not have its parameter's shape,
    ///   `convert.cannot-hold` when the format has no place for a tensor, `convert.name-twice` when two tensors would
    ///   have one name.
    package init(
        _ inspection: ModelCase, format: OutputFormat = .safetensors, elementType: ElementType? = nil,
        droppingUnmapped: Bool
    ) throws(Fault) {
        try ShapeAgreement.check(inspection)
        if !droppingUnmapped, let entry = inspection.checkpoint.withheld.first(where: \.isTensor) {
            throw entry.fault.inFile(inspection.checkpoint.path)
        }
        var draft = PlanDraft(inspection, format: format, elementType: elementType)
        try draft.addParameters()
        try draft.addOtherHeads()
        try draft.addBuffers()
        try draft.addUnmapped(dropping: droppingUnmapped)
        self.format = format
        outputs = draft.outputs
        aliases = draft.aliases
        order = draft.order
        leftOut = draft.leftOut
        carried = droppingUnmapped ? [] : inspection.binding.unmapped.map(\.name)
        unwrapped = Self.unwrapped(inspection.binding)
        try checkGrowth(inspection.checkpoint.path)
    }

    /// Many names for one storage are written densely, each for itself: that must not fill a disk.
    ///
    /// - Throws: ``Fault`` `convert.growth`.
    private func checkGrowth(_ path: String) throws(Fault) {
        struct Place: Hashable {
            let file: ObjectIdentifier
            let offset: UInt64
        }
        var stored: [Place: Int] = [:]
        for output in outputs {
            guard let storage = output.source.view?.storage else { continue }
            stored[Place(file: ObjectIdentifier(storage.file), offset: storage.offset)] = storage.count
        }
        let total = stored.values.reduce(0) { $0.clampedSum($1) }
        guard byteCount <= 64 << 20 || byteCount / 4 <= total else {
            throw Fault.growth(byteCount, stored: total).inFile(path)
        }
    }

    /// The part of `plan` that has these outputs, and of its names those that `isIncluded` says.
    init(_ plan: ConversionPlan, outputs: [Output], _ isIncluded: (String) -> Bool) {
        format = plan.format
        self.outputs = outputs
        aliases = plan.aliases.filter { isIncluded($0.key) }
        order = plan.order.filter(isIncluded)
        leftOut = plan.leftOut
        carried = plan.carried
        unwrapped = plan.unwrapped
    }

    /// Bytes of all tensors of the output.
    package var byteCount: Int {
        outputs.reduce(0) { $0.clampedSum($1.tensor.byteCount ?? .max) }
    }

    /// Bytes that will be read.
    package var sourceByteCount: Int {
        outputs.reduce(0) { $0.clampedSum($1.source.byteCount) }
    }

    private static func unwrapped(_ binding: Binding) -> [(wrapping: String, count: Int)] {
        var counts: [String: Int] = [:]
        for tensor in binding.tensors.values.joined() where !tensor.match.wrapping.isEmpty {
            counts[tensor.match.wrapping, default: 0] += 1
        }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

/// A tensor of the input that the output does not have, and why nothing is lost by that.
package struct LeftOut: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// Another tensor of the file holds the same values for the same parameter.
        case copy(of: String)
        /// The configuration ties it to another parameter, which is written.
        case tied(to: String)
        /// A constant that current versions compute and do not store.
        case constant
        /// The model has no place for it, and the user asked to drop such tensors.
        case unmapped
    }

    package let name: String
    package let reason: Reason
}

extension LeftOut.Reason {
    /// As a sentence about one tensor says it.
    package var description: String {
        switch self {
        case .copy(let name): "is an equal copy of '\(name)'"
        case .tied(let name): "shares the values of '\(name)'"
        case .constant: "is a constant that is not stored"
        case .unmapped: "has no place in the model"
        }
    }

    /// As a count of several says it.
    package var plural: String {
        switch self {
        case .copy: "equal copies of other tensors"
        case .tied: "tied to a tensor that is written"
        case .constant: "constants that are not stored"
        case .unmapped: "without a place in the model"
        }
    }
}
