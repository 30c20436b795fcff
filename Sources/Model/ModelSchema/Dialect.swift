internal import ByteIO

/// How one producer names the parameters and which way round it stores them.
///
/// A name is matched whole, from its first byte to its last, by a table look-up: it fits one rule or none.
/// The same tables give the name back, so a dialect works both ways.
package struct Dialect: Sendable {
    /// For example, `huggingface-pytorch`.
    package let name: String
    /// For example, `Hugging Face PyTorch`.
    package let title: String
    /// Whether a file may hold the same parameter several times, as Keras does with tied embeddings.
    package let storesCopies: Bool
    /// Whether the producer ties what can be tied whatever the configuration says.
    package let alwaysTies: Bool
    /// Whether the backbone's names lose their prefix in the bare class.
    package let omitsBackbonePrefix: Bool

    /// How a file of this dialect is arranged, where its format has groups.
    package internal(set) var arrangement = Arrangement.none
    /// What stands between the parts of a name.
    package let separator: Character

    /// How many leading path components each scope drops; `*/*/` drops two.
    private let scopes: [Int]
    /// What training programs put before every name, once or several times: `module.`.
    private var prefixes: [String]
    /// What they put before any part of a name: `_fsdp_wrapped_module.`.
    private let insertions: [String]
    private var rules: [String: Rule] = [:]
    /// Parts of a name that are tried as the beginning of another's.
    private static let maximumNesting = 8
    private var names: [String: String] = [:]
    private var buffers: [String: String] = [:]

    /// What a name means.
    private struct Rule: Sendable {
        let template: String
        let isPerLayer: Bool
        let isTransposed: Bool
        let isLegacy: Bool
        let isBare: Bool
    }

    /// What a tensor's name says about it.
    package struct Match: Sendable, Equatable {
        package let parameter: ParameterPath
        /// Whether the dialect stores the matrix as [in, out], PyTorch's being [out, in].
        package let isTransposed: Bool
        /// Whether the name is one that newer versions of the producer no longer write.
        package let isLegacy: Bool
        /// Whether the name lacks the backbone's prefix.
        package let isBare: Bool
        /// What a training program put into the name and the library does not know: `module.`; mostly empty.
        package let wrapping: String
        /// How many parts of the path stand before the name itself: 2 in Keras' files, a group and a model.
        package let level: Int
    }

    init(
        name: String, title: String, storesCopies: Bool, alwaysTies: Bool, omitsBackbonePrefix: Bool,
        separator: Character,
        scopes: [String], prefixes: [String], insertions: [String]
    ) {
        self.name = name
        self.title = title
        self.storesCopies = storesCopies
        self.alwaysTies = alwaysTies
        self.omitsBackbonePrefix = omitsBackbonePrefix
        self.separator = separator
        self.prefixes = prefixes
        self.insertions = insertions
        self.scopes = scopes.map { scope in scope.count { $0 == "*" } }
    }
}

extension Dialect {
    /// Teaches the dialect one parameter.
    ///
    /// - Parameters:
    ///   - spelling: the name it writes.
    ///   - legacy: further names it reads.
    /// - Throws: ``Fault`` `model.schema` when a name already means something.
    mutating func add(
        _ parameter: ParameterTemplate, spelling: String, legacy: [String], isTransposed: Bool, backbonePrefix: String
    ) throws(Fault) {
        guard names.updateValue(spelling, forKey: parameter.path) == nil else {
            throw .schema("dialect \(name) spells '\(parameter.path)' twice")
        }
        for (index, text) in ([spelling] + legacy).enumerated() {
            let bare = omitsBackbonePrefix && text.hasPrefix(backbonePrefix)
            for (isBare, key) in [(false, text)] + (bare ? [(true, String(text.dropFirst(backbonePrefix.count)))] : [])
            {
                let rule = Rule(
                    template: parameter.path, isPerLayer: parameter.isPerLayer, isTransposed: isTransposed,
                    isLegacy: index > 0, isBare: isBare)
                guard rules.updateValue(rule, forKey: key) == nil else {
                    throw .schema("dialect \(name) gives '\(key)' two meanings")
                }
            }
        }
    }

