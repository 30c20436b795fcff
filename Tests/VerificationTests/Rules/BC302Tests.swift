import ByteIO
import Formats
import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC302 weight-files-differ and BC308 other-weights-first, as verify shows them")
struct BC302Tests {
    @Test("Other weights that differ are an error that says how many and which is loaded")
    func stale() throws {
        let verified = try Verified(damage: "stale-safetensors", .values)
        #expect(verified.lines == ["BC302 error pytorch_model.bin"])
        #expect(verified.findings[0].message.contains("41 of 41 weights differ"))
        #expect(verified.findings[0].evidence["loaded"]?.string == "model.safetensors")
        #expect(
            try Verified(damage: "stale-whole-file", .values).lines == [
                "BC308 error model.safetensors.index.json"
            ])
    }

    @Test("Equal ones are a note")
    func equal() throws {
        let verified = try Verified(damage: "equal-weight-files", .values)
        #expect(verified.lines == ["BC302 note pytorch_model.bin"])
        #expect(verified.findings[0].help.contains("nothing"))
    }

    @Test(
        "Without values they are named and said not to be compared",
        arguments: ["stale-safetensors", "equal-weight-files"])
    func headers(name: String) throws {
        let verified = try Verified(damage: name, .headers)
        #expect(verified.lines == ["BC302 note pytorch_model.bin"])
        #expect(verified.findings[0].message.contains("not compared"))
        #expect(verified.findings[0].help.contains("--headers-only"))
    }

    @Test("One value that differs is enough, and the parameter is named")
    func oneByte() throws {
        let (lines, message) = try Self.beside { $0.tensors[3].bytes[0] ^= 1 }
        #expect(lines == ["BC308 error model.safetensors.index.json"])
        #expect(message.contains("1 of \(TinyBert().tensors.count) weights differ"))
        #expect(message.contains("'\(TinyBert().names[3])'"))
    }

    @Test("The same weights in another order, or with another class's head, as the words say")
    func contents() throws {
        #expect(try Self.beside { $0.tensors.reverse() }.lines == ["BC302 note model.safetensors.index.json"])
        let (lines, message) = try Self.beside { $0.remove("classifier.bias") }
        #expect(lines == ["BC308 error model.safetensors.index.json"])
        #expect(message.contains("1 is not in this file"))
    }

    /// What is said of a sharded set with a changed copy of a model, beside the model itself.
    private static func beside(_ change: (inout TinyBert) -> Void) throws -> (lines: [String], message: String) {
        var other = TinyBert()
        change(&other)
        let folder = TemporaryFolder()
        _ = TinyBert().write(to: folder)
        _ = other.writeWeights(to: folder, as: "a.safetensors")
        let map = other.names.map { "\"\($0)\": \"a.safetensors\"" }.joined(separator: ",")
        _ = folder.write("{\"metadata\": {}, \"weight_map\": {\(map)}}", to: "model.safetensors.index.json")
        let verified = try Verified(folder.path, .values)
        return (verified.lines, verified.findings.first?.message ?? "")
    }

    @Test("Other weights that cannot be read are a warning with the reason")
    func unreadable() throws {
        let verified = try Verified(TinyBert(), .values, with: ["pytorch_model.bin": "x"])
        #expect(verified.lines == ["BC302 warning pytorch_model.bin"])
        #expect(verified.findings[0].message.contains("cannot be compared"))
    }

    @Test("Where the configuration names the file, the others are notes")
    func stated() throws {
        let verified = try Verified(damage: "healthy-transformers-weights", .values)
        #expect(verified.lines == ["BC302 note model.safetensors"])
        #expect(verified.result.examination?.checkpoint.path.hasSuffix("/chosen.safetensors") == true)
    }

    @Test("A file that is named itself is not held against its neighbours; nor is a file of another kind")
    func nearMisses() throws {
        let path = Fixtures.path("damage/stale-safetensors/model.safetensors")
        #expect(try Verified(path, .values).lines.isEmpty)
        #expect(
            try Verified(TinyBert(), .values, with: ["flax_model.msgpack": "x", "optimizer.pt": "x"]).lines
                .isEmpty)
    }
}
