import TestSupport
import Testing

/// Guards `fix` and `--fix` on every model of the corpora that are damaged, or that people could not load.
@Suite("Each command that verify prints cures what it is printed for", .slow)
struct FixCorpusTests {
    private static let corpora = ["damage", "loading", "gate", "h5py-3.16.0", "torch-accepts"]

    private static let folders: [String] = corpora.flatMap { corpus in
        folderNames(in: Fixtures.path(corpus)).map { "\(corpus)/\($0)" }
    }

    private static func folderNames(in path: String) -> [String] {
        Tool.run(["find", path, "-mindepth", "1", "-maxdepth", "1", "-type", "d", "-printf", "%f\\n"]).output
            .split(separator: "\n").map(String.init).sorted()
    }

    /// Folders whose weights are those of another folder, in another wrapping.
    private static let references: [String: String] = Dictionary(
        uniqueKeysWithValues: [
            "compiled", "compiled-backbone", "compiled-data-parallel", "data-parallel", "data-parallel-compiled",
            "deflated", "gamma-beta", "gamma-beta-prefixed", "lightning", "lightning-without-type",
            "model-prefix", "nested-model", "no-format-metadata", "number-before-weights",
            "one-layer-prefixed",
        ].map { ("damage/" + $0, Fixtures.path("damage/healthy-BertForSequenceClassification/model.safetensors")) })

    @Test(
        "A folder, under a name that a shell takes for something else",
        arguments: folders.enumerated().map(\.self).sampled())
    func folder(number: Int, folder: String) throws {
        let proof = FixProof(
            copying: Fixtures.path(folder), as: FixProof.names[number % FixProof.names.count],
            className: Self.className(folder))
        let outcome = try proof.outcome(folder)
        if let reference = Self.references[folder] {
            try Self.expectEqual(try #require(outcome.written.first, "\(folder)"), toFile: reference, folder)
        }
    }

    @Test("A file of such a folder by its own name", arguments: folders.enumerated().map(\.self).sampled(from: 1))
    func file(number: Int, folder: String) throws {
        for name in ["model.safetensors", "pytorch_model.bin", "tf_model.h5", "pytorch_model.bin.index.json"]
        where !bytes(ofFile: Fixtures.path("\(folder)/\(name)")).isEmpty {
            let proof = FixProof(
                copying: Fixtures.path(folder), as: FixProof.names[(number + 7) % FixProof.names.count], file: name,
                className: Self.className(folder))
            _ = try proof.outcome("\(folder)/\(name)")
        }
    }

    private static let keras = folderNames(in: Fixtures.path("transformers-4.44.2"))

    @Test("What TensorFlow wrote becomes, bit for bit, what transformers makes of it", arguments: keras)
    func reference(name: String) throws {
        let source = Fixtures.path("transformers-4.44.2/\(name)")
        let expected = source + "/expected.safetensors"
        guard !bytes(ofFile: expected).isEmpty else { return }
        let outcome = try FixProof(copying: source, as: "it's \"\(name)\"").outcome(name)
        guard let written = outcome.written.first else { return }
        // Outside of the model the user's own layers go along under their own names.
        let own = Set((SafetensorsBytes.tensors(in: bytes(ofFile: expected)) ?? []).map(\.name))
        try Self.expectEqual(written.filter { own.contains($0.name) }, toFile: expected, name)
    }

    private static func className(_ folder: String) -> String? {
        let text = String(decoding: bytes(ofFile: Fixtures.path(folder) + "/case.json"), as: UTF8.self)
        guard let start = text.firstRange(of: "\"as\": \"")?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }

    private static func expectEqual(_ written: [StoredTensor], toFile path: String, _ title: String) throws {
        let expected = try #require(SafetensorsBytes.tensors(in: bytes(ofFile: path)), "\(title)")
        #expect(written.map(\.name).sorted() == expected.map(\.name).sorted(), "\(title)")
        for tensor in expected {
            let same = written.first { $0.name == tensor.name }
            #expect((same == tensor) as Bool, "\(title): \(tensor.name)")
        }
    }
}
