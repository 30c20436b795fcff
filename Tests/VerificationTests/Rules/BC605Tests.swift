import ByteIO
import TestSupport
import Testing
import Verification

@Suite("BC605 pickled-companions, as verify shows it")
struct BC605Tests {
    /// The subjects of the rule, of a model with these further files.
    private static func subjects(_ files: [(String, [UInt8])]) throws -> [String] {
        let folder = TemporaryFolder()
        _ = TinyBert().write(to: folder)
        for (name, bytes) in files {
            if name.contains("/") { _ = Tool.run(["mkdir", "-p", FilePath.folder(of: folder.file(name))]) }
            _ = folder.write(bytes, to: name)
        }
        let findings = try Verified(folder.path).findings(of: .pickledCompanions)
        #expect(findings.allSatisfy { $0.severity == .note && $0.noun == "file" })
        return findings.map(\.subject)
    }

    @Test(
        "A pickle by its name, whatever is in it",
        arguments: ["tokenizer.pkl", "model.joblib", "vectoriser.pickle", "extra/deep/x.pkl"])
    func names(name: String) throws {
        #expect(try Self.subjects([(name, Array("x".utf8))]) == [name])
    }

    @Test("A pickle by its content: bare, in an archive of torch's, in a file of torch before 1.6")
    func contents() throws {
        let bare: [UInt8] = [0x80, 4, 0x95, 2, 0, 0, 0, 0, 0, 0, 0, 0x4E, 0x2E]
        let archive = bytes(ofFile: Fixtures.path("torch-accepts/names/root-a-dict.pt"))
        let legacy = bytes(ofFile: Fixtures.path("torch-accepts/legacy/sound.pt"))
        let found = try Self.subjects([
            ("data.dat", bare), ("optimizer.pt", archive), ("training_args.bin", archive), ("rng_state.pth", legacy),
        ])
        #expect(found == ["data.dat", "optimizer.pt", "rng_state.pth", "training_args.bin"])
    }

    @Test("Weights, other archives, texts and damaged beginnings are none")
    func nearMisses() throws {
        let archive = bytes(ofFile: Fixtures.path("torch-accepts/names/root-a-dict.pt"))
        let found = try Self.subjects([
            ("pytorch_model.bin", archive), ("pytorch_model-00001-of-00002.bin", archive),
            ("adapter_model.bin", archive), ("notes.txt", Array("\u{80}x".utf8)), ("short", [0x80, 4]),
            ("cut.dat", [0x80, 4, 0x4E, 0x4E]), ("other.zip", [0x50, 0x4B, 3, 4] + Array(repeating: 0x20, count: 60)),
            (".hidden.pkl", [0x2E]), ("pkl", [0x2E]),
        ])
        #expect(found.isEmpty)
    }
}