    /// Teaches the dialect the name of a buffer, which is its path, with and without the backbone's prefix.
    mutating func add(_ buffer: BufferTemplate, backbonePrefix: String) {
        buffers[buffer.path] = buffer.path
        if buffer.path.hasPrefix(backbonePrefix) {
            buffers[String(buffer.path.dropFirst(backbonePrefix.count))] = buffer.path
        }
    }

    /// What `tensorName` means in this dialect; nil when no rule fits the whole of it.
    package func match(_ tensorName: String) -> Match? {
        unwrapping(tensorName) { name, wrapping in plainMatch(name, wrapping: wrapping) }
    }

    /// The buffer that `tensorName` names, as its path in the schema.
    package func buffer(_ tensorName: String) -> String? {
        unwrapping(tensorName) { name, _ in buffers[name] }
    }

    /// The first result for the name itself, or for what is left of it without a training program's additions.
    private func unwrapping<Result>(_ name: String, _ body: (String, String) -> Result?) -> Result? {
        if let result = body(name, "") { return result }
        // Every step is a copy of the name: one of nothing but prefixes would take its length squared.
        guard name.utf8.count <= SchemaLimits.nameBytes else { return nil }
        var rest = name
        var wrapping = ""
        while true {
            let (plain, within) = withoutInsertions(rest)
            if !(wrapping + within).isEmpty, let result = body(plain, wrapping + within) { return result }
            guard let piece = (insertions + prefixes).first(where: rest.hasPrefix) else { return nil }
            rest.removeFirst(piece.count)
            wrapping += piece
        }
    }

    /// The name without what may stand before any part of it, and that.
    private func withoutInsertions(_ name: String) -> (plain: String, insertions: String) {
        var rest = name
        var found = ""
        for insertion in insertions {
            while let range = rest.firstRange(of: insertion) {
                guard range.lowerBound == rest.startIndex || rest[..<range.lowerBound].hasSuffix(".") else { break }
                rest.removeSubrange(range)
                found += insertion
            }
        }
        return (rest, found)
    }

    /// The same dialect, which also knows `prefix` as something that stands before every name.
    package func ignoring(prefix: String) -> Dialect {
        var dialect = self
        if !prefixes.contains(prefix) { dialect.prefixes.append(prefix) }
        return dialect
    }

    /// The shortest beginning of a name, up to a separator, whose rest names a parameter.
    func hidden(in name: String) -> (prefix: String, parameter: ParameterPath)? {
        var rest = name[...]
        for _ in 0..<Self.maximumNesting {
            guard let place = rest.firstIndex(of: separator) else { return nil }
            rest = rest[rest.index(after: place)...]
            if let match = plainMatch(String(rest), wrapping: "") {
                return (String(name[..<rest.startIndex]), match.parameter)
            }
        }
        return nil
    }

    private func plainMatch(_ name: String, wrapping: String) -> Match? {
        for scope in scopes {
            guard let tail = Self.dropping(scope, from: name) else { continue }
            for reading in ParameterPath.readings(of: tail) {
                guard let rule = rules[reading.template], rule.isPerLayer == (reading.layer != nil) else { continue }
                return Match(
                    parameter: ParameterPath(template: rule.template, layer: reading.layer),
                    isTransposed: rule.isTransposed, isLegacy: rule.isLegacy, isBare: rule.isBare, wrapping: wrapping,
                    level: scope)
            }
        }
        return nil
    }

    /// The name that this dialect writes for a parameter; nil when it cannot hold it.
    ///
    /// - Parameter isBare: whether the class is the backbone itself.
    package func name(of parameter: ParameterPath, isBare: Bool, backbonePrefix: String) -> String? {
        guard let spelling = names[parameter.template] else { return nil }
        let full = parameter.layer.map { ParameterPath.fill(spelling, layer: $0) } ?? spelling
        let omits = isBare && omitsBackbonePrefix && full.hasPrefix(backbonePrefix)
        return omits ? String(full.dropFirst(backbonePrefix.count)) : full
    }

    /// Every name the dialect reads, for the tests of the schema.
    package var spellings: [String] { rules.keys.sorted() }

    private static func dropping(_ count: Int, from name: String) -> String? {
        var rest = name[...]
        for _ in 0..<count {
            guard let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) else { return nil }
            rest = rest[rest.utf8.index(after: slash)...]
        }
        return String(rest)
    }
}
