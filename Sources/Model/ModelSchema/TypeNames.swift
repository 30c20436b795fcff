internal import ByteIO
internal import JSONText

/// How a library shortens the names of types in what it read: of `torch.float32` it keeps what follows the dot.
///
/// transformers does so in the file and in every object inside another (`dict_dtype_to_str`), and fails on a value
/// that is no text and has no dot.
struct TypeNames: Sendable {
    /// For example, `dtype`.
    let field: String
    let library: String

    /// What it fails on; nil: nothing.
    ///
    /// - Parameter isInside: whether it only looks inside the members.
    func problem(in object: JSONObject, isInside: Bool = false) -> (field: String, fault: Fault)? {
        if !isInside, let value = object[field], fails(on: value) { return (field, fault(field, object)) }
        guard let odd = object.members.first(where: { $0.value.object.map(holdsBad) ?? false }) else { return nil }
        return (odd.name, fault(odd.name, object))
    }

    private func holdsBad(_ object: JSONObject) -> Bool {
        object[field].map(fails) ?? false || object.members.contains { $0.value.object.map(holdsBad) ?? false }
    }

    private func fails(on value: JSONValue) -> Bool { value != .null && value.string == nil && !value.hasDot }

    private func fault(_ name: String, _ object: JSONObject) -> Fault {
        let what = name == field ? "is no name of a type" : "holds a '\(field)' that is no name of a type"
        return .configuration(
            name, "\(what), which \(library) refuses", offset: object.offset(of: name), remedy: "write a text there")
    }
}
