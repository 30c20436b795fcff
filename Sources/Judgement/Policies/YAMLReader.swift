package import ByteIO

/// A strict reader of the part of YAML 1.2 that policies need.
///
/// It reads block and flow collections, plain and quoted scalars of one line, and texts of several lines after `|` and
/// `>`. It refuses, and names the place of, everything with which a YAML text can mean something else than it shows:
/// anchors and aliases, tags, directives, several documents, duplicate keys, explicit keys, tabs. Every other YAML
/// reader understands a text that it accepts in the same way; tests compare it with libyaml. The program does not use
/// libyaml, because its Swift package needs Foundation, which would make the program several times as large.
package struct YAMLReader {
    let text: YAMLText
    var position: Int

    /// The value of the text's only document.
    ///
    /// - Throws: ``Fault`` `policy.syntax`, `policy.unsupported`, `policy.duplicate-key`.
    package static func read(_ text: YAMLText) throws(Fault) -> YAMLNode {
        var reader = YAMLReader(text: text, position: text.start)
        try reader.skipToToken()
        if reader.isMarker("---") {
            reader.position += 3
            try reader.endLine()
            try reader.skipToToken()
        }
        try reader.refuseMarkers()
        guard reader.next != nil else { return .nothing(at: reader.position) }
        let node = try reader.block(parent: -1, depth: 0)
        try reader.skipToToken()
        try reader.refuseMarkers()
        guard reader.next == nil else { throw reader.syntax("this does not continue the value before it") }
        return node
    }
}

extension YAMLReader {
    var next: UInt8? { byte(at: 0) }

    var column: Int { text.column(position) }

    func byte(at distance: Int) -> UInt8? {
        position + distance < text.bytes.count ? text.bytes[position + distance] : nil
    }

    func isNext(_ character: Unicode.Scalar) -> Bool {
        next.map { Unicode.Scalar($0) == character } ?? false
    }

