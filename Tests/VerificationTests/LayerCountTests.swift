import TestSupport
import Testing
import Verification

@Suite("BC108: more layers than the configuration has")
struct LayerCountTests {
    @Test("Extra layers are one finding that counts their tensors")
    func extra() throws {
        var model = TinyBert("BertModel", layers: 4)
        model.configuration["num_hidden_layers"] = "2"
        let examined = try Examined(model)
        #expect(examined.rules == [.layerCount])
        #expect(examined.findings.count == 1)
        #expect(examined.findings.first?.subject == "layer.{2-3}")
        #expect(examined.findings.first?.severity == .error)
        #expect(
            examined.findings.first?.message
                == "are beyond num_hidden_layers = 2; a loader drops the 32 tensors")
    }

    @Test("A single tensor of a single layer beyond is found", arguments: [1, 7, 123])
    func oneTensor(layer: Int) throws {
        var model = TinyBert("BertModel", layers: 1)
        model.add("encoder.layer.\(layer).output.dense.bias", [4])
        let examined = try Examined(model)
        #expect(examined.subjects(of: .layerCount) == ["layer.\(layer)"])
        #expect(examined.findings.count == 1)
    }

    @Test("As many layers as the configuration has, or any number without one, are no finding")
    func nearMisses() throws {
        #expect(try Examined(TinyBert("BertModel", layers: 3)).findings.isEmpty)
        #expect(try Examined(TinyBert("BertModel", layers: 3), configured: false).findings.isEmpty)
        #expect(try Examined(TinyBert("BertModel", layers: 0)).findings.isEmpty)
    }

    @Test(
        "Layer numbers are shown without loss",
        arguments: [
            ([3], "3"), ([2, 3], "{2-3}"), ([0, 1, 2, 11], "{0-2,11}"), ([5, 1, 3], "{1,3,5}"),
            ([4, 4, 5, 5], "{4-5}"),
            ([0, 1, 3, 4, 5, 9], "{0-1,3-5,9}"), ([Int.max, Int.max - 1], "{\(Int.max - 1)-\(Int.max)}"),
        ])
    func numbers(numbers: [Int], shown: String) {
        #expect(LayerNumbers(numbers).description == shown)
    }
}
