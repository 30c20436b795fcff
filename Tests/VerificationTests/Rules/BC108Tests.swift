import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC108 layer-count, as verify shows it")
struct BC108Tests {
    @Test("Layers beyond the configuration are one error that names them without loss")
    func extra() throws {
        var model = TinyBert("BertModel", layers: 4)
        model.configuration["num_hidden_layers"] = "2"
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(model, depth)
            #expect(verified.lines == ["BC108 error layer.{2-3}"])
            let finding = verified.findings[0]
            #expect(finding.evidence["configured"]?.integer == 2)
            #expect(finding.evidence["tensors"]?.integer == 32)
            #expect(finding.help.contains("num_hidden_layers"))
            #expect(verified.missing.isEmpty)
        }
    }

    @Test("One tensor of a layer beyond is enough", arguments: [1, 7, 123])
    func single(layer: Int) throws {
        var model = TinyBert("BertModel")
        model.add("encoder.layer.\(layer).output.dense.bias", [4])
        #expect(try Verified(model).lines == ["BC108 error layer.\(layer)"])
    }

    @Test("A whole layer that is promised and not there is said once, its parameters one by one as BC101")
    func absent() throws {
        var model = TinyBert("BertModel", layers: 3)
        model.tensors.removeAll { $0.name.contains("layer.1.") }
        let verified = try Verified(model)
        #expect(verified.findings(of: .layerCount).map(\.subject) == ["layer.1"])
        #expect(verified.findings(of: .missingParameter).count == 16)
        #expect(verified.findings.count == 17)
        #expect(try verified.finding(of: .layerCount).evidence["absent"]?.integer == 1)
    }

    @Test("Layers counted from one are both: the first is not there, the last too many")
    func countedFromOne() throws {
        let verified = try Verified(damage: "layers-counted-from-one")
        #expect(Set(verified.findings(of: .layerCount).map(\.subject)) == ["layer.0", "layer.2"])
        #expect(verified.findings(of: .unexpectedTensor).isEmpty)
    }

    @Test("A layer with a hole, or behind a prefix, is there")
    func nearMisses() throws {
        var model = TinyBert("BertModel", layers: 2)
        model.remove("encoder.layer.1.output.dense.bias")
        #expect(try Verified(model).lines == ["BC101 error encoder.layer.1.output.dense.bias"])
        #expect(try Verified(damage: "one-layer-prefixed").findings(of: .layerCount).isEmpty)
        #expect(try Verified(TinyBert("BertModel", layers: 0)).lines.isEmpty)
    }

    @Test("Real files", arguments: [("more-layers", 1), ("fewer-layers", 17)])
    func real(name: String, count: Int) throws {
        let verified = try Verified(damage: name)
        #expect(verified.findings(of: .layerCount).map(\.subject) == ["layer.2"])
        #expect(verified.findings.count == count)
    }
}
