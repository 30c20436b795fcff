internal import ByteIO

extension YAMLReader {
    /// A list or a mapping in brackets.
    mutating func flow(depth: Int) throws(Fault) -> YAMLNode {
        guard depth < Limits.policyDepth else { throw syntax("nested deeper than \(Limits.policyDepth) levels") }
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
                remedy: "a text with brackets, braces, commas or ': ' stands in quotes here")
        }
        position += 1
    }

    private mutating func skipInFlow() throws(Fault) {
        try skipToToken()
        try refuseMarkers()
        if next == nil { throw syntax("a bracket is not closed") }
    }
}
