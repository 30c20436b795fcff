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

/// Texts of a bounded length.
enum ShortText {
    /// The text, or its beginning with an ellipsis.
    static func beginning(of text: String, to length: Int) -> String {
        let scalars = text.unicodeScalars
        return scalars.count > length ? String(scalars.prefix(length - 1)) + "…" : text
    }

    /// The text, or its beginning and its end with an ellipsis between them.
    static func clipped(_ text: String, to length: Int) -> String {
        guard text.unicodeScalars.count > length else { return text }
        let scalars = Array(text.unicodeScalars)
        var clipped = String.UnicodeScalarView(scalars.prefix(length * 2 / 3))
        clipped.append("…")
        clipped.append(contentsOf: scalars.suffix(length / 3))
        return String(clipped)
    }
}
