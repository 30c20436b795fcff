internal import ByteIO
internal import Comparison
internal import ModelSchema
internal import Tensors

/// The first difference between two tensors that should hold the same parameter, as a phrase.
enum TensorDifference {
    /// A phrase that shows both values: `element 7 is 7.0 and 0.25`; nil when the tensors are equal.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    static func phrase(_ first: BoundTensor, _ other: BoundTensor) throws(Fault) -> String? {
        guard first.shape == other.shape else { return "shapes \(first.shape) and \(other.shape)" }
        return try phrase(
            first.entry, transposed: first.match.isTransposed, other.entry, transposed: other.match.isTransposed)
    }

    /// The same for two tensors of one orientation.
    static func phrase(_ first: TensorEntry, _ other: TensorEntry) throws(Fault) -> String? {
        guard first.shape == other.shape else { return "shapes \(first.shape) and \(other.shape)" }
        return try phrase(first, transposed: false, other, transposed: false)
    }

    /// The same; without values it tells what shapes and types tell, and that nothing else was compared.
    static func phrase(
        _ first: BoundTensor, _ other: BoundTensor, comparesValues: Bool
    ) throws(Fault) -> String? {
        guard !comparesValues else { return try phrase(first, other) }
        return first.shape == other.shape
            ? unread(first.entry, other.entry) : "shapes \(first.shape) and \(other.shape)"
    }

    /// The same for two tensors of one orientation.
    static func phrase(
        _ first: TensorEntry, _ other: TensorEntry, comparesValues: Bool
    ) throws(Fault) -> String? {
        guard !comparesValues else { return try phrase(first, other) }
        return first.shape == other.shape
            ? unread(first, other) : "shapes \(first.shape) and \(other.shape)"
    }

    private static func unread(_ first: TensorEntry, _ other: TensorEntry) -> String {
        first.elementType.isWeight == other.elementType.isWeight
            ? "their values were not compared"
            : "types \(first.elementType.rawValue) and \(other.elementType.rawValue)"
    }

    private static func phrase(
        _ first: TensorEntry, transposed: Bool, _ other: TensorEntry, transposed otherTransposed: Bool
    ) throws(Fault) -> String? {
        guard first.elementType == other.elementType else {
            let types = "types \(first.elementType.rawValue) and \(other.elementType.rawValue)"
            guard first.elementType.isWeight, other.elementType.isWeight else { return types }
            // A library casts them, so equal numbers of two types are no difference.
            let distance = try TensorDistance(first, transposed: transposed, other, transposed: otherTransposed)
            return distance.firstDifference.map {
                "\(types); element \($0.index) is \($0.first) and \($0.second)"
            }
        }
        // In a PyTorch file, tied weights are usually one run of bytes with two names.
        if let place = Finding.Place(first), place == Finding.Place(other), first.file === other.file,
            transposed == otherTransposed
        {
            return nil
        }
        let difference = try TensorComparison(
            first, transposed: transposed, other, transposed: otherTransposed)
        // 0.0 and -0.0 differ in their bytes but are equal numbers.
        if difference != nil, first.elementType.isWeight,
            try TensorDistance(first, transposed: transposed, other, transposed: otherTransposed).differing == 0
        {
            return nil
        }
        return difference.map { "element \($0.element) is \(text($0.first)) and \(text($0.second))" }
    }

    /// A float32 as a number, any other element as bytes.
    private static func text(_ bytes: [UInt8]) -> String {
        guard bytes.count == 4 else {
            return String(hexadecimal: bytes, separator: " ")
        }
        return "\(Float(bitPattern: bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }))"
    }
}
