internal import ByteIO

extension YAMLReader {
    /// The value that begins here, on a line of its own or after `- `.
    ///
    /// - Parameter parent: the column of the collection that holds it.
    mutating func block(parent: Int, depth: Int) throws(Fault) -> YAMLNode {
        guard depth < Limits.policyDepth else { throw syntax("nested deeper than \(Limits.policyDepth) levels") }
        if isDash { return try sequence(depth: depth) }
        return try key() == nil ? inline(parent: parent, depth: depth) : mapping(depth: depth)
    }

    /// Whether an element of a sequence begins here.
    private var isDash: Bool { isNext("-") && Self.isSeparation(byte(at: 1)) }

    /// The key that begins here and where its colon is; nil when what begins here is no key.
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

    /// What follows a dash, in its line or below.
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

    /// What follows a key, in its line or below; the elements of a sequence may stand right below the key.
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

    /// Goes on to the next token and checks that it is a neighbour of what began at `column`, or further out.
    private mutating func nextInBlock(_ column: Int) throws(Fault) {
        try skipToToken()
        guard next != nil, self.column > column else { return }
        throw syntax(
            "this is indented further than what it follows",
            remedy: "a text of several lines stands below '>-', a list below its key")
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
        if isNext(":") { throw syntax("a ':' stands in the value", at: end, remedy: "put the value in quotes") }
        position = end
        try endLine()
        return YAMLNode(content: .scalar(scalar.text, isPlain: scalar.isPlain), offset: start)
    }
}
