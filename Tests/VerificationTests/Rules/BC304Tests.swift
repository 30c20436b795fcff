import TestSupport
import Testing
import Verification

@Suite("BC304 missing-format-metadata, as verify shows it")
struct BC304Tests {
    private static func verified(_ metadata: String?, _ depth: Examination.Depth = .values) throws -> Verified {
        let folder = TemporaryFolder()
        let model = TinyBert()
        _ = folder.write(model.configurationText, to: "config.json")
        _ = folder.write(SafetensorsBytes.file(model.tensors, metadata: metadata ?? "{}"), to: "model.safetensors")
        return try Verified(folder.path, depth)
    }

    @Test(
        "A file that does not say its library is a warning", arguments: [nil, #"{"other":"pt"}"#, #"{"Format":"pt"}"#])
    func absent(metadata: String?) throws {
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Self.verified(metadata, depth)
            #expect(verified.lines == ["BC304 warning model.safetensors"])
            #expect(verified.findings[0].conversion != nil)
        }
    }

    @Test("Another library is a warning that names it", arguments: ["tf", "flax", "PT", ""])
    func other(word: String) throws {
        let verified = try Self.verified(#"{"format":"\#(word)"}"#)
        #expect(verified.lines == ["BC304 warning model.safetensors"])
        #expect(verified.findings[0].message.contains("'\(word)'"))
    }

    @Test("PyTorch's word, and the one that is read as such, are none", arguments: ["pt", "mlx"])
    func nearMisses(word: String) throws {
        #expect(try Self.verified(#"{"format":"\#(word)"}"#).lines.isEmpty)
    }

    @Test("Each shard has its own word")
    func shards() throws {
        let folder = TemporaryFolder()
        let model = TinyBert()
        _ = folder.write(model.configurationText, to: "config.json")
        _ = folder.write(SafetensorsBytes.file(Array(model.tensors.prefix(9))), to: "a.safetensors")
        _ = folder.write(SafetensorsBytes.file(Array(model.tensors.dropFirst(9)), metadata: "{}"), to: "b.safetensors")
        let map = model.names.enumerated().map { "\"\($1)\": \"\($0 < 9 ? "a" : "b").safetensors\"" }
        _ = folder.write(
            "{\"metadata\": {}, \"weight_map\": {\(map.joined(separator: ","))}}", to: "model.safetensors.index.json")
        #expect(try Verified(folder.path).lines == ["BC304 warning b.safetensors"])
    }

    @Test("A PyTorch or Keras file has no such word")
    func formats() throws {
        #expect(try Verified(damage: "healthy-legacy").lines.isEmpty)
        #expect(try Verified(damage: "h5-healthy").findings(of: .missingFormatMetadata).isEmpty)
        #expect(try Verified(damage: "no-format-metadata").lines == ["BC304 warning model.safetensors"])
    }
}