    /// Whether a token ends before this byte: at white space, or with the text.
    static func isSeparation(_ byte: UInt8?) -> Bool {
        byte.map { [0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? true
    }

    /// Whether the line ends here.
    var isLineEnd: Bool {
        next.map { $0 == 0x0A || $0 == 0x0D } ?? true
    }

    mutating func skipSpaces() throws(Fault) {
        while isNext(" ") { position += 1 }
        if isNext("\t") { throw unsupported("a tab", remedy: "use spaces") }
    }

    /// Skips a comment that begins here, after white space, up to the end of the line.
    mutating func skipComment() {
        guard isNext("#"), position == text.start || Self.isSeparation(byte(at: -1)) else { return }
        while !isLineEnd { position += 1 }
    }

    /// Skips the ends of lines, empty lines and comments before the next token.
    mutating func skipToToken() throws(Fault) {
        while true {
            try skipSpaces()
            skipComment()
            guard let byte = next, byte == 0x0A || byte == 0x0D else { return }
            position += 1
        }
    }

    /// Checks that nothing but a comment follows in this line.
    mutating func endLine() throws(Fault) {
        try skipSpaces()
        skipComment()
        guard isLineEnd else { throw syntax("the end of the line expected") }
    }

    /// Whether a line begins here with `---` or `...`.
    func isMarker(_ marker: StaticString) -> Bool {
        column == 0 && text.bytes[position...].starts(with: Array("\(marker)".utf8)) && Self.isSeparation(byte(at: 3))
    }

    func refuseMarkers() throws(Fault) {
        if isMarker("---") || isMarker("...") {
            throw unsupported("a document marker ('---' or '...')", remedy: "keep one document in a file")
        }
    }

    func syntax(_ reason: String, at offset: Int? = nil, remedy: String? = nil) -> Fault {
        .yamlSyntax(reason, place: text.place(offset ?? position), remedy: remedy)
    }

    func unsupported(_ what: String, at offset: Int? = nil, remedy: String) -> Fault {
        .yamlUnsupported(what, place: text.place(offset ?? position), remedy: remedy)
    }
}

extension YAMLReader {
    /// The value that begins here, on a line of its own or after `- `.
    ///
    /// - Parameter parent: the column of the collection that holds it.
    mutating func block(parent: Int, depth: Int) throws(Fault) -> YAMLNode {
        guard depth < PolicyLimits.policyDepth else {
            throw syntax("nested deeper than \(PolicyLimits.policyDepth) levels")
        }
        if isDash { return try sequence(depth: depth) }
        return try key() == nil ? inline(parent: parent, depth: depth) : mapping(depth: depth)
    }

    /// Whether an element of a sequence begins here.
    private var isDash: Bool { isNext("-") && Self.isSeparation(byte(at: 1)) }

    /// The key that begins here, and the place of its colon; nil when no key begins here.
    private func key() throws(Fault) -> (name: String, colon: Int)? {
        guard let first = next, !Self.isOneOf("[{|>", first) else { return nil }
        var ahead = self
        let name = try ahead.scalar(inFlow: false).text
        try ahead.skipSpaces()
        guard ahead.isNext(":"), Self.isSeparation(ahead.byte(at: 1)) else { return nil }
        return (name, ahead.position)
    }

    private mutating func sequence(depth: Int) throws(Fault) -> YAMLNode {
        let start = position
        let column = self.column
        var elements: [YAMLNode] = []
        while isDash, self.column == column {
            position += 1
            try skipSpaces()
            elements.append(try element(of: column, depth: depth))
            try nextInBlock(column)
        }
        return YAMLNode(content: .sequence(elements), offset: start)
    }

    /// The value after a dash, on its line or below.
    private mutating func element(of column: Int, depth: Int) throws(Fault) -> YAMLNode {
        if !isLineEnd, !isNext("#") { return try block(parent: column, depth: depth + 1) }
        let end = position
        try skipToToken()
        guard next != nil, self.column > column else { return .nothing(at: end) }
        return try block(parent: column, depth: depth + 1)
    }

    private mutating func mapping(depth: Int) throws(Fault) -> YAMLNode {
        let start = position
        let column = self.column
        var members: [YAMLNode.Member] = []
        var keys: Set<String> = []
        while next != nil, self.column == column, !isMarker("---"), !isMarker("...") {
            let keyOffset = position
            guard !isDash, let key = try key() else { throw syntax("'key: value' expected") }
            guard keys.insert(key.name).inserted else {
                throw .yamlDuplicateKey(key.name, place: text.place(keyOffset))
            }
            position = key.colon + 1
            let value = try value(in: column, depth: depth)
            members.append(YAMLNode.Member(key: key.name, keyOffset: keyOffset, value: value))
            try nextInBlock(column)
        }
        return YAMLNode(content: .mapping(members), offset: start)
    }

    /// The value after a key, on its line or below; the dashes of a sequence may be in the column of the key.
    private mutating func value(in column: Int, depth: Int) throws(Fault) -> YAMLNode {
        let end = position
        try skipSpaces()
        if !isLineEnd, !isNext("#") {
            if isDash { throw syntax("a list begins on a line of its own") }
            return try inline(parent: column, depth: depth + 1)
        }
        try skipToToken()
        guard next != nil, self.column > column || (self.column == column && isDash) else {
            return .nothing(at: end)
        }
        return try block(parent: column, depth: depth + 1)
    }

    /// Skips to the next token, and checks that it is not indented more than `column`.
    private mutating func nextInBlock(_ column: Int) throws(Fault) {
        try skipToToken()
        guard next != nil, self.column > column else { return }
        throw syntax(
            "this is indented more than the value before it",
            remedy: "write a text of several lines below '>-', and a list below its key")
    }

    /// A value that ends with its line, or a text that begins below it.
    private mutating func inline(parent: Int, depth: Int) throws(Fault) -> YAMLNode {
        if isNext("|") || isNext(">") { return try blockScalar(parent: parent) }
        if isNext("[") || isNext("{") {
            let node = try flow(depth: depth)
            try endLine()
            return node
        }
        let start = position
        let scalar = try scalar(inFlow: false)
        let end = position
        try skipSpaces()
        if isNext(":") { throw syntax("the value contains a ':'", at: end, remedy: "put the value in quotes") }
        position = end
        try endLine()
        return YAMLNode(content: .scalar(scalar.text, isPlain: scalar.isPlain), offset: start)
    }
}
