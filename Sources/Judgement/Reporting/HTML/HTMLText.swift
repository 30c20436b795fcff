internal import ByteIO

/// Parts of a document in HTML or SVG, in which names cannot become markup.
enum HTMLText {
    /// A text between tags or in a quoted attribute; control characters and what turns the line around are shown.
    ///
    /// - Parameter limit: characters at most.
    static func text(_ text: String, limit: Int = 2_000) -> String {
        XMLElement.escaped(escapingControls(ShortText.clipped(text, to: limit)))
    }

    /// The same with a limit of bytes.
    static func text(_ text: String, bytes: Int) -> String {
        let whole = Self.text(text, limit: bytes)
        // A character may become a reference of 12 bytes.
        return whole.utf8.count <= bytes ? whole : Self.text(text, limit: max(3, bytes / 12))
    }

    /// Lines in a quoted attribute.
    static func lines(_ lines: [String]) -> String {
        lines.map { text($0) }.joined(separator: "\n")
    }

    /// A name or a path.
    static func code(_ name: String, limit: Int = 300) -> String {
        "<code>\(text(name, limit: limit))</code>"
    }

    /// As many blocks as `budget` bytes have room for, and how many are left.
    static func cut(_ blocks: [String], to budget: Int) -> (text: String, left: Int) {
        var text = ""
        for (index, block) in blocks.enumerated() {
            guard text.utf8.count + block.utf8.count <= budget else { return (text, blocks.count - index) }
            text += block
        }
        return (text, 0)
    }
}
