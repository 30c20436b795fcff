import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC109 zero-element-tensor, as verify shows it")
struct BC109Tests {
    @Test(
        "Stubs of ZeRO-3 are one error that names the script, whatever their number",
        arguments: ["zero-stage-3", "zero-stage-3-ones"])
    func real(name: String) throws {
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(damage: name, depth)
            #expect(verified.lines == ["BC109 error bert.embeddings.word_embeddings.weight"])
            #expect(verified.findings[0].evidence["tensors"]?.integer == 41)
            #expect(verified.findings[0].help.contains("zero_to_fp32.py"))
        }
    }

    @Test("A single empty tensor is found, of whatever rank", arguments: [[0], [0, 4], [2, 0]])
    func single(shape: [Int]) throws {
        var model = TinyBert()
        model.remove("classifier.weight")
        model.add("classifier.weight", shape)
        let verified = try Verified(model)
        #expect(verified.lines == ["BC109 error classifier.weight"])
        #expect(verified.findings[0].message.contains(": a stub of DeepSpeed's ZeRO-3"))
        #expect(verified.findings[0].place?.byteCount == 0)
        #expect(verified.findings[0].evidence["shape"] == .array(shape.map { .integer($0) }))
    }

    @Test("Three tensors of one value where more belong are stubs, two are not")
    func ones() throws {
        let names = ["bert.pooler.dense.bias", "classifier.bias", "classifier.weight"]
        var model = TinyBert()
        for name in names {
            model.remove(name)
            model.add(name, [1])
        }
        #expect(try Verified(model).lines == ["BC109 error bert.pooler.dense.bias"])
        model.remove("classifier.weight")
        model.add("classifier.weight", [2, 4])
        let two = try Verified(model).lines
        #expect(two == ["BC103 error bert.pooler.dense.bias", "BC103 error classifier.bias"])
    }

    @Test(
        "An empty tensor that is no parameter is none, unless most of the file is empty",
        arguments: [
            ("foo", "BC102 warning foo"), ("bert.embeddings.position_ids", nil),
        ] as [(String, String?)])
    func strangers(name: String, line: String?) throws {
        var model = TinyBert()
        model.add(name, [0])
        let lines = try Verified(model).lines.filter { !$0.hasPrefix("BC203") }
        #expect(lines == [line].compactMap(\.self))
        for number in 0..<60 { model.add("stub.\(number)", [0]) }
        #expect(try Verified(model).lines.contains { $0.hasPrefix("BC109 error") })
    }

    @Test("A real file with an empty stranger is loaded whole")
    func stranger() throws {
        #expect(try Verified(damage: "empty-stranger").lines == ["BC102 warning ds_stub"])
    }

    @Test("A bias of one label, and a number by itself, are none")
    func nearMisses() throws {
        #expect(try Verified(TinyBert("BertForMultipleChoice")).lines.isEmpty)
        var model = TinyBert()
        model.tensors.append(StoredTensor("global_step", [], integers: [7]))
        #expect(try Verified(model).lines == ["BC102 warning global_step"])
    }
}
