internal import ByteIO
internal import JSONText

/// What a library refuses in the settings that a class which generates text reads when it is loaded.
///
/// transformers 5.23 reads them from config.json, then from a file of their own; if that is missing or is not JSON, from
/// config.json again (`modeling_utils.py`, `generation/utils.py`: `adjust_generation_fn`).
struct GenerationRules: Sendable {
    private let library: String
    /// The name of that file: `generation_config.json`.
    private let fileName: String
    private let fields: [StrictField]
    /// Fields of config.json in which it looks for the settings of a part of the model.
    private let parts: [StrictField]
    /// Fields of the file that it refuses whatever their value is.
    private let refused: [String]
    /// The fields that it takes.
    ///
    /// It takes no others from config.json, or from a file that was made from one.
    private let taken: Set<String>
    /// Those of them that it first removes from config.json, so that they matter only without the file.
    private let dropped: Set<String>
    /// The field that is true if the file was made from a config.json.
    private let copied: String
    private let typeNames: TypeNames

    /// - Throws: ``Fault`` `model.schema`.
    init(_ value: JSONValue, library: String) throws(Fault) {
        let object = try SchemaObject(
            value, "generation",
            allowed: ["file", "fields", "configuration", "refused", "taken", "dropped", "copied", "types"])
        self.library = library
        fileName = try object.string("file")
        var fields: [StrictField] = []
        for entry in try object.list("fields") { fields.append(try StrictField(entry, library: library)) }
        self.fields = fields
        var parts: [StrictField] = []
        for entry in try object.list("configuration") { parts.append(try StrictField(entry, library: library)) }
        self.parts = parts
        refused = try object.strings("refused")
        dropped = Set(try object.strings("dropped"))
        taken = Set(try object.strings("taken")).union(dropped)
        copied = try object.string("copied")
        typeNames = TypeNames(field: try object.string("types"), library: library)
    }

    /// What it refuses in the settings of a model, as `model.configuration`, and why the file cannot be read.
    func problems(_ configuration: ConfigurationFile?, in folder: String) -> [Fault] {
        var problems: [Fault] = []
        var file: JSONObject?
        do throws(Fault) {
            file = try settings(in: folder)
        } catch {
            problems.append(error.inFile(FilePath.join(folder, fileName)))
        }
        if let configuration {
            let counted = file == nil ? taken : taken.subtracting(dropped)
            let found = faults(of: parts, in: configuration.object) + faults(in: configuration.object.keeping(counted))
            problems += found.map { $0.inFile(configuration.path) }
        }
        if let file {
            let isCopy = file[copied].map { !$0.isFalse } ?? false
            let found = isCopy ? faults(in: file.keeping(taken)) : refusals(in: file) + faults(in: file)
            problems += found.map { $0.inFile(FilePath.join(folder, fileName)) }
        }
        return problems
    }

    /// What is in the file; nil: the library goes on without it, as it is missing or not JSON.
    private func settings(in folder: String) throws(Fault) -> JSONObject? {
        let path = FilePath.join(folder, fileName)
        guard PathKind(of: path) == .file else { return nil }
        let file = try InputFile(path: path)
        guard file.byteCount <= SchemaLimits.configurationBytes else {
            throw Fault(
                .configuration, reason: "has \(file.byteCount) bytes, which is too large for settings",
                remedy: "at most \(SchemaLimits.configurationBytes) bytes are read")
        }
        let value: JSONValue
        do throws(Fault) {
            value = try JSONParser.parse(try file.bytes(at: 0, count: Int(file.byteCount)), as: .python)
        } catch {
            guard error.code == .jsonSyntax || error.code == .jsonEncoding else { throw error }
            return nil
        }
        guard let object = value.object else {
            throw Fault(
                .configuration, offset: 0, reason: "is \(value.typeName), not an object, which \(library) refuses",
                remedy: "move the file out of the folder")
        }
        if let odd = object.firstHugeInteger { throw .hugeInteger(odd, library, object.offset(of: odd)) }
        return object
    }

    private func refusals(in object: JSONObject) -> [Fault] {
        refused.filter { object[$0] != nil }.map { name in
            .configuration(
                name, "is set, and \(library) refuses settings that have it", offset: object.offset(of: name),
                remedy: "remove the field")
        }
    }

    private func faults(of fields: [StrictField], in object: JSONObject) -> [Fault] {
        var faults: [Fault] = []
        for field in fields {
            do throws(Fault) {
                try field.check(object)
            } catch {
                faults.append(error)
            }
        }
        return faults
    }

    private func faults(in object: JSONObject) -> [Fault] {
        let faults = faults(of: fields, in: object)
        // Objects that are read member by member are gone when the names of types are shortened.
        let others = Set(object.members.map(\.name)).subtracting(fields.filter(\.isRead).map(\.name))
        guard let odd = typeNames.problem(in: object.keeping(others))?.fault,
            !faults.contains(where: { $0.subject == odd.subject })
        else { return faults }
        return faults + [odd]
    }
}

extension JSONObject {
    /// The same object with only these members.
    fileprivate func keeping(_ names: Set<String>) -> JSONObject {
        var kept = JSONObject()
        // No name can be there twice.
        for member in members where names.contains(member.name) {
            _ = kept.append(member.name, member.value, offset: member.offset)
        }
        return kept
    }
}
