import ByteIO
import ModelSchema
import TestSupport
import Testing
import Verification

@Suite("What a checkpoint is held against")
struct InspectionTests {
    @Test("What the user says goes before config.json, and that before the heads")
    func source() throws {
        let stated = try Examined(TinyBert(), as: "BertModel")
        #expect(stated.inspection.classSource == .stated)
        #expect(stated.inspection.tree.modelClass.name == "BertModel")
        let configured = try Examined(TinyBert())
        #expect(configured.inspection.classSource == .configuration)
        let implied = try Examined(TinyBert(), configured: false)
        #expect(implied.inspection.classSource == .heads(others: []))
        #expect(implied.inspection.tree.modelClass.name == "BertForSequenceClassification")
        var silent = TinyBert("BertForQuestionAnswering")
        silent.configuration["architectures"] = "null"
        let byHeads = try Examined(silent)
        #expect(byHeads.inspection.classSource == .heads(others: []))
        #expect(byHeads.inspection.tree.modelClass.name == "BertForQuestionAnswering")
    }

    @Test(
        "Without a configuration the heads tell the class, and the classes that fit as well",
        arguments: [
            ("BertModel", "BertModel", ["RobertaModel", "XLMRobertaModel", "CamembertModel", "ErnieModel"]),
            ("BertForPreTraining", "BertForPreTraining", []),
            ("BertForMaskedLM", "BertForMaskedLM", ["BertLMHeadModel"]),
            ("BertLMHeadModel", "BertForMaskedLM", ["BertLMHeadModel"]),
            ("BertForNextSentencePrediction", "BertForNextSentencePrediction", []),
            ("BertForSequenceClassification", "BertForSequenceClassification", []),
            ("BertForMultipleChoice", "BertForSequenceClassification", ["BertForMultipleChoice"]),
            ("BertForTokenClassification", "BertForTokenClassification", []),
            ("BertForQuestionAnswering", "BertForQuestionAnswering", []),
        ] as [(String, String, [String])])
    func implied(name: String, expected: String, others: [String]) throws {
        let examined = try Examined(TinyBert(name, layers: 2), configured: false)
        #expect(examined.inspection.tree.modelClass.name == expected)
        #expect(examined.inspection.classSource == .heads(others: others))
        #expect(examined.findings.isEmpty)
    }

    @Test("A class as TensorFlow spells it is the class")
    func tensorFlowClass() throws {
        var model = TinyBert()
        model.configuration["architectures"] = "[\"TFBertForSequenceClassification\"]"
        #expect(try Examined(model).inspection.tree.modelClass.name == "BertForSequenceClassification")
    }

    @Test(
        "What cannot be held against anything is refused by what is wrong",
        arguments: [
            (["model_type": "\"gpt2\""], Fault.Code.unknownArchitecture),
            (["architectures": "[\"BertForNothing\"]"], .unknownClass), (["vocab_size": "-1"], .configuration),
            (["architectures": "[\"BertForQuestionAnswering\"]", "num_labels": "3"], .configuration),
        ] as [([String: String], Fault.Code)])
    func refused(fields: [String: String], code: Fault.Code) throws {
        var model = TinyBert()
        for (field, value) in fields { model.configuration[field] = value }
        let folder = TemporaryFolder()
        let path = model.write(to: folder)
        var caught: Fault?
        do {
            _ = try Examined(path, in: folder)
        } catch let error as Fault {
            caught = error
        }
        #expect(caught?.code == code)
        #expect(caught?.file == folder.file("config.json"))
    }

    @Test("Heads that no class has together are refused, naming both, unless the user says which counts")
    func undecided() throws {
        var model = TinyBert()
        model.add("qa_outputs.weight", [2, 4])
        let folder = TemporaryFolder()
        let path = model.writeWeights(to: folder)
        var caught: Fault?
        do {
            _ = try Examined(path, in: folder)
        } catch let error as Fault {
            caught = error
        }
        #expect(caught?.code == .undecidedClass)
        #expect(caught?.file == path)
        #expect(caught?.reason.contains("classifier and question-answering") == true)
        #expect(try Examined(path, as: "BertForSequenceClassification", in: folder).missing.isEmpty)
    }
}
