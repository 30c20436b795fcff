internal import ByteIO

extension YAMLReader {
    /// The text below `|`, line for line, or below `>`, with its lines joined by spaces.
    mutating func blockScalar(parent: Int) throws(Fault) -> YAMLNode {
        let start = position
        let isFolded = isNext(">")
        position += 1
        let isStripped = isNext("-")
        if isStripped { position += 1 }
        if Self.isOneOf("+0123456789", next) {
            throw unsupported("'+' or a number here", remedy: "begin the text with '|', '|-', '>' or '>-'")
        }
        try endLine()
        skipLineEnd()
        let (lines, endsWithBreak) = try blockLines(parent: max(parent, 0), isFolded: isFolded)
        var content = ""
        // Empty lines since the last line with text.
        var empty = 0
        for line in lines {
            if line.isEmpty {
                empty += 1
                continue
            }
            let isFirst = content.isEmpty
            content += String(repeating: "\n", count: empty)
            if !isFirst, !isFolded { content += "\n" }
            if !isFirst, isFolded, empty == 0 { content += " " }
            content += line
            empty = 0
        }
        if !isStripped, !content.isEmpty, endsWithBreak { content += "\n" }
        return YAMLNode(content: .scalar(content, isPlain: false), offset: start)
    }

    /// The lines that are indented further than `parent`, without their indentation, and whether the last of them ends.
    private mutating func blockLines(
        parent: Int, isFolded: Bool
    ) throws(Fault) -> (lines: [String], endsWithBreak: Bool) {
        var lines: [String] = []
        var indentation: Int?
        var endsWithBreak = true
        // A text that ends after the line break of its header has no further line.
        while next != nil {
            let start = position
            while isNext(" ") { position += 1 }
            let spaces = position - start
            if isLineEnd {
                if spaces > indentation ?? parent + 1 { throw tooManySpaces(start) }
                if next != nil { lines.append("") }
                skipLineEnd()
                continue
            }
            guard spaces > parent, spaces >= indentation ?? 0 else {
                position = start
                break
            }
            let depth = indentation ?? spaces
            indentation = depth
            if isFolded, spaces > depth || isNext("\t") {
                throw unsupported(
                    "a line indented further in a text below '>'", remedy: "indent all lines alike, or use '|'")
            }
            position = start + depth
            let first = position
            while !isLineEnd {
                if isNext("\t") { throw unsupported("a tab", remedy: "use spaces") }
                position += 1
            }
            lines.append(String(decoding: text.bytes[first..<position], as: UTF8.self))
            endsWithBreak = next != nil
            skipLineEnd()
        }
        return (lines, endsWithBreak)
    }

    private func tooManySpaces(_ start: Int) -> Fault {
        syntax("an empty line holds more spaces than its neighbours are indented by", at: start, remedy: "remove them")
    }

    private mutating func skipLineEnd() {
        if isNext("\r") { position += 1 }
        if isNext("\n") { position += 1 }
    }
}
