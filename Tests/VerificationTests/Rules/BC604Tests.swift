import ByteIO
import TestSupport
import Testing
import Verification

@Suite("BC604 own-code, as verify shows it")
struct BC604Tests {
    /// The tiny model's config.json with another field.
    private static func configuration(_ member: String) -> [String: String] {
        let folder = TemporaryFolder()
        _ = TinyBert().write(to: folder)
        let text = String(decoding: bytes(ofFile: folder.file("config.json")), as: UTF8.self)
        guard let end = text.lastIndex(of: "}") else { return [:] }
        return ["config.json": text[..<end] + ", \(member)}"]
    }

    @Test(
        "Code that a configuration names is a warning that says it",
        arguments: [
            (#""auto_map": {"AutoModel": "modeling_evil.Evil"}"#, "modeling_evil.Evil"),
            (#""auto_map": {"AutoModel": "org/other--modeling.Evil"}"#, "org/other--modeling.Evil"),
            (#""custom_pipelines": {"own": {"impl": "pipe.Own", "pt": ["AutoModel"]}}"#, "pipe.Own"),
            (#""attn_implementation": "org/flash""#, "'org/flash'"),
            (#""_attn_implementation": "org/flash@v1:attention""#, "'org/flash@v1:attention'"),
            (#""text_config": {"auto_map": {"AutoConfig": "c.C"}}"#, "c.C"),
        ])
    func fields(member: String, named: String) throws {
        let verified = try Verified(TinyBert(), with: Self.configuration(member))
        let finding = try verified.finding(of: .ownCode)
        #expect(finding.severity == .warning)
        #expect(finding.subject == "config.json")
        #expect(finding.message.contains(named))
    }

    @Test(
        "So are a tokenizer's, Python files, and code for generate()",
        arguments: [
            (#"tokenizer_config.json"#, #"{"auto_map": {"AutoTokenizer": ["t.T", null]}}"#, "tokenizer_config.json"),
            ("preprocessor_config.json", #"{"auto_map": {"AutoProcessor": "p.P"}}"#, "preprocessor_config.json"),
            ("generation_config.json", #"{"auto_map": {"AutoModel": "g.G"}}"#, "generation_config.json"),
            ("any_config.json", #"{"auto_map": {"AutoModel": "a.A"}}"#, "any_config.json"),
            ("modeling_own.py", "x = 1", "modeling_own.py"),
            ("custom_generate/generate.py", "x = 1", "custom_generate"),
        ])
    func files(name: String, text: String, subject: String) throws {
        let finding = try Verified(TinyBert(), with: [name: text]).finding(of: .ownCode)
        #expect(finding.subject == subject)
    }

    @Test("Each place is told of by itself")
    func several() throws {
        let files = Self.configuration(#""auto_map": {"AutoModel": "m.M"}"#).merging(["m.py": "", "n.py": ""]) { $1 }
        let findings = try Verified(TinyBert(), with: files).findings(of: .ownCode)
        #expect(findings.map(\.subject) == ["config.json", "m.py", "n.py"])
    }

    @Test(
        "Attention of the library's own, fields without a value and files that only look alike are none",
        arguments: [
            #""attn_implementation": "sdpa""#, #""_attn_implementation": {"text": "eager"}"#, #""auto_map": null"#,
            #""auto_maps": {"a": "b.C"}"#,
        ])
    func nearMisses(member: String) throws {
        var files = Self.configuration(member)
        files["happy"] = "x"
        files["notes.py.txt"] = "x"
        #expect(try Verified(TinyBert(), with: files).findings(of: .ownCode).isEmpty)
    }

    @Test("A file is examined with what is in its folder, unless no config.json makes that a model's")
    func file() throws {
        let folder = TemporaryFolder()
        let path = TinyBert().write(to: folder)
        _ = folder.write("x = 1", to: "modeling_own.py")
        #expect(try Verified(folder.path).findings(of: .ownCode).count == 1)
        #expect(try Verified(path).findings(of: .ownCode).count == 1)
        #expect(Tool.run(["rm", folder.file("config.json")]).status == 0)
        #expect(try Verified(path).findings(of: .ownCode).isEmpty)
    }
}
