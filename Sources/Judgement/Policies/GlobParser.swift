internal import ByteIO

/// Takes a pattern apart.
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

    /// A part that holds no others.
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

    /// What stands between braces and commas.
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

    /// The range that `0-9` stands for; nil when this is another text.
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
