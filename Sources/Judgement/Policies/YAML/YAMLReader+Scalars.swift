internal import ByteIO

extension YAMLReader {
    static func isOneOf(_ characters: StaticString, _ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return "\(characters)".utf8.contains(byte)
    }

    /// The scalar of one line that begins here.
    ///
    /// - Parameter inFlow: whether it stands in brackets, where commas and brackets end it.
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

    /// Refuses what has a meaning of its own at the start of a scalar.
    private func refuseIndicator(inFlow: Bool) throws(Fault) {
        guard let first = next, !isLineEnd else { throw syntax("a value expected") }
        let quotes = "a text that begins so stands in quotes"
        switch Unicode.Scalar(first) {
        case "*": throw unsupported("'*' at the start, an alias of YAML,", remedy: quotes)
        case "&": throw unsupported("'&' at the start, an anchor of YAML,", remedy: quotes)
        case "!": throw unsupported("'!' at the start, a tag of YAML,", remedy: quotes)
        case "%": throw unsupported("'%' at the start, a directive of YAML,", remedy: quotes)
        case "?" where Self.isSeparation(byte(at: 1)):
            throw unsupported("'?' at the start, an explicit key of YAML,", remedy: quotes)
        case "@", "`", "|", ">", ",", "[", "]", "{", "}", "#":
            throw syntax("'\(Unicode.Scalar(first))' cannot stand here", remedy: quotes)
        case "?" where inFlow, ":" where inFlow:
            throw syntax("'\(Unicode.Scalar(first))' cannot stand here", remedy: quotes)
        case "-", ":", "?":
            if Self.isSeparation(byte(at: 1)) || inFlow && Self.isOneOf(",[]{}", byte(at: 1)) {
                throw syntax("'\(Unicode.Scalar(first))' cannot stand here", remedy: quotes)
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
            "the quotes are not closed in their line", at: start, remedy: "a text of several lines stands below '>-'")
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
        guard let scalar = Unicode.Scalar(value) else { throw syntax("the escape stands for no character", at: start) }
        return scalar
    }
}
