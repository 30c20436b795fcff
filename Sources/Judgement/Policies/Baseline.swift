package import ByteIO
internal import JSONText
package import Verification

/// The findings that a model had when the baseline was written, so that only new ones count.
///
/// A finding is known if its rule, subject and file within the model are the same and it is no more severe than then.
/// Its message may differ.
package struct Baseline: Sendable {
    package struct Entry: Sendable, Equatable {
        package let rule: Rule
        package let subject: String
        /// Relative to the model's folder.
        package let file: String?
        /// The severity after the policy.
        package let severity: Severity
        /// For people; it is not compared.
        package let message: String
    }

    /// The version of the file format.
    package static let version = 1

    /// The path as the user gave it.
    package let path: String
    /// The entries, sorted by rule, file and subject.
    package let entries: [Entry]

    /// Reads a baseline.
    ///
    /// - Throws: ``Fault`` `file.…`, `json.…`, `policy.size`, `policy.baseline`.
    package init(path: String) throws(Fault) {
        let file = try InputFile(path: path)
        guard file.byteCount <= UInt64(PolicyLimits.baselineBytes) else {
            throw .tooLarge(path, byteCount: file.byteCount, limit: PolicyLimits.baselineBytes)
        }
        let bytes = try file.bytes(at: 0, count: Int(file.byteCount))
        do {
            self.init(path: path, entries: try Self.entries(bytes))
        } catch {
            throw error.inFile(path)
        }
    }

    /// The findings that nobody accepts, or only the baseline that this one replaces.
    package init(_ findings: [JudgedFinding], of model: String, replacing old: Baseline?, path: String) {
        let kept = findings.filter { judged in
            judged.acceptance.map { $0.source == old?.path } ?? true
        }
        self.init(
            path: path,
            entries: kept.map { judged in
                Entry(
                    rule: judged.finding.rule, subject: judged.finding.subject,
                    file: judged.finding.file.map { Self.relative($0, to: model) }, severity: judged.severity,
                    message: judged.finding.message)
            })
    }

    private init(path: String, entries: [Entry]) {
        self.path = path
        self.entries = entries.sorted { $0.comesBefore($1) }
    }

    /// The path of a file relative to a model, which is a folder or a file.
    static func relative(_ file: String, to model: String) -> String {
        var folder = model
        while folder.utf8.count > 1, folder.utf8.last == UInt8(ascii: "/") { folder.removeLast() }
        let start = folder == "/" ? folder : folder + "/"
        guard file.utf8.starts(with: start.utf8) else { return FilePath.name(of: file) }
        return String(decoding: file.utf8.dropFirst(start.utf8.count), as: UTF8.self)
    }
}

extension Baseline.Entry {
    /// Compares by bytes, so that the order is the same on every machine.
    fileprivate func comesBefore(_ other: Self) -> Bool {
        let parts = [rule.number, file ?? "", subject, severity.rawValue, message]
        let others = [other.rule.number, other.file ?? "", other.subject, other.severity.rawValue, other.message]
        for (part, other) in zip(parts, others) where !part.utf8.elementsEqual(other.utf8) {
            return part.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return false
    }
}

extension Baseline {
    /// Writes the file, completely or not at all.
    ///
    /// An existing file is replaced.
    ///
    /// - Parameter tool: the version of the program.
    /// - Throws: ``Fault`` `file.…`.
    package func write(tool version: String) throws(Fault) {
        var file = try AtomicText.create(at: path, replacing: true)
        try file.append(text(tool: version))
        try file.commit()
    }

    /// The content of the file, which is the same for the same findings.
    package func text(tool version: String) -> String {
        let findings = entries.map { entry in
            JSONValue.object(
                JSONObject([
                    ("rule", .string(entry.rule.number)), ("subject", .string(entry.subject)),
                    ("file", .text(entry.file)),
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
        guard let object = root.object else {
            throw .baseline("a baseline must be an object, this is \(root.typeName)")
        }
        try check(object, names: ["schemaVersion", "tool", "findings"], optional: ["$schema"])
        guard object["schemaVersion"] == .integer(version) else {
            throw .baseline(
                "this program reads baselines of schemaVersion \(version)", offset: object.offset(of: "schemaVersion"))
        }
        guard let findings = object["findings"]?.array else {
            throw .baseline("'findings' is not an array", offset: object.offset(of: "findings"))
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
        guard let object = value.object else {
            throw .baseline("a finding must be an object, this is \(value.typeName)")
        }
        try check(object, names: ["rule", "subject", "file", "severity", "message"], optional: [])
        let name = try string("rule", of: object)
        guard let rule = Rule(name) else {
            throw .baseline("there is no rule '\(name)'", offset: object.offset(of: "rule"))
        }
        guard let severity = Severity(rawValue: try string("severity", of: object)) else {
            throw .baseline("'severity' must be note, warning or error", offset: object.offset(of: "severity"))
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
