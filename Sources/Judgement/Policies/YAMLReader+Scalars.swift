internal import ByteIO

extension YAMLReader {
    static func isOneOf(_ characters: StaticString, _ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return "\(characters)".utf8.contains(byte)
    }

    /// Reads the scalar of one line that begins here.
    ///
    /// - Parameter inFlow: whether it is in brackets, where commas and brackets end it.
    mutating func scalar(inFlow: Bool) throws(Fault) -> (text: String, isPlain: Bool) {
        if isNext("\"") { return (try doubleQuoted(), false) }
        if isNext("'") { return (try singleQuoted(), false) }
        return (try plain(inFlow: inFlow), true)
    }

    private mutating func plain(inFlow: Bool) throws(Fault) -> String {
        try refuseIndicator(inFlow: inFlow)
        let start = position
        var end = position
        while let byte = next, !isLineEnd {
            if byte == UInt8(ascii: "\t") { throw unsupported("a tab", remedy: "use spaces") }
            if byte == UInt8(ascii: "#"), position > start, text.bytes[position - 1] == 0x20 { break }
            if byte == UInt8(ascii: ":") {
                if Self.isSeparation(self.byte(at: 1)) { break }
                if inFlow, Self.isOneOf(",?[]{}", self.byte(at: 1)) { throw syntax("a value expected after ':'") }
            }
            if inFlow, Self.isOneOf(",[]{}", byte) { break }
            position += 1
            if byte != 0x20 { end = position }
        }
        position = end
        return String(decoding: text.bytes[start..<end], as: UTF8.self)
    }

    /// Refuses characters that have a meaning of their own at the start of a scalar.
    private func refuseIndicator(inFlow: Bool) throws(Fault) {
        guard let first = next, !isLineEnd else { throw syntax("a value expected") }
        let quotes = "put a text that begins like this in quotes"
        switch Unicode.Scalar(first) {
        case "*": throw unsupported("'*' at the start (a YAML alias)", remedy: quotes)
        case "&": throw unsupported("'&' at the start (a YAML anchor)", remedy: quotes)
        case "!": throw unsupported("'!' at the start (a YAML tag)", remedy: quotes)
        case "%": throw unsupported("'%' at the start (a YAML directive)", remedy: quotes)
        case "?" where Self.isSeparation(byte(at: 1)):
            throw unsupported("'?' at the start (an explicit YAML key)", remedy: quotes)
        case "@", "`", "|", ">", ",", "[", "]", "{", "}", "#":
            throw syntax("'\(Unicode.Scalar(first))' is not allowed here", remedy: quotes)
        case "?" where inFlow, ":" where inFlow:
            throw syntax("'\(Unicode.Scalar(first))' is not allowed here", remedy: quotes)
        case "-", ":", "?":
            if Self.isSeparation(byte(at: 1)) || inFlow && Self.isOneOf(",[]{}", byte(at: 1)) {
                throw syntax("'\(Unicode.Scalar(first))' is not allowed here", remedy: quotes)
            }
        default: break
        }
    }

    private mutating func singleQuoted() throws(Fault) -> String {
        let start = position
        var content: [UInt8] = []
        position += 1
        while let byte = next, !isLineEnd {
            position += 1
            if byte == UInt8(ascii: "'") {
                guard isNext("'") else { return String(decoding: content, as: UTF8.self) }
                position += 1
            }
            content.append(byte)
        }
        throw openQuotes(start)
    }

    private mutating func doubleQuoted() throws(Fault) -> String {
        let start = position
        var content: [UInt8] = []
        position += 1
        while let byte = next, !isLineEnd {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                content += Array(String(try escape()).utf8)
            default:
                content.append(byte)
                position += 1
            }
        }
        throw openQuotes(start)
    }

    private func openQuotes(_ start: Int) -> Fault {
        syntax(
            "the quotes are not closed on the same line", at: start,
            remedy: "write a text of several lines below '>-'")
    }

    private mutating func escape() throws(Fault) -> Unicode.Scalar {
        let start = position
        position += 2
        switch byte(at: -1).map({ Unicode.Scalar($0) }) {
        case "\"": return "\""
        case "\\": return "\\"
        case "/": return "/"
        case "n": return "\n"
        case "t": return "\t"
        case "x": return try hexadecimal(2, from: start)
        case "u": return try hexadecimal(4, from: start)
        case "U": return try hexadecimal(8, from: start)
        default:
            throw syntax("unknown escape in double quotes", at: start, remedy: "write '\\\\' for a backslash")
        }
    }

    private mutating func hexadecimal(_ count: Int, from start: Int) throws(Fault) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = next.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw syntax("\(count) hexadecimal digits expected after the backslash", at: start)
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        guard let scalar = Unicode.Scalar(value) else { throw syntax("the escape is not a character", at: start) }
        return scalar
    }
}

