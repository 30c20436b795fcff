import ByteIO
import Formats
import JSONText
import Reporting
import TestSupport
import Testing
import Verification

/// Every fixture in every element type, and under every name of weights: what must not pass as it is passes in no other
/// dress either.
@Suite("No dress makes a model pass", .slow)
struct MatrixTests {
    /// A folder with weights in one safetensors file of float32, and whether it passes as it is.
    struct Model: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let folder: String
        let className: String?
    }

    static let models: [Model] = ["damage", "gate", "loading", "trained"].flatMap { group in
        ((try? Folder.names(in: Fixtures.path(group))) ?? []).compactMap { name in
            let folder = Fixtures.path("\(group)/\(name)")
            guard PathKind(of: folder + "/model.safetensors") == .file,
                let configuration = try? JSONParser.parse(bytes(ofFile: folder + "/config.json")).object,
                configuration["transformers_weights"] == nil
            else { return nil }
            let facts = (try? JSONParser.parse(bytes(ofFile: folder + "/case.json")))?.object
            return Model(testDescription: "\(group)/\(name)", folder: folder, className: facts?["as"]?.string)
        }
    }

    @Test("The folders are there")
    func complete() {
        #expect(Self.models.count >= 200)
    }

    /// Guards that every test of a rule looks at every float type.
    @Test("What fails in float32 never passes in float64, float16 or bfloat16", arguments: models)
    func floats(of model: Model) throws {
        let plain = try Self.report(model.folder, model.className)
        // Bits of a generator are there in float32 alone, and the type is what these rules are about.
        let byType: Set = ["BC404", "BC501", "BC502", "BC503", "BC506"]
        let rules = Set(plain.findings.filter { $0.severity == .error }.map(\.finding.rule.number))
        // What hides in the file, or is wrong with it as a file, is not in one of its tensors alone.
        guard plain.summary.verdict != .pass, rules.isEmpty || !rules.isSubset(of: byType),
            !rules.contains("BC602")
        else { return }
        for type in ["F64", "F16", "BF16"] {
            guard let report = try Self.report(model, in: type) else { continue }
            #expect(report.summary.verdict != .pass, "\(type): \(report.headline)")
        }
    }

    /// Guards BC111: numbers that are no floats never stand for a parameter, whatever the rest is like.
    @Test("No model passes in a type that is no float", arguments: models)
    func others(of model: Model) throws {
        for type in ["I8", "U8", "I16", "U16", "I32", "U32", "I64", "U64", "BOOL", "F8_E4M3", "F8_E5M2", "C64"] {
            let depths: [Examination.Depth] = type == "I8" ? [.headers, .values] : [.headers]
            for depth in depths {
                guard let report = try Self.report(model, in: type, depth) else { continue }
                #expect(report.summary.verdict != .pass, "\(type) \(depth): \(report.headline)")
            }
        }
    }

    /// Guards `FileFormat.detect` where a folder is verified: the library opens a file by its name.
    @Test("Weights under the name of another format never pass", arguments: DamagedWeights.all)
    func names(of weights: DamagedWeights) throws {
        for name in ["model.safetensors", "pytorch_model.bin", "tf_model.h5", "model.safetensors.index.json"]
        where name != weights.name {
            let folder = TemporaryFolder()
            _ = folder.copy(weights.folder + "/config.json")
            _ = folder.copy(weights.folder + "/" + weights.name, as: name)
            let report = try Self.report(folder.path, nil, .headers)
            #expect(
                report.summary.verdict.status == 2 || report.summary.verdict == .fail, "\(name): \(report.headline)")
        }
    }

    private static func report(
        _ model: Model, in type: String, _ depth: Examination.Depth = .values
    ) throws -> VerifyReport? {
        guard let file = RetypedFile(bytes(ofFile: model.folder + "/model.safetensors"), as: type) else { return nil }
        let folder = TemporaryFolder()
        for name in try Folder.names(in: model.folder) where name != "model.safetensors" {
            switch PathKind(of: model.folder + "/" + name) {
            case .file: _ = folder.copy(model.folder + "/" + name)
            default: _ = Tool.run(["cp", "-r", model.folder + "/" + name, folder.path])
            }
        }
        _ = folder.write(file.bytes, to: "model.safetensors")
        return try report(folder.path, model.className, depth)
    }

    private static func report(
        _ folder: String, _ className: String?, _ depth: Examination.Depth = .values
    ) throws -> VerifyReport {
        let scratch = TemporaryFolder()
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), depth: depth, as: className,
            scratchFolder: scratch.path)
        let result = verifier.verify(folder)
        return VerifyReport(result, result.findings.map { JudgedFinding($0) }, failOn: .error, notes: [])
    }
}

/// A folder of `testdata/damage` with one file of weights under its usual name.
struct DamagedWeights: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let folder: String
    let name: String

    static let all: [DamagedWeights] = ((try? Folder.names(in: Fixtures.path("damage"))) ?? []).compactMap { entry in
        let folder = Fixtures.path("damage/\(entry)")
        let names = ["model.safetensors", "pytorch_model.bin", "tf_model.h5"].filter {
            PathKind(of: folder + "/" + $0) == .file
        }
        guard let name = names.first, names.count == 1, PathKind(of: folder + "/config.json") == .file,
            let file = try? InputFile(path: folder + "/" + name), (try? FileFormat.detect(file)) != nil
        else { return nil }
        return DamagedWeights(testDescription: entry, folder: folder, name: name)
    }
}
