import ByteIO
import JSONText
import Schemas
import TestSupport
import Testing

/// Guards the files in `Schemas/` with `architecture.schema.json`.
@Suite("Architecture files keep to their JSON Schema")
struct MetaSchemaTests {
    private static func schema() throws -> JSONSchema {
        let path = Fixtures.folder + "/../Schemas/architecture.schema.json"
        return try JSONSchema(bytes(ofFile: path))
    }

    private static func bert() throws -> JSONValue {
        try JSONParser.parse(try #require(Schemas.architectures.first))
    }

    @Test("Every architecture that is compiled in is valid", arguments: Schemas.architectures)
    func valid(text: [UInt8]) throws {
        #expect(try Self.schema().problems(in: try JSONParser.parse(text)).isEmpty)
    }

    @Test("Every library, and the list of wrappers, keeps to its JSON Schema")
    func libraries() throws {
        let folder = Fixtures.folder + "/../Schemas/"
        let library = try JSONSchema(bytes(ofFile: folder + "library.schema.json"))
        #expect(Schemas.libraries.count >= 2)
        for text in Schemas.libraries {
            #expect(library.problems(in: try JSONParser.parse(text)).isEmpty)
        }
        let wrappers = try JSONSchema(bytes(ofFile: folder + "wrappers.schema.json"))
        #expect(wrappers.problems(in: try JSONParser.parse(Schemas.wrappers)).isEmpty)
        let sentences = try JSONSchema(bytes(ofFile: folder + "sentence-transformers.schema.json"))
        #expect(sentences.problems(in: try JSONParser.parse(Schemas.sentenceTransformers)).isEmpty)
        let texts = try JSONSchema(bytes(ofFile: folder + "sentences.schema.json"))
        #expect(texts.problems(in: try JSONParser.parse(Schemas.sentences)).isEmpty)
        let tokenizers = try JSONSchema(bytes(ofFile: folder + "tokenizers.schema.json"))
        #expect(tokenizers.problems(in: try JSONParser.parse(Schemas.tokenizers)).isEmpty)
    }

    /// Members that may be missing.
    private static let optional: Set<String> = [
        "/configuration/*/minimum", "/configuration/*/maximum", "/configuration/*/nullable",
        "/configuration/*/values", "/configuration/*/divides", "/configuration/*/countOf",
        "/configuration/*/needs", "/configuration/*/below", "/behaviour/*/usualPrefix",
        "/configuration/*/default", "/modelTypes", "/stream",
        "/modules/*/modules/*/removedIn", "/modules/*/modules/*/alsoCalled",
        "/kinds/*/parameters/*/zeroRow", "/modules/*/modules/*/when", "/modules/*/modules/*/when/in",
        "/ties/*/alwaysBefore", "/classes/*/isBare", "/classes/*/auto", "/classes/*/generates", "/classes/*/fixed",
        "/classes/*/required", "/dialects/*/leaves/*/legacy",
        "/dialects/*/leaves/*/orientation", "/dialects/*/modules", "/dialects/*/takesWrappers",
        "/dialects/*/groups", "/dialects/*/groups/*/copies", "/dialects/*/classPrefix", "/dialects/*/leaves",
        "/dialects/*/leaves/*/kind", "/dialects/*/splitsHeads", "/dialects/*/variants",
        "/dialects/*/assumes", "/dialects/*/variants/*/lacks", "/dialects/*/variants/*/unused",
        "/dialects/*/alwaysBuilt", "/dialects/*/endings",
        "/forward", "/forward/causal",
        "/forward/blocks/*/classes", "/forward/blocks/*/outputs", "/forward/blocks/*/outputs/*/byClass",
    ]

    /// Whether a member may be missing: of a step each, as it has one of many.
    private static func isOptional(_ kind: String) -> Bool {
        let isOfStep = kind.hasPrefix("/forward/blocks/*/steps/*/")
        return optional.contains(kind) || isOfStep && !["/tokens", "/keys", "/values"].contains(where: kind.hasSuffix)
    }

    /// Objects whose members have no fixed names.
    private static func isMap(_ kind: String) -> Bool {
        kind.hasPrefix("/dialects/*/modules/") || kind.hasPrefix("/counters/")
            || kind.hasPrefix("/dialects/*/variants/*/modules/") || kind.hasPrefix("/dialects/*/variants/*/unused/")
            || kind.hasPrefix("/dialects/*/assumes/") || kind.hasPrefix("/dialects/*/endings/")
            || kind.hasPrefix("/classes/*/fixed/")
            || kind.hasPrefix("/classes/*/required/") || kind.hasPrefix("/forward/blocks/*/outputs/*/byClass/")
    }

    @Test("A copy that lacks a member is refused, unless it is one of those that may be missing")
    func removed() throws {
        let (schema, bert) = (try Self.schema(), try Self.bert())
        for place in bert.kindsOfPlaces() where place.isMember && !Self.isMap(place.kind) {
            let problems = schema.problems(in: bert.removing(place))
            #expect(problems.isEmpty == Self.isOptional(place.kind), "\(place): \(problems)")
        }
    }

    @Test("A copy with a misspelt member is refused there")
    func misspelt() throws {
        let (schema, bert) = (try Self.schema(), try Self.bert())
        for place in bert.kindsOfPlaces() where place.isMember && !Self.isMap(place.kind) {
            let problems = schema.problems(in: bert.removing(place, renamingTo: place.lastName + "s"))
            #expect(problems.contains("\(place)s: unknown member"), "\(place): \(problems)")
        }
    }

    @Test("A copy with a value of another type is refused there")
    func wrongType() throws {
        let (schema, bert) = (try Self.schema(), try Self.bert())
        for place in bert.kindsOfPlaces() {
            // What a library takes for an absent field is any single value.
            // An epsilon may be a field or a number.
            let isDefault = ["/behaviour/*/default", "/tokenizer/*/default", "/forward/epsilon"].contains(place.kind)
            for wrong in isDefault ? [JSONValue.array([])] : [.null, .decimal("0.5")] {
                let problems = schema.problems(in: bert.changing(place) { _ in wrong })
                #expect(problems.contains { $0.hasPrefix("\(place): ") }, "\(place): \(problems)")
            }
        }
    }

    @Test(
        "Text that cannot be meant is refused",
        arguments: [
            ("/backbonePrefix", "bert"), ("/architecture", "BERT"), ("/configuration/*/name", "hidden size"),
            ("/kinds/*/parameters/*/initializer", "normal(0,range)"), ("/modules/*/modules/*/path", "bert..pooler"),
            ("/modules/*/modules/*/size/*", "2*hidden_size"), ("/buffers/*/content", "ones"),
            ("/dialects/*/leaves/*/leaf", "weight"), ("/dialects/*/separator", ""), ("/dialects/*/scopes/*", "*"),
            ("/dialects/*/leaves/*/orientation", "turned"), ("/classes/*/name", "bertModel"), ("/$schema", "x.json"),
        ])
    func badText(kind: String, text: String) throws {
        let bert = try Self.bert()
        let place = try #require(bert.places().first { $0.kind == kind })
        let problems = try Self.schema().problems(in: bert.changing(place) { _ in .string(text) })
        #expect(problems.count == 1)
        #expect(problems.first?.hasPrefix("\(place): ") == true, "\(problems)")
    }

    @Test(
        "The validator refuses a schema that it would not check wholly",
        arguments: [
            #"{"maxItems": 1}"#, #"{"properties": {"a": {"format": "date"}}}"#, #"{"items": {"uniqueItems": true}}"#,
            ##"{"$ref": "#/$defs/none"}"##, #"{"$ref": "other.json"}"#, #"{"additionalProperties": true}"#,
            #"{"$defs": {"a": {"oneOf": []}}}"#, #"{"$defs": {"a": {"anyOf": [{}]}}}"#,
            #"{"oneOf": [{"anyOf": []}]}"#, #"{"items": []}"#,
        ])
    func unknownKeyword(text: String) throws {
        let fault = try #require(throws: Fault.self) { try JSONSchema(Array(text.utf8)) }
        #expect(fault.code == .jsonSchema)
    }

    @Test("Too few elements and values outside an enumeration are refused")
    func otherKeywords() throws {
        let schema = try JSONSchema(Array(#"{"items": {"enum": [1, "a"]}, "minItems": 2}"#.utf8))
        #expect(schema.problems(in: [1, "a"]).isEmpty)
        #expect(schema.problems(in: [1]) == [": has 1 elements, at least 2 expected"])
        #expect(schema.problems(in: [1, 2]) == ["/1: is none of the values allowed: 1, \"a\""])
    }

    @Test("Of several schemas exactly one has to fit, and the nearest says what is wrong")
    func oneOf() throws {
        let text = #"{"oneOf": [{"type": "integer", "minimum": 0}, {"required": ["a"], "type": "object"}]}"#
        let schema = try JSONSchema(Array(text.utf8))
        #expect(schema.problems(in: 0).isEmpty)
        #expect(schema.problems(in: ["a": 1]).isEmpty)
        #expect(schema.problems(in: -1) == [": is below 0.0"])
        let both = try JSONSchema(Array(#"{"oneOf": [{"type": "integer"}, {"minimum": 0}]}"#.utf8))
        #expect(both.problems(in: 1) == [": fits 2 schemas of which it may fit one"])
        #expect(both.problems(in: -1).isEmpty)
    }
}
