internal import ByteIO
internal import JSONText

/// What the classes of a library need that choose another class by config.json (`AutoModel`), beyond what that other
/// class needs itself.
///
/// transformers 5.23: `models/auto/configuration_auto.py`, `auto_factory.py`.
struct AutomaticRules: Sendable {
    /// The field that names the architecture: `model_type`.
    private let typeField: String
    /// The field that names code of the model's own for such a class: `auto_map`.
    private let codeField: String
    /// The class that reads config.json for all of them: `AutoConfig`.
    private let configurationClass: String

    /// - Throws: ``Fault`` `model.schema`.
    init(_ value: JSONValue) throws(Fault) {
        let object = try SchemaObject(value, "automatic", allowed: ["type", "code", "configuration"])
        typeField = try object.string("type")
        codeField = try object.string("code")
        configurationClass = try object.string("configuration")
    }

    /// Why the class that chooses `modelClass` refuses a model that `modelClass` loads: `model.automatic`.
    func problems(in file: ConfigurationFile, _ modelClass: ModelClass, _ architecture: Architecture) -> [Fault] {
        guard let auto = modelClass.auto else { return [] }
        var problems: [Fault] = []
        let refusal = "\(modelClass.name) loads the model, \(auto) refuses it"
        if file.object[typeField] ?? .null == .null, let type = architecture.modelTypes.first {
            problems.append(
                Fault(
                    .automatic, file: file.path, subject: "field '\(typeField)'",
                    reason: (file.object[typeField] == nil ? "is not there: " : "is null: ") + refusal,
                    remedy: "write \"\(typeField)\": \"\(type)\" into config.json"))
        }
        if let name = [configurationClass, auto].first(where: { refuses($0, file.object[codeField] ?? .null) }) {
            problems.append(
                Fault(
                    .automatic, file: file.path, subject: "field '\(codeField)'",
                    offset: file.object.offset(of: codeField).map { UInt64($0) },
                    reason: "does not name the code of \(name) as the library reads it: " + refusal,
                    remedy: "take the field out, or write \"\(name)\": \"file.Class\" into it"))
        }
        return problems
    }

    /// Whether looking for the code of a class in the field fails.
    private func refuses(_ name: String, _ code: JSONValue) -> Bool {
        switch code {
        // Found in them, but not to be taken out by its name.
        case .string(let text): text.contains(name)
        case .array(let values): values.contains(.string(name))
        case .object(let object):
            switch object[name] {
            case nil, .string: false
            // The place of a repository is looked for in it, and cut off if it is there.
            case .array(let values): values.contains("--")
            case .object(let inner): inner["--"] != nil
            default: true
            }
        default: false
        }
    }
}
