import ByteIO
import JSONText
import ModelSchema
import Schemas
import TestSupport
import Testing

@Suite("Loading an architecture refuses mistakes")
struct SchemaLoadingTests {
    private static func bert() throws -> JSONValue {
        try JSONParser.parse(try #require(Schemas.architectures.first))
    }

    private static func load(_ schema: JSONValue) throws(Fault) -> Architecture {
        try Architecture.read(schema: Array(JSONWriter.compact(schema).utf8), try Wrappers())[0]
    }

    @Test("A member that is not known is refused wherever it stands, not skipped")
    func unknownMember() throws {
        let bert = try Self.bert()
        // Maps have members of any name.
        let maps = ["modules", "counters", "fixed", "required", "unused", "assumes", "endings", "byClass"]
        for place in bert.kindsOfPlaces() where bert[place]?.object != nil {
            if case .member(let name)? = place.steps.last, maps.contains(name) { continue }
            let damaged = bert.changing(place) { value in
                .object(
                    JSONObject(members: (value.object?.members.map { ($0.name, $0.value) } ?? []) + [("colour", 1)]))
            }
            let fault = try #require(throws: Fault.self, "\(place)") { try Self.load(damaged) }
            #expect(fault.code == .schema, "\(place)")
            #expect(fault.reason == "mistake in a built-in schema: unknown member 'colour'", "\(place)")
            #expect(fault.subject != nil, "\(place)")
        }
    }

    @Test("A value of another type is refused wherever it stands")
    func wrongType() throws {
        let bert = try Self.bert()
        // Notes for readers of the file, which the program does not read; and the values of a condition.
        let unread = ["/$schema", "/sources", "/buffers/*/stored", "/modules/*/modules/*/when/in/*"]
        for place in bert.kindsOfPlaces() where !unread.contains(where: { place.kind.hasPrefix($0) }) {
            // A default may be null as far as the loader is concerned.
            let damaged = bert.changing(place) { _ in place.kind.hasSuffix("/default") ? [] : .null }
            let fault = try #require(throws: Fault.self, "\(place)") { try Self.load(damaged) }
            #expect(fault.code == .jsonType || fault.code == .schema, "\(place): \(fault)")
        }
    }

    @Test(
        "Text that means nothing, or something else already, is refused",
        arguments: [
            ("/kinds/0/kind", "layer-norm", "kind layer-norm occurs twice"),
            ("/kinds/0/parameters/0/initializer", "uniform", "unknown initialiser 'uniform'"),
            ("/kinds/0/parameters/0/shape/0", "height", "kind linear has no 'height'"),
            ("/modules/0/modules/0/kind", "conv", "'bert.embeddings.word_embeddings' has an unknown kind"),
            ("/modules/0/modules/0/kind", "bias", "'bert.embeddings.word_embeddings' has the wrong number of sizes"),
            ("/modules/0/modules/0/size/0", "vocab_size *", "bad expression 'vocab_size *'"),
            (
                "/modules/0/modules/1/path", "bert.embeddings.word_embeddings",
                "'bert.embeddings.word_embeddings.weight' occurs twice"
            ),
            ("/configuration/0/type", "float", "'vocab_size' has no known type"),
            ("/buffers/0/content", "ones", "buffer 'bert.embeddings.position_ids' has no known content"),
            ("/buffers/0/size/0", "1 1", "bad expression '1 1'"),
            ("/dialects/0/separator", "", "a dialect has no separator"),
            (
                "/dialects/0/leaves/1/parameter", "weight",
                "dialect huggingface-pytorch has two leaves for linear.weight"
            ),
            (
                "/dialects/0/leaves/1/parameter", "b",
                "dialect huggingface-pytorch has a leaf for 'linear.b', which no module has"
            ),
            ("/dialects/1/leaves/0/orientation", "turned", "unknown orientation 'turned'"),
            (
                "/dialects/1/modules/qa_outputs", "classifier",
                "dialect huggingface-tensorflow gives 'classifier/kernel:0' two meanings"
            ),
            (
                "/dialects/0/leaves/2/leaf", ".bias",
                "dialect huggingface-pytorch gives 'bert.embeddings.LayerNorm.bias' two meanings"
            ),
        ])
    func badText(pointer: String, text: String, reason: String) throws {
        let bert = try Self.bert()
        let place = try #require(bert.places().first { $0.description == pointer }, "\(pointer)")
        let fault = try #require(throws: Fault.self) { try Self.load(bert.changing(place) { _ in .string(text) }) }
        #expect(fault.code == .schema)
        #expect(fault.reason == "mistake in a built-in schema: " + reason)
    }

    @Test(
        "A schema that is not a JSON object is refused", arguments: [("[]", Fault.Code.jsonType), ("{", .jsonSyntax)])
    func notAnObject(text: String, code: Fault.Code) throws {
        let fault = try #require(throws: Fault.self) { try Architecture.read(schema: Array(text.utf8), try Wrappers()) }
        #expect(fault.code == code)
    }

    @Test("What is written back from the parsed file loads as the same architecture")
    func unchanged() throws {
        let (again, original) = (try Self.load(try Self.bert()), try BERT.architecture())
        #expect(again.parameters.map(\.path) == original.parameters.map(\.path))
        #expect(again.dialects.map(\.spellings) == original.dialects.map(\.spellings))
    }
}
