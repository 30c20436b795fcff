internal import ByteIO
internal import JSONText

/// What a library does with those fields of a config.json that do not decide which parameters there are.
package struct ConfigurationRules: Sendable {
    /// A field that makes the library read something else in the place of this file or its fields.
    struct Redirection: Sendable {
        let name: String
        /// The end of a sentence about the library: `reads another file instead of this one`.
        let action: String
    }

    /// The library's name in messages.
    let library: String
    let fields: [StrictField]
    /// By the name of an architecture, what it checks of its fields, in place of ``fields`` of the same names.
    private let ownFields: [String: [StrictField]]
    /// Fields that it refuses whatever their value is.
    let refused: [String]
    let redirections: [Redirection]
    /// Fields of which it refuses more than one; a field that is null counts as absent.
    let onlyOne: [String]
    /// The field whose presence means quantised weights; nil: the library has none.
    let quantisedField: String?
    /// How it shortens the names of types; nil: not at all.
    private let typeNames: TypeNames?

    /// - Throws: ``Fault`` `model.schema`.
    init(_ value: JSONValue, library: String) throws(Fault) {
        let object = try SchemaObject(
            value, "configuration",
            allowed: ["fields", "ownFields", "refused", "redirects", "onlyOne", "quantised", "types"])
        self.library = library
        fields = try StrictField.all(try object.list("fields"), library: library)
        var ownFields: [String: [StrictField]] = [:]
        for member in object.has("ownFields") ? try object.object("ownFields").members : [] {
            var own: [StrictField] = []
            for field in try StrictField.all(member.value.array ?? [], library: library) {
                own.append(try field.completed(from: fields))
            }
            ownFields[member.name] = own
        }
        self.ownFields = ownFields
        var redirections: [Redirection] = []
        for entry in try object.list("redirects") {
            let redirect = try SchemaObject(entry, "redirect", allowed: ["name", "does"])
            redirections.append(
                Redirection(name: try redirect.string("name"), action: try redirect.string("does")))
        }
        self.redirections = redirections
        refused = try object.strings("refused")
        onlyOne = try object.strings("onlyOne")
        quantisedField = try object.optionalString("quantised")
        typeNames = try object.optionalString("types").map { TypeNames(field: $0, library: library) }
    }

    /// What the library refuses in `configuration`, and what redirects it, in the order of the rules.
    ///
    /// - Returns: `model.configuration`, `model.redirected` and `model.quantised`, with the field and its offset.
    ///
    /// - Parameter architecture: the one of the model, of which some fields are checked otherwise.
    func problems(in configuration: JSONObject, _ architecture: Architecture) -> [(field: String, fault: Fault)] {
        var problems: [(field: String, fault: Fault)] = []
        for redirection in redirections where configuration[redirection.name].map(Self.isEffective) ?? false {
            problems.append(
                (
                    redirection.name,
                    .redirected(
                        redirection.name, "is set, so \(library) \(redirection.action)",
                        offset: configuration.offset(of: redirection.name))
                ))
        }
        if let name = quantisedField, let value = configuration[name], value != .null {
            problems.append(
                (name, .quantised(name, method: value.object?["quant_method"]?.string, configuration.offset(of: name))))
        }
        if let odd = configuration.firstHugeInteger {
            problems.append((odd, .hugeInteger(odd, library, configuration.offset(of: odd))))
        }
        for name in refused where configuration[name] != nil {
            problems.append(
                (
                    name,
                    .configuration(
                        name, "is set, and \(library) refuses a configuration that has it",
                        offset: configuration.offset(of: name), remedy: "remove the field")
                ))
        }
        let several = onlyOne.filter { configuration[$0] ?? .null != .null }
        if several.count > 1 {
            let names = several.map { "'\($0)'" }.joined(separator: " and ")
            problems.append(
                (
                    several[1],
                    .configuration(
                        several[1],
                        "is set together with others (\(names)), and \(library) refuses more than one of them",
                        offset: configuration.offset(of: several[1]), remedy: "remove all but one of the fields")
                ))
        }
        let own = ownFields[architecture.name] ?? []
        let common = architecture.strictness.fields(fields).filter { field in !own.contains { $0.name == field.name } }
        for field in common + own where !field.isForParts {
            do throws(Fault) {
                try field.check(configuration)
            } catch {
                problems.append((field.name, error))
            }
        }
        if let odd = typeNames?.problem(in: configuration), !problems.contains(where: { $0.field == odd.field }) {
            problems.append(odd)
        }
        return problems
    }

    /// What the library refuses in the fields that only some classes use, of a class that uses them.
    ///
    /// - Returns: `model.configuration`, with the field and its offset.
    func problems(in configuration: JSONObject, _ architecture: Architecture, _ modelClass: ModelClass) -> [Fault] {
        (ownFields[architecture.name] ?? []).compactMap { field in
            guard field.isForParts, field.isUsed(by: modelClass) else { return nil }
            do throws(Fault) {
                try field.check(configuration)
                return nil
            } catch {
                return error
            }
        }
    }

    /// Whether a value of such a field redirects the library, or makes it stop as null does.
    ///
    /// An empty list or object does neither.
    private static func isEffective(_ value: JSONValue) -> Bool {
        switch value {
        case .array(let values): !values.isEmpty
        case .object(let object): !object.members.isEmpty
        default: true
        }
    }
}

extension JSONObject {
    /// The name of the first member that contains a whole number too long for Python.
    var firstHugeInteger: String? { members.first { $0.value.holdsHugeInteger }?.name }
}

/// How a library shortens the names of types that it reads: of `torch.float32` it keeps what follows the dot.
///
/// transformers does so in the file and in every object in it (`dict_dtype_to_str`), and fails on a value that is not a
/// string and whose text has no dot.
struct TypeNames: Sendable {
    /// The field with the name of a type: `dtype`.
    let field: String
    let library: String

    /// The first field that the library fails on; nil: there is none.
    ///
    /// - Parameter isInside: whether only the objects in `object` are read, not its own field.
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
        let what = name == field ? "is not the name of a type" : "contains a '\(field)' that is not the name of a type"
        return .configuration(
            name, "\(what), which \(library) refuses", offset: object.offset(of: name),
            remedy: "write the name of a type, such as float32")
    }
}
