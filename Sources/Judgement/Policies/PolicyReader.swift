internal import ByteIO
internal import Verification

/// Reads the entries of a policy from a YAML text, and refuses whatever it does not know.
struct PolicyReader {
    private static let keys = ["version", "entries"]
    private static let entryKeys = ["rule", "action", "models", "parameters", "reason", "expires"]

    private let text: YAMLText

    static func entries(_ text: YAMLText) throws(Fault) -> [Policy.Entry] {
        let reader = PolicyReader(text: text)
        let root = try YAMLReader.read(text)
        let members = try reader.members(
            root, "the policy", keys: keys, remedy: "start it with 'version: \(Policy.version)'")
        let version = try reader.required(
            "version", of: members, in: root, remedy: "write 'version: \(Policy.version)' at the top")
        try reader.checkVersion(version)
        let list = try reader.required(
            "entries", of: members, in: root, remedy: "write 'entries: []' for a policy without any")
        guard case .sequence(let elements) = list.content else {
            throw reader.wrongType("entries", "a list", list, remedy: "begin each entry with '- rule:'")
        }
        var entries: [Policy.Entry] = []
        for element in elements { entries.append(try reader.entry(element)) }
        return entries
    }

    private func checkVersion(_ node: YAMLNode) throws(Fault) {
        guard node.isNumeric, let text = node.scalar else {
            throw wrongType("version", "a number", node, remedy: "write 'version: \(Policy.version)'")
        }
        guard text == String(Policy.version) else { throw .policyVersion(text, place: place(node)) }
    }

    private func entry(_ node: YAMLNode) throws(Fault) -> Policy.Entry {
        let members = try members(node, "an entry", keys: Self.entryKeys, remedy: "begin it with 'rule:'")
        let rule = try required(
            "rule", of: members, in: node, remedy: "write 'rule: BC101', with a rule's number or name")
        let action = try required(
            "action", of: members, in: node, remedy: "write 'action: allow', 'action: warn' or 'action: deny'")
        let reason = try required("reason", of: members, in: node, remedy: "explain the entry, as 'reason: \"…\"'")
        return Policy.Entry(
            rule: try self.rule(rule), action: try self.action(action),
            models: try members["models"].map { node throws(Fault) in try scope(node) },
            parameters: try members["parameters"].map { node throws(Fault) in try globs(node) },
            reason: try self.reason(reason),
            expires: try members["expires"].map { node throws(Fault) in try day(node) }, line: text.line(node.offset))
    }
}

extension PolicyReader {
    private func rule(_ node: YAMLNode) throws(Fault) -> Rule {
        let name = try string("rule", node, remedy: "write a rule's number or name, such as BC101")
        guard let rule = Rule(name) else { throw .policyRule(name, place: place(node)) }
        return rule
    }

    private func action(_ node: YAMLNode) throws(Fault) -> Policy.Action {
        let name = try string("action", node, remedy: "write allow, warn or deny")
        guard let action = Policy.Action(rawValue: name) else { throw .policyAction(name, place: place(node)) }
        return action
    }

    private func scope(_ node: YAMLNode) throws(Fault) -> ModelScope {
        ModelScope(
            try patterns(
                "models", node, remedy: "write paths as [\"models/*\"], or leave 'models' out to match all"
            ) { text throws(Fault) in try PathGlob(text) })
    }

    private func globs(_ node: YAMLNode) throws(Fault) -> [Glob] {
        try patterns(
            "parameters", node, remedy: "write patterns as [\"bert.pooler.*\"], or leave 'parameters' out to match all"
        ) { text throws(Fault) in try Glob(text) }
    }

    /// A list of patterns with at least one element.
    private func patterns<Pattern>(
        _ key: String, _ node: YAMLNode, remedy: String, _ parse: (String) throws(Fault) -> Pattern
    ) throws(Fault) -> [Pattern] {
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            throw wrongType(key, "a list with a pattern", node, remedy: remedy)
        }
        var patterns: [Pattern] = []
        for element in elements {
            let text = try string(key, element, remedy: "put each pattern in quotes")
            do {
                patterns.append(try parse(text))
            } catch {
                throw Fault(error.code, reason: "\(place(element)): \(error.reason)", remedy: error.remedy)
            }
        }
        return patterns
    }

    /// The reason with single spaces, so that it is always shown on one line.
    private func reason(_ node: YAMLNode) throws(Fault) -> String {
        if node.isNull { throw .policyReason("the reason is empty", place: place(node)) }
        let text = try string("reason", node, remedy: "put the text in quotes")
        let words = text.split { $0.isWhitespace }
        guard !words.isEmpty else { throw .policyReason("the reason is empty", place: place(node)) }
        let reason = words.joined(separator: " ")
        guard words.first != "TODO", words.first != "TODO:" else {
            throw .policyReason("the reason still says TODO", place: place(node))
        }
        return reason
    }

    private func day(_ node: YAMLNode) throws(Fault) -> CalendarDay {
        guard let text = node.scalar, !node.isNull else {
            throw wrongType("expires", "a day", node, remedy: "write it like 2027-03-01, or leave 'expires' out")
        }
        guard let day = CalendarDay(text) else { throw .policyDate(text, place: place(node)) }
        return day
    }
}

extension PolicyReader {
    private func members(
        _ node: YAMLNode, _ what: String, keys: [String], remedy: String
    ) throws(Fault) -> [String: YAMLNode] {
        guard case .mapping(let members) = node.content else {
            throw wrongType(what, "a mapping", node, remedy: remedy, isKey: false)
        }
        var values: [String: YAMLNode] = [:]
        for member in members {
            guard keys.contains(member.key) else {
                throw .unknownKey(member.key, place: text.place(member.keyOffset), known: keys)
            }
            values[member.key] = member.value
        }
        return values
    }

    private func required(
        _ key: String, of members: [String: YAMLNode], in node: YAMLNode, remedy: String
    ) throws(Fault) -> YAMLNode {
        guard let value = members[key] else { throw .missingKey(key, place: place(node), remedy: remedy) }
        return value
    }

    private func string(_ key: String, _ node: YAMLNode, remedy: String) throws(Fault) -> String {
        guard let text = node.text else { throw wrongType(key, "a text", node, remedy: remedy) }
        return text
    }

    private func wrongType(
        _ name: String, _ expected: String, _ node: YAMLNode, remedy: String, isKey: Bool = true
    ) -> Fault {
        .policyType(
            isKey ? "'\(name)'" : name, expected: expected, found: node, place: place(node), remedy: remedy)
    }

    private func place(_ node: YAMLNode) -> String { text.place(node.offset) }
}