extension YAMLReader {
    /// A list or a mapping in brackets.
    mutating func flow(depth: Int) throws(Fault) -> YAMLNode {
        guard depth < PolicyLimits.policyDepth else {
            throw syntax("nested deeper than \(PolicyLimits.policyDepth) levels")
        }
        return isNext("[") ? try flowSequence(depth: depth) : try flowMapping(depth: depth)
    }

    private mutating func flowSequence(depth: Int) throws(Fault) -> YAMLNode {
        let start = position
        var elements: [YAMLNode] = []
        position += 1
        while try !closes("]") {
            elements.append(try flowValue(depth: depth))
            if try closes("]") { break }
            try separator("]")
        }
        return YAMLNode(content: .sequence(elements), offset: start)
    }

    private mutating func flowMapping(depth: Int) throws(Fault) -> YAMLNode {
        let start = position
        var members: [YAMLNode.Member] = []
        var keys: Set<String> = []
        position += 1
        while try !closes("}") {
            let keyOffset = position
            let key = try scalar(inFlow: true).text
            try skipSpaces()
            guard isNext(":"), Self.isSeparation(byte(at: 1)) else {
                throw syntax("'key: value' expected", at: keyOffset)
            }
            guard keys.insert(key).inserted else { throw .yamlDuplicateKey(key, place: text.place(keyOffset)) }
            position += 1
            try skipInFlow()
            members.append(YAMLNode.Member(key: key, keyOffset: keyOffset, value: try flowValue(depth: depth)))
            if try closes("}") { break }
            try separator("}")
        }
        return YAMLNode(content: .mapping(members), offset: start)
    }

    private mutating func flowValue(depth: Int) throws(Fault) -> YAMLNode {
        if isNext("[") || isNext("{") { return try flow(depth: depth + 1) }
        let start = position
        let scalar = try scalar(inFlow: true)
        return YAMLNode(content: .scalar(scalar.text, isPlain: scalar.isPlain), offset: start)
    }

    /// Skips white space, then the closing bracket if it is there.
    private mutating func closes(_ bracket: Unicode.Scalar) throws(Fault) -> Bool {
        try skipInFlow()
        guard isNext(bracket) else { return false }
        position += 1
        return true
    }

    private mutating func separator(_ bracket: Unicode.Scalar) throws(Fault) {
        guard isNext(",") else {
            throw syntax(
                "',' or '\(bracket)' expected",
                remedy: "put a text with brackets, braces, commas or ': ' in quotes")
        }
        position += 1
    }

    private mutating func skipInFlow() throws(Fault) {
        try skipToToken()
        try refuseMarkers()
        if next == nil { throw syntax("a bracket is not closed") }
    }
}

extension YAMLReader {
    /// Reads the text below `|`, with its lines as they are, or below `>`, with its lines joined by spaces.
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

    /// Reads the lines that are indented more than `parent`, without their indentation.
    ///
    /// Also returns whether the last one has a newline.
    private mutating func blockLines(
        parent: Int, isFolded: Bool
    ) throws(Fault) -> (lines: [String], endsWithBreak: Bool) {
        var lines: [String] = []
        var indentation: Int?
        var endsWithBreak = true
        // A text that ends after its header's newline has no lines.
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
                    "a line that is indented more than others below '>'", remedy: "indent all lines alike, or use '|'")
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
        syntax("an empty line has more spaces than the indentation of the text", at: start, remedy: "remove them")
    }

    private mutating func skipLineEnd() {
        if isNext("\r") { position += 1 }
        if isNext("\n") { position += 1 }
    }
}
