import TestSupport
import Testing

/// Input of a few bytes that once ended the program by a signal or made it eat all memory.
@Suite("Small files with large numbers")
struct CrashTests {
    @Test("A layer with a huge number in its name is no reason to make room for all layers below it")
    func layerNumber() {
        for number in ["9223372036854775807", "999999999"] {
            let folder = TemporaryFolder()
            let name = "encoder.layer.\(number).output.dense.bias"
            let input = folder.write(
                SafetensorsBytes.file([StoredTensor(name, [4], floats: [1, 2, 3, 4])]), to: "model.safetensors")
            expectEndsWell(["convert", input, folder.file("out.safetensors")])
            #expect(folder.names == ["model.safetensors"])
        }
    }

    @Test("A name of nothing but numbers takes no more memory than its length")
    func manyNumbers() {
        let folder = TemporaryFolder()
        let name = String(repeating: "1a", count: 60_000)
        let input = folder.write(
            SafetensorsBytes.file([StoredTensor(name, [4], floats: [1, 2, 3, 4])]), to: "model.safetensors")
        expectEndsWell(["inspect", input])
        #expect(folder.names == ["model.safetensors"])
    }

    @Test("A kernel of elements that fill no whole byte cannot be turned, so it is refused")
    func packedKernel() {
        let folder = TemporaryFolder()
        let tensor = StoredTensor("bert/pooler/dense/kernel:0", type: "F4", shape: [4, 4], bytes: Array(0..<8))
        let input = folder.write(SafetensorsBytes.file([tensor]), to: "model.safetensors")
        let run = Tool.bertconv([
            "convert", input, folder.file("out.safetensors"), "--allow-incomplete", "--allow-non-float",
        ])
        #expect(run.status == 2)
        #expect(folder.names == ["model.safetensors"])
    }

    @Test("Sizes in config.json whose sum overflows are refused or missing, not a crash")
    func sumOfSizes() {
        let folder = TemporaryFolder()
        var model = TinyBert("BertForTokenClassification", layers: 0)
        model.remove("bert.embeddings.word_embeddings.weight", "bert.embeddings.position_embeddings.weight")
        model.tensors = [StoredTensor("bert.embeddings.token_type_embeddings.weight", [2, 1], floats: [1, 2])]
        model.configuration["vocab_size"] = "4611686018427387904"
        model.configuration["max_position_embeddings"] = "4611686018427387904"
        model.configuration["hidden_size"] = "1"
        model.configuration["num_attention_heads"] = "1"
        let input = model.write(to: folder)
        expectEndsWell(["convert", input, folder.file("out.safetensors")])
        #expect(folder.names == ["config.json", "model.safetensors"])
    }

    @Test("A size in config.json so large that its shape overflows fits no tensor")
    func overflowingShape() {
        let folder = TemporaryFolder()
        var model = TinyBert("BertForTokenClassification")
        model.configuration["vocab_size"] = "4611686018427387904"
        let input = model.write(to: folder)
        let run = Tool.bertconv(["convert", input, folder.file("out.safetensors")])
        #expect(run.status == 2)
        #expect(folder.names == ["config.json", "model.safetensors"])
    }

    @Test("Compressed weights whose sizes add up to more than a number holds are no crash")
    func sumOfDecodedSizes() {
        let folder = TemporaryFolder()
        let names = (0..<17).map { "bert/bert/encoder/layer_._\($0)/output/dense/bias:0" }
        let lists = [("/", "layer_names", ["a"]), ("/a", "weight_names", names)].map { path, list, strings in
            let quoted = strings.map { "\"\($0)\"" }.joined(separator: ",")
            return "{\"path\":\"\(path)\",\"kind\":\"group\","
                + "\"attributes\":[{\"name\":\"\(list)\",\"strings\":[\(quoted)]}]}"
        }
        let datasets = names.map { name in
            "{\"path\":\"/a/\(name)\",\"kind\":\"dataset\",\"type\":\"f32\","
                + "\"shape\":[144115188075855872],\"storage\":\"encoded\",\"stored\":1,"
                + "\"bytes\":576460752303423488,\"attributes\":[]}"
        }
        let size = bytes(ofFile: Fixtures.path("h5py-3.16.0/gzip-chunked.h5")).count
        let answer = folder.write(
            "{\"fileSize\":\(size),\"objects\":[\((lists + datasets).joined(separator: ","))]}", to: "answer")
        // A program takes the helper that lies beside it.
        _ = folder.program("[ $1 = catalog ] && exec cat '\(answer)'", named: "bertconv-hdf5")
        #expect(Tool.run(["cp", Tool.path("bertconv"), folder.file("bertconv")]).status == 0)
        let input = folder.copy(Fixtures.path("h5py-3.16.0/gzip-chunked.h5"))
        expectEndsWell(["inspect", input], program: folder.file("bertconv"))
        expectEndsWell(["convert", input, folder.file("x.safetensors")], program: folder.file("bertconv"))
        #expect(folder.names == ["answer", "bertconv", "bertconv-hdf5", "gzip-chunked.h5"])
    }

    /// Ends by itself, with a status of its own, within 2 GB and 5 s.
    private func expectEndsWell(
        _ arguments: [String], program: String = Tool.path("bertconv"),
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let line = "ulimit -v 2000000; ulimit -t 5; ulimit -c 0; exec \"$0\" \"$@\""
        let run = Tool.run(["/bin/sh", "-c", line, program] + arguments)
        #expect([0, 1, 2].contains(run.status), "\(run.errors.prefix(200))", sourceLocation: sourceLocation)
    }
}
