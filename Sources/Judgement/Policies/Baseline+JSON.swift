package import ByteIO
internal import JSONText
internal import Verification

extension Baseline {
    /// Writes the file, whole or not at all; one of that name is replaced.
    ///
    /// - Parameter tool: the version of the program.
    /// - Throws: ``Fault`` `file.…`.
    package func write(tool version: String) throws(Fault) {
        var file = try AtomicText.create(at: path, replacing: true)
        try file.append(text(tool: version))
        try file.commit()
    }

    /// The file's content: the same for the same findings.
    package func text(tool version: String) -> String {
        let findings = entries.map { entry in
            JSONValue.object(
                JSONObject([
                    ("rule", .string(entry.rule.number)), ("subject", .string(entry.subject)),
                    ("file", entry.file.map { .string($0) } ?? .null),
                    ("severity", .string(entry.severity.rawValue)), ("message", .string(entry.message)),
                ]))
        }
        let root: JSONValue = [
            "schemaVersion": .integer(Self.version),
            "tool": ["name": "bertconv", "version": .string(version)],
            "findings": .array(findings),
        ]
        return JSONWriter.pretty(root).escapingInvisible + "\n"
    }

    static func entries(_ bytes: [UInt8]) throws(Fault) -> [Entry] {
        let root = try JSONParser.parse(bytes, maximumDepth: 8)
        guard let object = root.object else { throw .baseline("a baseline is an object, this is \(root.typeName)") }
        try check(object, names: ["schemaVersion", "tool", "findings"], optional: ["$schema"])
        guard object["schemaVersion"] == .integer(version) else {
            throw .baseline(
                "this program reads baselines of schemaVersion \(version)", offset: object.offset(of: "schemaVersion"))
        }
        guard let findings = object["findings"]?.array else {
            throw .baseline("'findings' is no array", offset: object.offset(of: "findings"))
        }
        var entries: [Entry] = []
        for (index, finding) in findings.enumerated() {
            do {
                entries.append(try entry(finding))
            } catch {
                throw error.about("finding \(index + 1)")
            }
        }
        return entries
    }

    private static func entry(_ value: JSONValue) throws(Fault) -> Entry {
        guard let object = value.object else { throw .baseline("a finding is an object, this is \(value.typeName)") }
        try check(object, names: ["rule", "subject", "file", "severity", "message"], optional: [])
        let name = try string("rule", of: object)
        guard let rule = Rule(name) else {
            throw .baseline("there is no rule '\(name)'", offset: object.offset(of: "rule"))
        }
        guard let severity = Severity(rawValue: try string("severity", of: object)) else {
            throw .baseline("'severity' is note, warning or error", offset: object.offset(of: "severity"))
        }
        return Entry(
            rule: rule, subject: try string("subject", of: object),
            file: object["file"] == .null ? nil : try string("file", of: object), severity: severity,
            message: try string("message", of: object))
    }

    private static func check(_ object: JSONObject, names: [String], optional: [String]) throws(Fault) {
        for member in object.members where !names.contains(member.name) && !optional.contains(member.name) {
            throw .baseline("unknown member '\(member.name)'", offset: member.offset)
        }
        for name in names where object[name] == nil { throw .baseline("'\(name)' is missing") }
    }

    private static func string(_ name: String, of object: JSONObject) throws(Fault) -> String {
        guard let text = object[name]?.string else {
            throw .wrongType(name, expected: "a string", found: object[name], at: object.offset(of: name))
        }
        return text
    }
}
