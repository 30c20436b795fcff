internal import ByteIO
internal import Tensors

/// How one producer names the parameters, and in which orientation it stores them.
///
/// A name is matched as a whole, from its first byte to its last, by a table look-up: it fits one rule or none. The same
/// tables are used to write names.
package struct Dialect: Sendable {
    /// The name in schemas and reports: `huggingface-pytorch`.
    package let name: String
    /// The name in a sentence: `Hugging Face PyTorch`.
    package let title: String
    /// Whether a file may hold the same parameter several times, as Keras does with tied embeddings.
    package let storesCopies: Bool
    /// Whether the producer ties all parameters that can be tied, whatever the configuration has.
    package let alwaysTies: Bool
    /// Whether the backbone's names lose their prefix in the bare class.
    package let omitsBackbonePrefix: Bool
    /// Whether it stores the matrices of attention with a dimension for the heads: [in, heads, size of a head].
    package internal(set) var splitsHeads = false

    /// A module that the producer's program builds and never computes with, so that nothing trains it.
    package struct Unused: Sendable {
        /// The producer's name of it.
        package let spelling: String
        /// The path of the module whose place it seems to have.
        package let replacement: String
    }
    package internal(set) var unused: [Unused] = []

    /// Components that the producer's program builds for every class: that a file has them tells nothing of its class.
    package internal(set) var alwaysBuilt: Set<String> = []

    /// What names end in that the producer's program saves under other names than it loads, and what that is.
    package internal(set) var endings: [(text: String, title: String)] = []

    /// A field of config.json that no tensor tells, and its value in the models of this producer.
    package struct Assumption: Sendable {
        package enum Value: Sendable {
            case text(String)
            case computed(ShapeExpression)
        }
        package let field: String
        package let value: Value
    }
    /// With these, and with what the tensors tell, a config.json can be made; nil: that would not be enough.
    package internal(set) var assumptions: [Assumption]?

    /// The groups of a file of this dialect, if its format has groups.
    package internal(set) var arrangement = Arrangement.none
    /// The character between the parts of a name.
    package let separator: Character

    /// How many leading parts of a name each scope drops; `*/*/` drops two.
    private let scopes: [Int]
    /// The prefixes that training programs put before every name, once or several times: `module.`.
    private let prefixes: [String]
    /// The prefixes that the user gives, the longest first.
    package private(set) var strippedPrefixes: [String] = []
    /// What the backbone's names begin with: `bert/`; nil: the dialect also writes them without it.
    private var backbone: String?
    /// The pieces that they put before any part of a name: `_fsdp_wrapped_module.`.
    private let insertions: [String]
    private var table = NameTable()
    /// The most parts that an unknown prefix of a name may have.
    private static let maximumNesting = 8
    /// The renamings of the library, which then knows a name that the producer writes.
    var renames: [KeyRenaming] = []
    /// The name that is written for a template's parameters, and how they are stored.
    private var written: [String: (spelling: String, orientation: Orientation)] = [:]
    /// The fewest parts of a name that is too long to end another name by chance.
    private static let anchorParts = 3
    private var buffers: [String: String] = [:]

    init(
        name: String, title: String, storesCopies: Bool, alwaysTies: Bool, omitsBackbonePrefix: Bool,
        separator: Character, scopes: [String], prefixes: [String], insertions: [String]
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
    /// Adds a parameter.
    ///
    /// - Parameters:
    ///   - spelling: the name that the dialect writes.
    ///   - legacy: further names that it reads.
    /// - Throws: ``Fault`` `model.schema` when a name already has a meaning.
    mutating func add(
        _ parameter: ParameterTemplate, spelling: String, legacy: [String], _ orientation: Orientation,
        backbonePrefix: String
    ) throws(Fault) {
        // Of a parameter whose kind depends on the configuration, the first spelling is written and all are read.
        if written[parameter.path] == nil { written[parameter.path] = (spelling, orientation) }
        if !omitsBackbonePrefix, backbone == nil {
            let spelledPrefix = String(backbonePrefix.dropLast()) + String(separator)
            if spelling.hasPrefix(spelledPrefix) { backbone = spelledPrefix }
        }
        try read(spelling, as: parameter.path, orientation, isLegacy: false, backbonePrefix)
        for text in legacy { try read(text, as: parameter.path, orientation, isLegacy: true, backbonePrefix) }
    }

    /// Adds a name that is read, and the name without the backbone's prefix if the dialect omits it.
    private mutating func read(
        _ text: String, as template: String, _ orientation: Orientation, isLegacy: Bool, _ backbonePrefix: String
    ) throws(Fault) {
        try read(text, as: template, orientation, isLegacy: isLegacy, isBare: false)
        guard omitsBackbonePrefix, text.hasPrefix(backbonePrefix) else { return }
        let bare = String(text.dropFirst(backbonePrefix.count))
        try read(bare, as: template, orientation, isLegacy: isLegacy, isBare: true)
    }

    private mutating func read(
        _ text: String, as template: String, _ orientation: Orientation, isLegacy: Bool, isBare: Bool
    ) throws(Fault) {
        let rule = NameTable.Rule(
            template: template, spelling: text, orientation: orientation, isLegacy: isLegacy, isBare: isBare)
        guard let other = table.add(rule), other.template != template || other.orientation != orientation else {
            return
        }
        throw Fault.schema("dialect \(name) gives '\(text)' two meanings").about("dialect")
    }

    /// Makes room for the names of so many parameters.
    mutating func reserve(_ count: Int) {
        table.reserve(2 * count)
        written.reserveCapacity(count)
    }

    /// Adds a buffer, whose name is its path, with and without the backbone's prefix.
    mutating func add(_ buffer: BufferTemplate, backbonePrefix: String) {
        buffers[buffer.path] = buffer.path
        if buffer.path.hasPrefix(backbonePrefix) {
            buffers[String(buffer.path.dropFirst(backbonePrefix.count))] = buffer.path
        }
    }

    /// What `tensorName` means in this dialect; nil: no rule fits the whole name.
    package func match(_ tensorName: String) -> Match? {
        // Most names are whole, and the closure would copy the dialect for each of them.
        if let match = plainMatch(tensorName, wrapping: "") { return match }
        guard takesAdditions else { return nil }
        return unwrapping(tensorName) { name, wrapping in
            wrapping.isEmpty
                ? nil : plainMatch(name, wrapping: wrapping) ?? backboneMatch(name, wrapping: wrapping)
        }
    }

    /// What each of these tensors means, in their order.
    func matches(_ entries: [TensorEntry]) -> [Match?] {
        var matches: [Match?] = []
        matches.reserveCapacity(entries.count)
        for entry in entries { matches.append(match(entry.name)) }
        return matches
    }

    /// The schema's path of the buffer that `tensorName` names; nil: it names none.
    package func buffer(_ tensorName: String) -> String? {
        unwrapping(tensorName) { name, _ in buffers[name] }
    }

    /// The unused module that `tensorName` belongs to; nil: it belongs to none.
    package func unused(_ tensorName: String) -> Unused? {
        guard !unused.isEmpty else { return nil }
        let tails = scopes.compactMap { Self.dropping($0, from: tensorName) }
        return unused.first { module in tails.contains { $0.hasPrefix(module.spelling + String(separator)) } }
    }

    /// Whether anything is taken out of a name before it is looked up.
    private var takesAdditions: Bool {
        !(strippedPrefixes.isEmpty && insertions.isEmpty && prefixes.isEmpty && endings.isEmpty)
    }

    /// The end of a name that the producer's program does not load it with; nil: it has none.
    package func ending(of name: String) -> (text: String, title: String)? {
        endings.first { name.hasSuffix($0.text) }
    }

    /// The first result for the name itself, or for the name without a training program's additions.
    private func unwrapping<Result>(_ name: String, _ body: (String, String) -> Result?) -> Result? {
        if let result = body(name, "") { return result }
        // Each step copies the name, so a name of nothing but prefixes would take time with the square of its length.
        guard name.utf8.count <= SchemaLimits.nameBytes else { return nil }
        let ending = ending(of: name)?.text ?? ""
        var rest = String(name.dropLast(ending.count))
        var wrapping = ""
        while true {
            let (plain, within) = withoutInsertions(rest)
            let additions = wrapping + within + ending
            if !additions.isEmpty, let result = body(plain, additions) { return result }
            let pieces = [strippedPrefixes, insertions, prefixes].lazy.joined()
            guard let piece = pieces.first(where: rest.hasPrefix) else { return nil }
            rest.removeFirst(piece.count)
            wrapping += piece
        }
    }

    /// The name without the insertions, and the insertions that were in it.
    private func withoutInsertions(_ name: String) -> (plain: String, insertions: String) {
        var rest = name
        var found = ""
        for insertion in insertions where rest.hasBytes(of: insertion) {
            while let range = rest.firstRange(of: insertion) {
                guard range.lowerBound == rest.startIndex || rest[..<range.lowerBound].hasSuffix(".") else { break }
                rest.removeSubrange(range)
                found += insertion
            }
        }
        return (rest, found)
    }

    /// The same dialect, which removes any of the prefixes from the beginning of names.
    package func ignoring(prefixes: [String]) -> Dialect {
        var dialect = self
        dialect.strippedPrefixes = prefixes.sorted { $0.utf8.count > $1.utf8.count }
        return dialect
    }

    /// Names of parameters outside of layers that are too long to end another name by chance.
    var anchors: [String] {
        let mark = separator.asciiValue
        return table.spellings.filter { text in
            !text.utf8.contains(UInt8(ascii: "{")) && text.utf8.count { $0 == mark } + 1 >= Self.anchorParts
        }
    }

    /// What stands before the name of a parameter that belongs to no layer, where that does not end at a separator:
    /// `student_` of `student_bert.embeddings.word_embeddings.weight`.
    ///
    /// - Parameter anchors: those of the dialect.
    func unseparatedBeginnings(of name: String, _ anchors: [String]) -> [String] {
        guard name.utf8.count <= SchemaLimits.nameBytes else { return [] }
        return anchors.compactMap { anchor in
            guard name.utf8.count > anchor.utf8.count, name.hasSuffix(anchor) else { return nil }
            let beginning = name.dropLast(anchor.count)
            return beginning.last == separator ? nil : String(beginning)
        }
    }

    /// What the rest of a name means that begins with `prefix`; nil: it does not begin so, or means nothing.
    package func match(_ name: String, behind prefix: String) -> Match? {
        guard name.hasPrefix(prefix), name.utf8.count <= SchemaLimits.nameBytes else { return nil }
        let ending = ending(of: name)?.text ?? ""
        let (plain, within) = withoutInsertions(String(name.dropFirst(prefix.count).dropLast(ending.count)))
        return plainMatch(plain, wrapping: prefix + within + ending)
    }

    /// The shortest beginning of a name, up to a separator, whose rest names a parameter; empty where the name itself
    /// does.
    package func beginning(of name: String) -> (prefix: String, match: Match)? {
        guard name.utf8.count <= SchemaLimits.nameBytes else { return nil }
        let ending = ending(of: name)?.text ?? ""
        var rest = name.dropLast(ending.count)
        for _ in 0...Self.maximumNesting {
            let (plain, within) = withoutInsertions(String(rest))
            if let match = plainMatch(plain, wrapping: within + ending) {
                let prefix = String(name[..<rest.startIndex])
                return (prefix.isEmpty ? within : prefix, match)
            }
            guard let place = rest.firstIndex(of: separator) else { break }
            rest = rest[rest.index(after: place)...]
        }
        return mainLayer(of: name)
    }

    /// The part of a name that is in the place of the backbone's own, and what the name then means.
    ///
    /// TensorFlow's names are those of attributes: `self.bert_lm` makes `bert_lm/embeddings/…`.
    private func mainLayer(of name: String) -> (prefix: String, match: Match)? {
        guard let backbone else { return nil }
        for scope in scopes {
            guard let tail = Self.dropping(scope, from: name), let end = tail.firstIndex(of: separator) else {
                continue
            }
            let layer = String(tail[...end])
            let rest = String(tail[tail.index(after: end)...])
            guard let match = tableMatch(backbone + rest, wrapping: layer, level: scope) else { continue }
            // In a Keras file the group has the layer's name too.
            return (name.hasPrefix(layer) ? layer : String(name.dropLast(rest.count)), match)
        }
        return nil
    }

    private func plainMatch(_ name: String, wrapping: String) -> Match? {
        for scope in scopes {
            guard let tail = Self.dropping(scope, from: name) else { continue }
            if let match = tableMatch(tail, wrapping: wrapping, level: scope) { return match }
        }
        guard !renames.isEmpty, name.utf8.count <= SchemaLimits.nameBytes else { return nil }
        let renamed = KeyRenaming.renamed(name, renames, [])
        return renamed == name ? nil : tableMatch(renamed, wrapping: wrapping, level: 0)
    }

    /// What a name means from which the part was taken that is in the place of the backbone's own.
    private func backboneMatch(_ name: String, wrapping: String) -> Match? {
        guard let backbone, let stripped = strippedPrefixes.first(where: wrapping.hasSuffix) else { return nil }
        if let match = tableMatch(backbone + name, wrapping: wrapping, level: 0) { return match }
        for scope in scopes {
            // Behind the group, the same part stands once more.
            guard let tail = Self.dropping(scope, from: name), tail.hasPrefix(stripped) else { continue }
            let rest = tail.dropFirst(stripped.count)
            if let match = tableMatch(backbone + rest, wrapping: wrapping, level: scope) { return match }
        }
        return nil
    }

    /// What a whole name means by the table.
    private func tableMatch(_ name: String, wrapping: String, level: Int) -> Match? {
        table.find(name).map { rule, numbers in rule.match(numbers, wrapping: wrapping, level: level) }
    }

    /// The name that this dialect writes for a parameter; nil: it has none.
    ///
    /// - Parameter isBare: whether the class is the backbone itself.
    package func name(of parameter: ParameterPath, isBare: Bool, backbonePrefix: String) -> String? {
        guard let written = written[parameter.template] else { return nil }
        let full = ParameterPath.fill(written.spelling, parameter.numbers)
        let omits = isBare && omitsBackbonePrefix && full.hasPrefix(backbonePrefix)
        return omits ? String(full.dropFirst(backbonePrefix.count)) : full
    }

    /// How this dialect stores a parameter; nil: it does not.
    package func orientation(of parameter: ParameterPath) -> Orientation? {
        written[parameter.template]?.orientation
    }

    /// Every name that the dialect reads, for tests of the schema.
    package var spellings: [String] { table.spellings }

    private static func dropping(_ count: Int, from name: String) -> String? {
        var rest = name.utf8[...]
        for _ in 0..<count {
            guard let place = rest.firstIndex(of: UInt8(ascii: "/")) else { return nil }
            rest = rest[rest.index(after: place)...]
        }
        return count == 0 ? name : String(rest)
    }
}
