package import ByteIO
internal import JSONText
internal import Verification

extension Baseline {
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
            try self.init(bytes, path: path)
        } catch {
            throw error.withLine(in: bytes).inFile(path)
        }
    }

    /// Writes the file, completely or not at all.
    ///
    /// An existing file is replaced.
    ///
    /// - Parameter tool: the version of the program.
    /// - Throws: ``Fault`` `file.…`, `policy.size`.
    package func write(tool version: String) throws(Fault) {
        let text = try text(tool: version)
        var file = try AtomicText.create(at: path, replacing: true)
        try file.append(text)
        try file.commit()
    }

    /// The content of the file, which is the same for the same findings.
    ///
    /// - Throws: ``Fault`` `policy.size` if it is more than is read.
    package func text(tool version: String) throws(Fault) -> String {
        let findings = entries.sorted { $0.comesBefore($1) }.map(\.json)
        let root: JSONValue = [
            "schemaVersion": .integer(Self.version),
            "tool": ["name": "bertconv", "version": .string(version)],
            "findings": .array(findings),
        ]
        let text = JSONWriter.pretty(root).escapingInvisible + "\n"
        guard text.utf8.count <= PolicyLimits.baselineBytes else {
            throw .tooLargeToRead(path, byteCount: text.utf8.count, limit: PolicyLimits.baselineBytes)
        }
        return text
    }
}

extension Baseline.Entry {
    /// The member `model` is left out of an entry for any model.
    fileprivate var json: JSONValue {
        var object = JSONObject([("rule", .string(rule.number))])
        if let model { _ = object.append("model", .string(model)) }
        for (name, value) in [
            ("subject", JSONValue.string(subject)), ("file", .text(file)), ("severity", .string(severity.rawValue)),
            ("message", .string(message)),
        ] {
            _ = object.append(name, value)
        }
        return .object(object)
    }
}

extension Fault {
    /// The same fault with line and column in its reason, in place of the byte.
    fileprivate func withLine(in bytes: [UInt8]) -> Fault {
        guard let offset, let end = Int(exactly: offset), end <= bytes.count else { return self }
        let before = bytes[..<end]
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
        return Fault(
            code, file: file, subject: subject, reason: "line \(line), column \(column): \(reason)", remedy: remedy,
            causes: causes)
    }
}

extension Baseline {
    private init(_ bytes: [UInt8], path: String) throws(Fault) {
        let root = try JSONParser.parse(bytes, maximumDepth: 8)
        guard let object = root.object else {
            throw .baseline("a baseline must be an object, this is \(root.typeName)")
        }
        try Self.check(object, names: ["schemaVersion", "tool", "findings"], optional: ["$schema"])
        let isOld = object["schemaVersion"] == .integer(1)
        guard isOld || object["schemaVersion"] == .integer(Self.version) else {
            throw .baseline(
                "this program reads baselines of schemaVersion 1 and \(Self.version)",
                offset: object.offset(of: "schemaVersion"))
        }
        guard let findings = object["findings"]?.array else {
            throw .baseline("'findings' is not an array", offset: object.offset(of: "findings"))
        }
        var entries: [Entry] = []
        for (index, finding) in findings.enumerated() {
            do {
                entries.append(try Self.entry(finding, optional: isOld ? [] : ["model"]))
            } catch {
                throw error.about("finding \(index + 1)")
            }
        }
        self.init(path: path, entries: entries, usesCanonicalNames: !isOld)
    }

    private static func entry(_ value: JSONValue, optional: [String]) throws(Fault) -> Entry {
        guard let object = value.object else {
            throw .baseline("a finding must be an object, this is \(value.typeName)")
        }
        try check(object, names: ["rule", "subject", "file", "severity", "message"], optional: optional)
        let name = try string("rule", of: object)
        guard let rule = Rule(name) else {
            throw .baseline("there is no rule '\(name)'", offset: object.offset(of: "rule"))
        }
        guard let severity = Severity(rawValue: try string("severity", of: object)) else {
            throw .baseline("'severity' must be note, warning or error", offset: object.offset(of: "severity"))
        }
        return Entry(
            rule: rule, model: object["model"] == nil ? nil : try string("model", of: object),
            subject: try string("subject", of: object),
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
