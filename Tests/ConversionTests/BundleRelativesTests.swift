import ByteIO
import Conversion
import ModelSchema
import Safetensors
import Tensors
import TestSupport
import Testing

/// Each fixture was written by TensorFlow with the names of Google's code, and lies beside what it must become.
@Suite("ALBERT and ELECTRA as Google's programs save them")
struct BundleRelativesTests {
    private static let folder = "tensorflow-2.18.1/"

    private static func expectSame(_ converted: Converted, as expected: String) throws {
        let written = try #require(SafetensorsBytes.tensors(in: converted.file))
        let wanted = try #require(SafetensorsBytes.tensors(in: bytes(ofFile: Fixtures.path(folder + expected))))
        #expect(written.map(\.name).sorted() == wanted.map(\.name).sorted())
        for tensor in wanted {
            let found = written.first { $0.name == tensor.name }
            #expect(found?.bytes == tensor.bytes && found?.shape == tensor.shape, "\(tensor.name)")
        }
    }

    @Test("ALBERT: several groups of several layers, its own norms, the head of sentence order")
    func albert() throws {
        let converted = try Converted(Fixtures.path(Self.folder + "albert"))
        try Self.expectSame(converted, as: "albert/expected.safetensors")
        #expect(converted.plan.unmapped.isEmpty)
    }

    @Test(
        "ELECTRA: the class decides which of the two models in a file is taken, and the other one is left out",
        arguments: [
            ("ElectraForPreTraining", "discriminator", ["generator/", "generator_predictions/"]),
            ("ElectraForMaskedLM", "generator", ["electra/", "discriminator_predictions/"]),
        ])
    func electra(className: String, model: String, others: [String]) throws {
        let converted = try Converted(Fixtures.path(Self.folder + "electra"), as: className)
        try Self.expectSame(converted, as: "electra/\(model).safetensors")
        #expect(converted.plan.unmapped.isEmpty)
        #expect(converted.plan.leftOut.count == 82 - converted.names.count)
        for tensor in converted.plan.leftOut {
            #expect(tensor.reason == .otherModel && others.contains(where: tensor.name.hasPrefix), "\(tensor)")
        }
    }

    @Test("Without a class, a file with two models is refused and neither is guessed")
    func twoModels() throws {
        let fault = try #require(throws: Fault.self) { try Converted(Fixtures.path(Self.folder + "electra")) }
        #expect(fault.code.description == "model.ambiguous-name")
        #expect(fault.reason.contains("the generator") && fault.reason.contains("the discriminator"))
        #expect(fault.remedy?.contains("--as") == true)
    }
}
