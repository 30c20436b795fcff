package import ByteIO
internal import JSONText
internal import Schemas

/// What programs that train and compress models leave in the names of tensors (`Schemas/wrappers.json`).
package struct Wrappers: Sendable {
    /// A piece of a name, and who puts it there.
    package struct Piece: Sendable {
        /// For example, `module.`.
        package let text: String
        /// For example, `torch's DataParallel`.
        package let origin: String
    }

    /// A program that stores weights as small integers, known by the tensors that it puts beside them.
    package struct Quantiser: Sendable {
        /// For example, `bitsandbytes, 8 bits`.
        package let name: String
        let endings: [String]
    }

    /// What stands before every name, once or several times; reading takes it out.
    package let prefixes: [Piece]
    /// What stands before any part of a name; reading takes it out.
    package let insertions: [Piece]
    /// Prefixes that mean more than their name, so reading leaves them.
    package let others: [Piece]
    package let quantisers: [Quantiser]

    /// - Throws: ``Fault`` `model.schema`: a mistake of ours.
    package init() throws(Fault) {
        try self.init(schema: Schemas.wrappers)
    }

    /// Reads `wrappers.json`.
    ///
    /// - Throws: ``Fault`` `model.schema` for a piece that stands twice, `json.*`.
    package init(schema text: [UInt8]) throws(Fault) {
        let root = try SchemaObject(
            try JSONParser.parse(text), "wrappers",
            allowed: ["$schema", "prefixes", "insertions", "others", "quantisers"])
        prefixes = try Self.pieces(try root.list("prefixes"))
        insertions = try Self.pieces(try root.list("insertions"))
        others = try Self.pieces(try root.list("others"))
        var quantisers: [Quantiser] = []
        for value in try root.list("quantisers") {
            let object = try SchemaObject(value, "quantiser", allowed: ["by", "endings"])
            quantisers.append(Quantiser(name: try object.string("by"), endings: try object.strings("endings")))
        }
        self.quantisers = quantisers
        var seen: Set<String> = []
        for piece in prefixes + insertions + others where !seen.insert(piece.text).inserted {
            throw .schema("the wrapper '\(piece.text)' stands twice")
        }
    }

    private static func pieces(_ values: [JSONValue]) throws(Fault) -> [Piece] {
        var pieces: [Piece] = []
        for value in values {
            let object = try SchemaObject(value, "wrapper", allowed: ["text", "by"])
            pieces.append(Piece(text: try object.string("text"), origin: try object.string("by")))
        }
        return pieces
    }
}

extension Wrappers {
    /// Who puts `text` before or into names; nil: nobody who is known.
    package func origin(of text: String) -> String? {
        (prefixes + insertions + others).first { $0.text == text }?.origin
    }

    /// Whether `text` is made of nothing but what reading takes out of names.
    package func areTakenOut(_ text: String) -> Bool {
        let known = (prefixes + insertions).map(\.text)
        var rest = text[...]
        while let next = known.first(where: rest.hasPrefix) { rest = rest.dropFirst(next.utf8.count) }
        return rest.isEmpty
    }

    /// The quantiser that leaves a tensor of this name; nil: none that is known.
    package func quantiser(of tensorName: String) -> Quantiser? {
        quantisers.first { $0.endings.contains(where: tensorName.hasSuffix) }
    }
}
