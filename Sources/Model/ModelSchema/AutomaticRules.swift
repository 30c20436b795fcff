internal import ByteIO
internal import JSONText

/// The rules of classes that choose another class by config.json (`AutoModel`), in addition to those of the other class.
///
/// transformers 5.23: `models/auto/configuration_auto.py`, `auto_factory.py`.
struct AutomaticRules: Sendable {
    /// The field that names the architecture: `model_type`.
    private let typeField: String
    /// The field that names the model's own code for such a class: `auto_map`.
    private let codeField: String
    /// The class that reads config.json for them all: `AutoConfig`.
    private let configurationClass: String

    /// - Throws: ``Fault`` `model.schema`.
    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "automatic", allowed: ["type", "code", "configuration"])
        typeField = try object.string("type")
        codeField = try object.string("code")
        configurationClass = try object.string("configuration")
    }

    /// The reasons why the class that chooses `modelClass` refuses a model that `modelClass` loads, as `model.automatic`.
    func problems(in file: ConfigurationFile, _ modelClass: ModelClass, _ architecture: Architecture) -> [Fault] {
        guard let auto = modelClass.auto else { return [] }
        var problems: [Fault] = []
        let refusal = "\(modelClass.name) loads the model, \(auto) refuses it"
        if file.object[typeField] ?? .null == .null, let type = architecture.modelTypes.first {
            problems.append(
                Fault(
                    .automatic, file: file.path, subject: "field '\(typeField)'",
                    reason: (file.object[typeField] == nil ? "is missing: " : "is null: ") + refusal,
                    remedy: "add \"\(typeField)\": \"\(type)\" to config.json"))
        }
        if let name = [configurationClass, auto].first(where: { refuses($0, file.object[codeField] ?? .null) }) {
            problems.append(
                Fault(
                    .automatic, file: file.path, subject: "field '\(codeField)'",
                    offset: file.object.offset(of: codeField).map { UInt64($0) },
                    reason: "does not name the code for \(name) in a way that the library can read: " + refusal,
                    remedy: "remove the field, or add \"\(name)\": \"file.Class\" to it"))
        }
        return problems
    }

    /// Whether the library fails when it looks for the code of the class `name` in the field.
    private func refuses(_ name: String, _ code: JSONValue) -> Bool {
        switch code {
        // The library finds the name in them, and then fails to use it as a key.
        case .string(let text): text.contains(name)
        case .array(let values): values.contains(.string(name))
        case .object(let object):
            switch object[name] {
            case nil, .string: false
            // The library looks for the name of a repository in it, and cuts that off.
            case .array(let values): values.contains("--")
            case .object(let inner): inner["--"] != nil
            default: true
            }
        default: false
        }
    }
}
