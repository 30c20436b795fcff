import ByteIO
import Formats
import TestSupport
import Testing

@testable import Reporting
@testable import Verification

/// Guards the numbers beside a finding: what the library does not load is not counted as loaded.
@Suite("Where the library loads nothing, no value is loaded and untrained")
struct LoaderStopTests {
    private static let norm = "bert.embeddings.LayerNorm"

    /// A model with a norm as the library initialises it: 4 ones and 4 zeros.
    private static func model() -> TinyBert {
        var model = TinyBert()
        for (index, tensor) in model.tensors.enumerated() {
            let count = tensor.shape.reduce(1, *)
            var floats = (0..<count).map { 1 / Float(7 * index + $0 + 3) }
            if tensor.name == norm + ".weight" { floats = [Float](repeating: 1, count: count) }
            if tensor.name == norm + ".bias" { floats = [Float](repeating: 0, count: count) }
            model.tensors[index] = StoredTensor(tensor.name, tensor.shape, floats: floats)
        }
        return model
    }

    private static func report(_ model: TinyBert) throws -> VerifyReport {
        let (folder, scratch) = (TemporaryFolder(), TemporaryFolder())
        _ = model.write(to: folder)
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), depth: .values, as: nil,
            scratchFolder: scratch.path, seeds: [0])
        let result = verifier.verify(folder.path)
        withExtendedLifetime((folder, scratch)) {}
        return VerifyReport(result, result.findings.map { JudgedFinding($0) }, failOn: .error, notes: [])
    }

    @Test("A model that is loaded has its untrained values counted")
    func loaded() throws {
        let report = try Self.report(Self.model())
        #expect(report.summary.untrainedParameters == 8)
        #expect(report.loadedShare?.hasPrefix("loaded ") == true && report.neverTrainedShare != nil)
        #expect(report.headline.contains("BC502"), "\(report.headline)")
    }

    @Test(
        "Whatever stops the library comes first in the headline, and nothing is loaded",
        arguments: [
            ("hidden_act", "\"gelo\"", "BC701"), ("num_attention_heads", "3", "BC701"),
            ("layer_norm_eps", "\"1e-12\"", "BC701"), ("intermediate_size", "7", "BC103"),
            ("quantization_config", "{\"quant_method\": \"bitsandbytes\", \"load_in_8bit\": true}", "BC111"),
        ])
    func stopped(field: String, value: String, rule: String) throws {
        var model = Self.model()
        model.configuration[field] = value
        let report = try Self.report(model)
        #expect(report.findings.contains { $0.finding.rule == .untrainedStrong })
        #expect(report.summary.untrainedParameters == 0 && report.neverTrainedShare == nil)
        #expect(report.loadedShare?.hasPrefix("loaded ") == false, "\(report.loadedShare ?? "")")
        #expect(report.headline.contains("(\(rule)"), "\(report.headline)")
        #expect(!report.headline.contains("never trained"), "\(report.headline)")
    }

    @Test("Values behind a prefix are not loaded, so none of them is loaded and untrained")
    func hidden() throws {
        var model = Self.model()
        model.rename { "module." + $0 }
        let report = try Self.report(model)
        #expect(report.findings.contains { $0.finding.rule == .untrainedStrong })
        #expect(report.summary.loaded == 0 && report.summary.untrainedParameters == 0)
        #expect(report.neverTrainedShare == nil)
    }

    @Test("Only what is loaded of a module is counted: a norm whose shift has another name has 4 values")
    func half() throws {
        var model = Self.model()
        model.rename { $0 == Self.norm + ".bias" ? "module." + $0 : $0 }
        #expect(try Self.report(model).summary.untrainedParameters == 4)
    }

    @Test("A field that no tensor bears out comes before untrained values")
    func relativePositions() throws {
        var model = Self.model()
        model.configuration["position_embedding_type"] = "\"relative_key\""
        #expect(try Self.report(model).headline.hasPrefix("position_embedding_type is 'relative_key'"))
    }

    @Test("A constant is neither trained nor too small to tell")
    func constant() throws {
        var model = Self.model()
        for (name, value) in [("bert.pooler.dense.weight", Float(0)), (Self.norm + ".weight", 0.5)] {
            let index = try #require(model.tensors.firstIndex { $0.name == name })
            let shape = model.tensors[index].shape
            model.tensors[index] = StoredTensor(
                name, shape, floats: [Float](repeating: value, count: shape.reduce(1, *)))
        }
        let report = try Self.report(model)
        for name in ["bert.pooler.dense.weight", Self.norm + ".weight"] {
            let parameter = try #require(report.parameters.first { $0.name == name })
            #expect(parameter.training?.verdict == .constant && parameter.training?.test == nil, "\(name)")
            #expect(ParameterWords(parameter).description.contains("not judged, constant"))
        }
    }
}
