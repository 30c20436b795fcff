import TestSupport
import Testing
import Verification

@Suite("BC113 wrapped-model, as verify shows it")
struct BC113Tests {
    @Test(
        "Modules around the model are one warning that names them, and no tensor of them is to be removed",
        arguments: [
            ("BertModel", ["crf.transitions": [2, 2], "crf.start_transitions": [2]], "'crf'"),
            ("BertForTokenClassification", ["crf.transitions": [2, 2]], "'crf'"),
            ("BertModel", ["projection.weight": [4, 4]], "'projection'"),
            ("BertModel", ["classifiers.0.weight": [3, 4], "classifiers.1.weight": [2, 4]], "'classifiers'"),
            ("BertForSequenceClassification", ["domain.weight": [3, 4]], "'domain'"),
        ], [Examination.Depth.headers, .values])
    func modules(model: (className: String, more: [String: [Int]], modules: String), depth: Examination.Depth) throws {
        var tiny = TinyBert(model.className)
        for (name, shape) in model.more.sorted(by: { $0.key < $1.key }) { tiny.add(name, shape) }
        let verified = try Verified(tiny, depth)
        #expect(verified.findings.map(\.rule) == [.wrappedModel])
        #expect(verified.findings.first?.severity == .warning)
        #expect(verified.findings.first?.message.contains(model.modules) == true)
        #expect(verified.findings.first?.help.contains("remove") == false)
    }

    @Test(
        "A head may have been trained on what a module returns that has the size of its input: an error",
        arguments: [
            ["bert.seg_encoder.layers.0.linear2.weight": [4, 6]], ["projection.weight": [4, 8]],
            ["lstm.weight_hh_l0": [8, 2]],
        ])
    func head(more: [String: [Int]]) throws {
        var model = TinyBert()
        for (name, shape) in more { model.add(name, shape) }
        let verified = try Verified(model)
        #expect(verified.findings.map(\.rule) == [.wrappedModel])
        let finding = try verified.finding(of: .wrappedModel)
        #expect(finding.severity == .error)
        #expect(finding.help.contains("--as BertModel"))
        #expect(try Verified(model, as: "BertModel").findings(of: .wrappedModel).map(\.severity) == [.warning])
    }

    @Test("It is told beside what hides the model, behind a prefix")
    func behind() throws {
        var model = TinyBert()
        model.rename { $0.hasPrefix("bert.") ? "bert.encoder.\($0.dropFirst(5))" : $0 }
        model.add("bert.seg_encoder.layers.0.linear2.weight", [4, 6])
        let verified = try Verified(model)
        #expect(Set(verified.findings.map(\.rule)) == [.foreignPrefix, .wrappedModel])
        #expect(try verified.finding(of: .foreignPrefix).subject == "bert.encoder.")
    }

    @Test(
        "A tensor within the model's own modules, a number by itself and a vector are none",
        arguments: [
            ("bert.encoder.layer.0.adapter.down.weight", [3, 4]), ("logit_scale", [1]), ("my.weight", [3]),
            ("classifier.weight_g", [2, 1]),
        ])
    func nearMisses(name: String, shape: [Int]) throws {
        var model = TinyBert()
        model.add(name, shape)
        #expect(try Verified(model).lines == ["BC102 warning \(name)"])
    }
}
