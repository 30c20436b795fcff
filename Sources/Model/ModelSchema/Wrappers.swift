package import ByteIO
internal import JSONText
internal import Schemas

/// What programs that train or compress models leave in the names of tensors (`Schemas/wrappers.json`).
package struct Wrappers: Sendable {
    /// A piece of a name and the program that adds it.
    package struct Piece: Sendable {
        /// The piece: `module.`.
        package let text: String
        /// The program, in a sentence: `torch's DataParallel`.
        package let origin: String
    }

    /// A program that stores weights as small integers, recognised by the other tensors that it adds.
    package struct Quantiser: Sendable {
        /// The name: `bitsandbytes, 8 bits`.
        package let name: String
        let endings: [String]
    }

    /// What another architecture calls the backbone of its models.
    package struct Backbone: Sendable {
        /// The part of names, without a dot: `roberta`.
        let text: String
        /// The architecture: `RoBERTa`.
        package let title: String
    }

    /// A program that stores a parameter as several tensors, from which it is computed.
    package struct Reparametrisation: Sendable {
        /// The program: `torch's weight_norm`.
        package let name: String
        /// How the names of all the tensors end, after the module's: `weight_g`, `weight_v`.
        package let endings: [String]
        /// The Python call that makes it one tensor again.
        package let undo: String
    }

    /// A program that has names of its own for parameters.
    struct Producer: Sendable {
        let name: String
        /// Parts of names, between dots or slashes.
        let parts: [String]
    }

    /// Pieces before every name, once or several times; they are removed when names are read.
    package let prefixes: [Piece]
    /// Pieces before any part of a name; they are removed when names are read.
    package let insertions: [Piece]
    /// Prefixes that change the meaning of a name, so they are not removed.
    package let others: [Piece]
    package let quantisers: [Quantiser]
    package let reparametrisations: [Reparametrisation]
    private let backbones: [Backbone]
    private let producers: [Producer]

    /// Those of the built-in file, which is read once a run.
    ///
    /// - Throws: ``Fault`` `model.schema` for a mistake in it.
    package init() throws(Fault) {
        self = try Self.builtIn.get()
    }

    private static let builtIn = Result { () throws(Fault) in try Wrappers(schema: Schemas.wrappers) }

    /// Reads `wrappers.json`.
    ///
    /// - Throws: ``Fault`` `model.schema` for a piece that occurs twice, `json.*`.
    package init(schema text: [UInt8]) throws(Fault) {
        let root = try SchemaObject(
            try JSONParser.parse(text), "wrappers",
            allowed: [
                "$schema", "prefixes", "insertions", "others", "backbones", "reparametrisations", "producers",
                "quantisers",
            ])
        prefixes = try Self.pieces(try root.list("prefixes"))
        insertions = try Self.pieces(try root.list("insertions"))
        others = try Self.pieces(try root.list("others"))
        var quantisers: [Quantiser] = []
        for value in try root.list("quantisers") {
            let object = try SchemaObject(value, "quantiser", allowed: ["by", "endings"])
            quantisers.append(Quantiser(name: try object.string("by"), endings: try object.strings("endings")))
        }
        self.quantisers = quantisers
        var backbones: [Backbone] = []
        for value in try root.list("backbones") {
            let object = try SchemaObject(value, "backbone", allowed: ["text", "of"])
            backbones.append(Backbone(text: try object.string("text"), title: try object.string("of")))
        }
        self.backbones = backbones
        var reparametrisations: [Reparametrisation] = []
        for value in try root.list("reparametrisations") {
            let object = try SchemaObject(value, "reparametrisation", allowed: ["by", "endings", "undo"])
            reparametrisations.append(
                Reparametrisation(
                    name: try object.string("by"), endings: try object.strings("endings"),
                    undo: try object.string("undo")))
        }
        self.reparametrisations = reparametrisations
        var producers: [Producer] = []
        for value in try root.list("producers") {
            let object = try SchemaObject(value, "producer", allowed: ["by", "parts"])
            producers.append(Producer(name: try object.string("by"), parts: try object.strings("parts")))
        }
        self.producers = producers
        var seen: Set<String> = []
        for piece in prefixes + insertions + others where !seen.insert(piece.text).inserted {
            throw .schema("the wrapper '\(piece.text)' occurs twice")
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
    /// The program that puts `text` before or into names; nil: none that is known.
    package func origin(of text: String) -> String? {
        (prefixes + insertions + others).first { $0.text == text }?.origin
    }

    /// Whether `text` consists only of pieces that are removed when names are read.
    package func areTakenOut(_ text: String) -> Bool {
        let known = (prefixes + insertions).map(\.text)
        var rest = text[...]
        while let next = known.first(where: rest.hasPrefix) { rest = rest.dropFirst(next.utf8.count) }
        return rest.isEmpty
    }

    /// The other architecture whose backbone a prefix names: that of `module.roberta.`; nil: it names none.
    ///
    /// - Parameter own: the words of the architecture itself.
    package func backbone(in prefix: String, except own: Set<String>) -> Backbone? {
        let parts = Set(prefix.split { $0 == "." || $0 == "/" }.map(String.init)).subtracting(own)
        return backbones.first { parts.contains($0.text) }
    }

    /// The quantiser that adds a tensor of this name; nil: none that is known.
    package func quantiser(of tensorName: String) -> Quantiser? {
        quantisers.first { $0.endings.contains(where: tensorName.hasSuffix) }
    }

    /// The module whose weights were quantised, by the name of a tensor that is left of it: `a.b` of `a.b.SCB` and of
    /// `a.b.weight.absmax`; nil: no quantiser that is known leaves such a tensor.
    package func quantisedModule(of tensorName: String) -> String? {
        let endings = quantisers.flatMap(\.endings).sorted { $0.utf8.count > $1.utf8.count }
        guard let ending = endings.first(where: tensorName.hasSuffix) else { return nil }
        let module = tensorName.dropLast(ending.count)
        return String(module.hasSuffix(".weight") ? module.dropLast(".weight".count) : module)
    }

    /// The program that gives parameters such names; nil: none that is known.
    package func producer(of tensorNames: [String]) -> String? {
        let names = tensorNames.map { "." + $0.replacing("/", with: ".") + "." }
        return producers.first { producer in
            producer.parts.contains { part in names.contains { $0.contains(".\(part).") } }
        }?.name
    }

    /// `name` without what reading takes out of its beginning.
    package func unwrapped(_ name: String) -> Substring {
        let known = (prefixes + insertions).map(\.text)
        var rest = name[...]
        while let next = known.first(where: rest.hasPrefix) { rest = rest.dropFirst(next.count) }
        return rest
    }
}
