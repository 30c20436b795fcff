package import ByteIO

/// A pattern for the subjects of findings.
///
/// `*` matches any characters, including dots; `?` matches one character; `{a,b}` matches one of several texts, or a
/// number of a range, as in `{0-9,11}`, which is how reports show layers. A character after a backslash is literal. The
/// whole subject must match, and case matters. A pattern without a backslash also matches the subject that is spelled
/// exactly like it, so that every name in a report can be pasted.
package struct Glob: Sendable, Equatable {
    /// A part of a pattern.
    enum Piece: Sendable, Equatable {
        case character(Unicode.Scalar)
        /// `?`.
        case anyCharacter
        /// `*`.
        case anyCharacters
        /// `{…,…}`.
        case choice([[Piece]])
        /// `0-9` in braces: a number of this range, written without leading zeros.
        case numbers(ClosedRange<Int>)
    }

    /// The pattern as it was written.
    package let pattern: String
    private let pieces: [Piece]

    /// - Throws: ``Fault`` `policy.glob`.
    package init(_ pattern: String) throws(Fault) {
        self.pattern = pattern
        var parser = GlobParser(pattern)
        pieces = try parser.parse()
    }

    /// Whether the pattern matches this subject.
    ///
    /// - Complexity: the length of the pattern times the length of the subject.
    package func matches(_ subject: String) -> Bool {
        if !pattern.utf8.contains(UInt8(ascii: "\\")), pattern.utf8.elementsEqual(subject.utf8) { return true }
        let text = Array(subject.unicodeScalars)
        let start = [true] + [Bool](repeating: false, count: text.count)
        return Self.reached(from: start, pieces, text)[text.count]
    }

    /// The pattern that matches this text only.
    package static func escaping(_ text: String) -> String {
        var pattern = ""
        for scalar in text.unicodeScalars {
            if special.contains(scalar) { pattern += "\\" }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern
    }

    static let special: Set<Unicode.Scalar> = ["*", "?", "{", "}", "\\"]
    /// The most digits of a number in a range.
    static let maximumDigits = 9
}

extension Glob {
    /// The places in the text where a match of `pieces` can end, given those where it can begin.
    private static func reached(from starts: [Bool], _ pieces: [Piece], _ text: [Unicode.Scalar]) -> [Bool] {
        var reached = starts
        for piece in pieces {
            guard reached.contains(true) else { break }
            reached = step(reached, piece, text)
        }
        return reached
    }

    private static func step(_ reached: [Bool], _ piece: Piece, _ text: [Unicode.Scalar]) -> [Bool] {
        var after = [Bool](repeating: false, count: reached.count)
        switch piece {
        case .character(let scalar):
            for index in text.indices where reached[index] && text[index] == scalar { after[index + 1] = true }
        case .anyCharacter:
            for index in text.indices where reached[index] { after[index + 1] = true }
        case .anyCharacters:
            guard let first = reached.firstIndex(of: true) else { break }
            for index in first..<after.count { after[index] = true }
        case .choice(let alternatives):
            for alternative in alternatives {
                let ends = Self.reached(from: reached, alternative, text)
                for index in ends.indices where ends[index] { after[index] = true }
            }
        case .numbers(let range):
            for start in text.indices where reached[start] {
                for end in numberEnds(from: start, in: text, range) { after[end] = true }
            }
        }
        return after
    }

    /// The places where a number of the range that begins at `start` can end.
    ///
    /// `12` can also be 1, followed by 2.
    private static func numberEnds(from start: Int, in text: [Unicode.Scalar], _ range: ClosedRange<Int>) -> [Int] {
        var ends: [Int] = []
        var number = 0
        for index in start..<min(text.count, start + maximumDigits) {
            guard let digit = digit(text[index]) else { break }
            number = number * 10 + digit
            if range.contains(number) { ends.append(index + 1) }
            // Only 0 itself begins with 0.
            if number == 0 { break }
        }
        return ends
    }

    static func digit(_ scalar: Unicode.Scalar) -> Int? {
        ("0"..."9").contains(scalar) ? Int(scalar.value) - 0x30 : nil
    }
}

/// Parses a pattern.
struct GlobParser {
    private let pattern: String
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ pattern: String) {
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
    }

    /// - Throws: ``Fault`` `policy.glob`.
    mutating func parse() throws(Fault) -> [Glob.Piece] {
        var pieces: [Glob.Piece] = []
        while let scalar = next {
            switch scalar {
            case "{": pieces.append(try choice())
            case "}": throw .glob(pattern, "closes a brace that is not open")
            default: pieces.append(try simple(scalar))
            }
        }
        return pieces
    }

    private var next: Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    /// A piece without pieces inside it.
    private mutating func simple(_ scalar: Unicode.Scalar) throws(Fault) -> Glob.Piece {
        position += 1
        switch scalar {
        case "*": return .anyCharacters
        case "?": return .anyCharacter
        case "\\":
            guard let escaped = next else { throw .glob(pattern, "ends with a backslash") }
            position += 1
            return .character(escaped)
        default: return .character(scalar)
        }
    }

    private mutating func choice() throws(Fault) -> Glob.Piece {
        position += 1
        var alternatives: [[Glob.Piece]] = []
        while true {
            alternatives.append(try alternative())
            guard let end = next else { throw .glob(pattern, "does not close a brace") }
            position += 1
            if end == "}" { return .choice(alternatives) }
        }
    }

    /// The pieces between braces or commas.
    private mutating func alternative() throws(Fault) -> [Glob.Piece] {
        let start = position
        var pieces: [Glob.Piece] = []
        while let scalar = next, scalar != ",", scalar != "}" {
            if scalar == "{" { throw .glob(pattern, "has braces within braces") }
            pieces.append(try simple(scalar))
        }
        guard position > start else { throw .glob(pattern, "has an empty alternative in braces") }
        if let range = try numbers(scalars[start..<position]) { return [.numbers(range)] }
        return pieces
    }

    /// The range that a text such as `0-9` is; nil when the text is not a range.
    private func numbers(_ text: ArraySlice<Unicode.Scalar>) throws(Fault) -> ClosedRange<Int>? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { Glob.digit($0) != nil } }) else {
            return nil
        }
        guard parts.allSatisfy({ $0.count <= Glob.maximumDigits && ($0.first != "0" || $0.count == 1) }) else {
            throw .glob(
                pattern, "has a range whose numbers begin with 0 or have more than \(Glob.maximumDigits) digits")
        }
        let bounds = parts.map { $0.reduce(0) { $0 * 10 + (Glob.digit($1) ?? 0) } }
        guard bounds[0] <= bounds[1] else { throw .glob(pattern, "has a range that runs backwards") }
        return bounds[0]...bounds[1]
    }
}
