import TestSupport
import Testing
import Verification

/// Guards BC701 with what AutoConfig and AutoModel of transformers 5.23 were seen to refuse.
@Suite("BC701: what the class loads, and AutoModel refuses")
struct AutomaticClassTests {
    private static func lines(_ fields: [String: String?], _ name: String) throws -> [String] {
        var model = TinyBert(name)
        for (field, text) in fields { model.configuration[field] = text }
        return try Verified(model).findings(of: .badConfiguration).map { "\($0.severity) \($0.subject)" }
    }

    @Test("Without model_type it is a warning that says which to write", arguments: [nil, "null"])
    func modelType(text: String?) throws {
        var model = TinyBert()
        model.configuration["model_type"] = text
        let verified = try Verified(model)
        #expect(verified.lines == ["BC701 warning model_type"])
        #expect(verified.findings[0].message.contains("AutoModelForSequenceClassification refuses it"))
        #expect(verified.findings[0].help.contains(#""model_type": "bert""#))
        // A conversion writes what the class loads.
        #expect(try Examined(model).findings.isEmpty)
        #expect(try Verified(damage: "model-type-missing").lines == ["BC701 warning model_type"])
    }

    @Test(
        "An auto_map that it cannot take a class out of is a warning",
        arguments: [
            #"{"AutoConfig": 3}"#, #"{"AutoConfig": null}"#, #""AutoConfig""#, #"["AutoConfig"]"#,
            #""xAutoModelForSequenceClassificationx""#, #"["AutoModelForSequenceClassification"]"#,
            #"{"AutoModelForSequenceClassification": 3}"#, #"{"AutoConfig": ["--"]}"#,
        ])
    func map(text: String) throws {
        #expect(
            try Self.lines(["auto_map": text], "BertForSequenceClassification") == ["warning auto_map"])
    }

    @Test(
        "One that names code, or another class, is none",
        arguments: [
            #"{"AutoConfig": "a.B"}"#, #"{"AutoConfig": "org--a.B"}"#, #"{"AutoModel": 3}"#, #"{"AutoConfig": ["a"]}"#,
            "{}", #""""#, #"["x"]"#,
        ])
    func goodMap(text: String) throws {
        #expect(try Self.lines(["auto_map": text], "BertForSequenceClassification").isEmpty)
    }

    @Test("AutoModel itself is the class that chooses BertModel", arguments: [#"{"AutoModel": 3}"#, #"["AutoModel"]"#])
    func bare(text: String) throws {
        #expect(try Self.lines(["auto_map": text], "BertModel") == ["warning auto_map"])
    }
}
