package import ByteIO

/// A strict reader of the part of YAML 1.2 that policies are written in.
///
/// It reads block and flow collections, plain and quoted scalars of one line, and texts of several lines after `|` and
/// `>`. Everything by which YAML means another thing than it shows is refused with its place: anchors and aliases,
/// tags, directives, several documents, a key twice, explicit keys, tabs. A text that it reads has the same meaning for
/// every other reader of YAML; the tests hold it against libyaml. That library is not used itself, because its Swift
/// package needs Foundation, which makes the program ten times as large.
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
        guard reader.next == nil else { throw reader.syntax("this does not belong to what stands before it") }
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

    /// Skips the comment that may stand here, after white space, up to the end of the line.
    mutating func skipComment() {
        guard isNext("#"), position == text.start || Self.isSeparation(byte(at: -1)) else { return }
        while !isLineEnd { position += 1 }
    }

    /// Goes on to the next token, over the ends of lines, empty lines and comments.
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
            throw unsupported("the mark of another document", remedy: "keep one document in a file")
        }
    }

    func syntax(_ reason: String, at offset: Int? = nil, remedy: String? = nil) -> Fault {
        .yamlSyntax(reason, place: text.place(offset ?? position), remedy: remedy)
    }

    func unsupported(_ what: String, at offset: Int? = nil, remedy: String) -> Fault {
        .yamlUnsupported(what, place: text.place(offset ?? position), remedy: remedy)
    }
}
