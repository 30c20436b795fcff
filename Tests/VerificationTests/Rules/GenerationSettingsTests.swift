import ByteIO
import TestSupport
import Testing
import Verification

/// Guards BC701 with what `GenerationConfig` of transformers 5.23 was seen to refuse when a model is loaded.
@Suite("BC701: settings for generating text that transformers 5 refuses")
struct GenerationSettingsTests {
    private static let file = "generation_config.json"
    private static let refused: [(field: String, text: String)] = [
        ("early_stopping", "\"zz\""), ("early_stopping", "2"), ("early_stopping", "[]"), ("max_new_tokens", "0"),
        ("max_new_tokens", "false"), ("max_new_tokens", "\"x\""), ("assistant_ensemble_weight", "1.0"),
        ("assistant_ensemble_weight", "true"), ("pad_token_id", "[0]"), ("cache_implementation", "\"foo\""),
        ("cache_implementation", "1"), ("compile_config", "{}"), ("watermarking_config", "{\"a\": 1}"),
        ("watermarking_config", "1"), ("watermarking_config", "{\"greenlist_ratio\": 2}"),
        ("watermarking_config", "{\"seeding_scheme\": null}"), ("watermarking_config", "{\"context_width\": 0}"),
        ("num_return_sequences", "5"), ("num_return_sequences", "[1]"), ("suppress_tokens", "1"),
        ("suppress_tokens", "[[1]]"), ("cache_config", "{\"a\": {\"dtype\": 3}}"),
    ]
    private static let accepted: [(field: String, text: String)] = [
        ("early_stopping", "true"), ("early_stopping", "1.0"), ("early_stopping", "\"never\""),
        ("max_new_tokens", "0.5"),
        ("max_new_tokens", "null"), ("assistant_ensemble_weight", "0.5"), ("pad_token_id", "-1"),
        ("cache_implementation", "\"paged\""), ("compile_config", "null"), ("watermarking_config", "{}"),
        ("watermarking_config", "{\"bias\": {\"dtype\": 3}, \"context_width\": true}"), ("num_return_sequences", "1"),
        ("num_return_sequences", "-3"), ("suppress_tokens", "\"ab\""), ("suppress_tokens", "[1, \"a\"]"),
        ("temperature", "0.7"), ("num_beams", "-1"), ("max_length", "\"x\""), ("cache_config", "{\"dtype\": 1.5}"),
    ]
    /// Of the file alone: transformers takes no such fields of config.json.
    private static let refusedInFile = [
        "[]", "null", "{\"to_dict\": 1}", "{\"validate\": null}", "{\"__class__\": 1}", "{\"self\": 1}",
        "{\"assistant_model\": null}", "{\"dtype\": 3}", "{\"my\": {\"dtype\": true}}",
        "{\"my\": \(String(repeating: "9", count: 4301))}", "{\"early_stopping\": \"zz\", \"top_k\": NaN}",
        "{\"early_stopping\": true, \"early_stopping\": \"zz\"}", "{\"num_return_sequences\": 3, \"num_beams\": 2}",
        "{\"num_return_sequences\": 3, \"num_beams\": \"x\"}",
        "{\"suppress_tokens\": [1, 2], \"forced_eos_token_id\": 2}",
        "{\"suppress_tokens\": [1, 2], \"forced_bos_token_id\": [1.0, true]}",
        "{\"suppress_tokens\": [], \"forced_bos_token_id\": 1.5}", String(repeating: "[", count: 5000),
        "{\"_from_model_config\": 1, \"early_stopping\": \"zz\"}", "{\"_from_model_config\": 0, \"streamer\": 1}",
    ]
    private static let acceptedInFile = [
        "{}", "{bad", "\u{FEFF}{\"early_stopping\": \"zz\"}", "{\"top_k\": NaN}", "{\"dtype\": \"foo\"}",
        "{\"dtype\": 1.5}",
        "{\"torch_dtype\": 3}", "{\"num_return_sequences\": 3, \"num_beams\": 3}",
        "{\"num_return_sequences\": 3, \"do_sample\": \"x\"}",
        "{\"suppress_tokens\": [1], \"forced_eos_token_id\": [1, 2]}",
        "{\"suppress_tokens\": null, \"forced_eos_token_id\": 1.5}", "{\"_from_model_config\": \"x\", \"streamer\": 1}",
        "{\"early_stopping\": \"zz\", \"early_stopping\": true}", "{\"my\": [{\"dtype\": 3}]}",
    ]

    private static func model(_ fields: [String: String] = [:], _ name: String = "BertLMHeadModel") -> TinyBert {
        var model = TinyBert(name)
        model.configuration.merge(fields) { _, new in new }
        return model
    }

    private static func findings(_ model: TinyBert, file text: String? = nil) throws -> [Finding] {
        try Verified(model, with: text.map { [file: $0] } ?? [:]).findings(of: .badConfiguration)
    }

    @Test("What it refuses is an error about the field, in the file and in config.json", arguments: refused)
    func refuses(field: String, text: String) throws {
        let inFile = try Self.findings(Self.model(), file: "{\"\(field)\": \(text)}")
        #expect(inFile.map(\.subject) == [field])
        #expect(inFile.first?.file?.hasSuffix("/" + Self.file) == true)
        let inConfiguration = try Self.findings(Self.model([field: text]))
        #expect(inConfiguration.map(\.subject) == [field])
        #expect(inConfiguration.first?.file?.hasSuffix("/config.json") == true)
    }

    @Test("What it accepts, or only warns of, is none", arguments: accepted)
    func accepts(field: String, text: String) throws {
        #expect(try Self.findings(Self.model(), file: "{\"\(field)\": \(text)}").isEmpty)
        #expect(try Self.findings(Self.model([field: text])).isEmpty)
    }

    @Test("What it refuses in the file is one error about it, and a conversion stops", arguments: refusedInFile)
    func refusesFile(text: String) throws {
        let findings = try Self.findings(Self.model(), file: text)
        #expect(findings.count == 1 && findings[0].severity == .error)
        #expect(findings.first?.file?.hasSuffix("/" + Self.file) == true)
        let folder = TemporaryFolder()
        _ = Self.model().write(to: folder)
        _ = folder.write(text, to: Self.file)
        #expect(throws: Fault.self) { try Examined(folder.path) }
    }

    @Test("What it accepts in the file is none, and neither is what is no JSON", arguments: acceptedInFile)
    func acceptsFile(text: String) throws {
        #expect(try Self.findings(Self.model(), file: text).isEmpty)
    }

    @Test("Of config.json some settings count only where the file is not there, or is no JSON")
    func dropped() throws {
        let model = Self.model(["early_stopping": "\"zz\""])
        #expect(try Self.findings(model, file: "{}").isEmpty)
        #expect(try Self.findings(model, file: "{bad").count == 1)
        #expect(try Self.findings(Self.model(["max_new_tokens": "0"]), file: "{}").count == 1)
    }

    @Test("A class that does not generate reads none of it", arguments: ["BertModel", "BertForMaskedLM"])
    func others(name: String) throws {
        let model = Self.model(["early_stopping": "\"zz\""], name)
        #expect(try Self.findings(model, file: "[]").isEmpty)
        let asGenerating = try Verified(
            Self.model(["early_stopping": "\"zz\""], "BertForMaskedLM"), as: "BertLMHeadModel")
        #expect(asGenerating.findings(of: .badConfiguration).map(\.subject) == ["early_stopping"])
    }
}
