import ByteIO
import JSONText
import ModelSchema
import TestSupport
import Testing

@Suite("A schema file of one's own is refused with its line and what is expected")
struct OwnSchemaTests {
    static let example = Fixtures.folder + "/../Examples/architectures/code-bert.json"

    /// The example with `text` in the place of the first `old`.
    private static func changed(_ old: String, _ text: String) -> String {
        let example = String(decoding: bytes(ofFile: example), as: UTF8.self)
        return example.replacing(old, with: text, maxReplacements: 1)
    }

    private static func fault(_ text: String) throws -> Fault {
        let folder = TemporaryFolder()
        return try #require(throws: Fault.self) {
            _ = try KnownArchitectures(adding: [folder.write(text, to: "own.json")])
        }
    }

    @Test("The example of docs/architectures.md is known after the built-in ones, with its file")
    func example() throws {
        let known = try KnownArchitectures(adding: [Self.example]).all()
        #expect(known.dropLast().map(\.name) == (try KnownArchitectures.builtIn.all()).map(\.name))
        #expect(known.last?.schemaPath == Self.example)
        #expect(known.last?.bareComponents == ["backbone", "pooler"])
        #expect(known.dropLast().allSatisfy { $0.schemaPath == nil })
    }

    @Test(
        "Wrong JSON and values that the meta-schema forbids have a line, a column and a place",
        arguments: [
            (#""title": "CodeBert","#, #""title": "CodeBert""#, "line 5, column 3", "',' or '}' expected"),
            (#""title": "CodeBert""#, #""title": 3"#, "line 4, column 3, /title", "is an integer, expected string"),
            (
                #""architecture": "code-bert""#, #""architecture": "Code""#, "line 3, column 3, /architecture",
                "'Code' does not match"
            ),
            (#""backbonePrefix""#, #""prefix""#, "line 1, column 1", "has no 'backbonePrefix' (and 1 more)"),
            (#""minimum": 1"#, #""smallest": 1"#, "/configuration/0/smallest", "unknown member"),
            (#""separator": ".""#, #""separator": ":""#, "/dialects/0/separator", #"values allowed: ".", "/""#),
        ])
    func metaSchema(old: String, new: String, place: String, reason: String) throws {
        let fault = try Self.fault(Self.changed(old, new))
        #expect(fault.file?.hasSuffix("/own.json") == true)
        #expect(fault.subject?.contains(place) == true, "\(fault)")
        #expect(fault.reason.contains(reason), "\(fault)")
        #expect(fault.offset == nil)
    }

    @Test(
        "A name that is defined nowhere is refused where it is used: a rule that never applies is none",
        arguments: [
            (#""divides": "hidden_size""#, "hidden", "/configuration/3/divides", "a field"),
            (#""below": "vocab_size""#, "vocab", "/configuration/8/below", "a field"),
            (#""counters": {"layer": "num_hidden_layers""#, "layers", "/counters/layer", "a field"),
            (#""zeroRow": "pad_token_id""#, "pad", "/kinds/3/parameters/0/zeroRow", "a field"),
            (
                #""initializer": "normal(0, initializer_range)""#, "normal(0, range)",
                "/kinds/0/parameters/0/initializer", "a field"
            ),
            (
                #""size": ["type_vocab_size", "hidden_size"]"#, #"["2 * types", "hidden_size"]"#,
                "/modules/0/modules/2/size/0", "a field"
            ),
            (#""path": "defect", "kind": "linear""#, "dense", "/modules/2/modules/0/kind", "one of 'kinds'"),
            (#"{"kind": "word-embedding", "parameter""#, "word", "/dialects/0/leaves/5/kind", "one of 'kinds'"),
            (
                #""components": ["backbone", "pooler", "defect", "severity"]"#, #"["backbone", "defects"]"#,
                "/classes/0/components/1", "a component"
            ),
            (
                #""ties": []"#, #"[{"parameter": "defect.weights", "to": "severity.weight", "when": "hidden_size"}]"#,
                "/ties/0/parameter", "a parameter"
            ),
            (
                #""ties": []"#, #"[{"parameter": "defect.weight", "to": "severity.weight", "when": "tied"}]"#,
                "/ties/0/when", "a field"
            ),
        ])
    func references(old: String, new: String, place: String, expected: String) throws {
        // The last value of `old` is the one that is replaced.
        let member = old.ranges(of: "\": ").last.map { String(old[..<$0.upperBound]) } ?? ""
        let text =
            if old.contains("\"kind\": \"") {
                old.replacing(#/("kind": )"[^"]*"/#) { "\($0.1)\"\(new)\"" }
            } else { member + (new.hasPrefix("[") ? new : "\"\(new)\"") }
        let fault = try Self.fault(Self.changed(old, text))
        #expect(fault.code == .schema)
        #expect(fault.subject?.hasSuffix(", " + place) == true, "\(fault)")
        #expect(fault.reason.contains("is unknown, expected \(expected)"), "\(fault)")
    }

    @Test(
        "A name that another architecture has is refused, and both are named",
        arguments: [
            (#""architecture": "code-bert""#, #""architecture": "bert""#, "/architecture", "architecture BERT"),
            (#""name": "CodeBertForDefects""#, #""name": "BertModel""#, "/classes/0/name", "BertModel of"),
            (#""name": "CodeBertForDefects""#, #""name": "TFBertModel""#, "/classes/0/name", "BertModel of"),
        ])
    func taken(old: String, new: String, place: String, reason: String) throws {
        let fault = try Self.fault(Self.changed(old, new))
        #expect(fault.code == .schema)
        #expect(fault.subject?.contains(place) == true)
        #expect(fault.reason.contains(reason) && fault.reason.contains("built-in"), "\(fault)")
    }

    @Test("Two files with one architecture are refused, and both are named")
    func twice() throws {
        let fault = try #require(throws: Fault.self) {
            try KnownArchitectures(adding: [Self.example, Self.example])
        }
        #expect(fault.file == Self.example)
        #expect(fault.reason.contains("'code-bert' in \(Self.example)"))
    }

    @Test(
        "What occurs twice, layers without a bound, and dialects that nobody reads are refused",
        arguments: [
            (#""name": "hidden_size""#, #""name": "vocab_size""#, "/configuration/1/name", "occurs twice"),
            (#", "maximum": 1000"#, "", "/counters/layer", "needs a \"maximum\""),
            (#""maximum": 1000"#, #""maximum": 62501"#, "/counters", "more than 1000000 parameters"),
            (#""dialect": "huggingface-pytorch""#, #""dialect": "mine""#, "/dialects", "huggingface-pytorch"),
            (#""path": "defect""#, #""path": "severity""#, "", "twice"),
        ])
    func others(old: String, new: String, place: String, reason: String) throws {
        let fault = try Self.fault(Self.changed(old, new))
        #expect(fault.code == .schema)
        #expect((fault.subject ?? "").contains(place))
        #expect(fault.reason.contains(reason), "\(fault)")
        #expect(!fault.description.contains("built-in"))
    }

    @Test("A file of any other kind is refused by size, encoding or depth, and quickly")
    func hostile() throws {
        let deep = String(repeating: "[", count: 100_000)
        #expect(try Self.fault(deep).code == .jsonDepth)
        #expect(try Self.fault("[]").code == .schema)
        #expect(try Self.fault("").code == .jsonSyntax)
        #expect(try Self.fault(String(repeating: " ", count: 1 << 20) + "{}").reason.contains("too large"))
        let long = Self.changed(#""path": "defect""#, #""path": "\#(String(repeating: "a.", count: 100_000))b""#)
        #expect(try Self.fault(long).code == .schema)
        #expect(throws: Fault.self) { try KnownArchitectures(adding: ["/nowhere.json"]) }
    }

    @Test("Every member that is left out of the example is missed, or may be missing")
    func removed() throws {
        let folder = TemporaryFolder()
        let root = try JSONParser.parse(bytes(ofFile: Self.example))
        for place in root.kindsOfPlaces() where place.isMember {
            let path = folder.write(JSONWriter.pretty(root.removing(place)), to: "own.json")
            do throws(Fault) {
                _ = try KnownArchitectures(adding: [path])
            } catch {
                let fault = error
                #expect(fault.code == .schema, "\(place): \(fault)")
                #expect(fault.file == path)
            }
        }
    }
}
