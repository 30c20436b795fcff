import ByteIO
import Conversion
import ModelSchema
import TestSupport
import Testing

@Suite("Carrying out a plan")
struct WritingTests {
    @Test("An input that changes between plan and end spoils the output: none appears", arguments: [true, false])
    func inputChanges(replacing: Bool) throws {
        let folder = TemporaryFolder()
        let model = TinyBert()
        let input = model.write(to: folder)
        let output = folder.file("out.safetensors")
        if replacing { _ = folder.write("old", to: "out.safetensors") }
        let planned = try Planned(input, scratch: folder)
        var changed = model
        changed.tensors[0].bytes[0] ^= 1
        _ = changed.writeWeights(to: folder)
        let before = folder.contents
        let error = fault { () throws(Fault) in _ = try planned.write(to: output, replacing: replacing) }
        #expect(error?.code == .fileChanged)
        #expect(error?.file == input)
        #expect(folder.contents == before)
    }

    @Test("An input that is cut short between plan and end is a fault with the place, not a crash")
    func inputShrinks() throws {
        let folder = TemporaryFolder()
        let model = TinyBert()
        let input = model.write(to: folder)
        let planned = try Planned(input, scratch: folder)
        _ = folder.write(Array(SafetensorsBytes.file(model.tensors).dropLast(100)), to: "model.safetensors")
        let error = fault { () throws(Fault) in _ = try planned.write(to: folder.file("out.safetensors")) }
        #expect(error?.code == .fileTruncated)
        #expect(error?.file == input)
        #expect(error?.offset != nil)
        #expect(folder.names == ["config.json", "model.safetensors"])
    }

    @Test("A plan by itself writes nothing")
    func planWritesNothing() throws {
        let folder = TemporaryFolder()
        let input = TinyBert().write(to: folder)
        let before = folder.contents
        let planned = try Planned(input, scratch: folder)
        #expect(planned.plan.outputs.count == 25)
        #expect(planned.plan.byteCount == TinyBert().tensors.reduce(0) { $0 + $1.bytes.count })
        #expect(folder.contents == before)
    }

    @Test("The output is refused where it is the input or exists")
    func refusals() throws {
        let folder = TemporaryFolder()
        let input = TinyBert().write(to: folder)
        let other = folder.write("old", to: "out.safetensors")
        let before = folder.contents
        let planned = try Planned(input, scratch: folder)
        let same = fault { () throws(Fault) in _ = try planned.write(to: input, replacing: true) }
        #expect(same?.code == .fileIsNeeded)
        let exists = fault { () throws(Fault) in _ = try planned.write(to: other) }
        #expect(exists?.code == .fileExists)
        #expect(folder.contents == before)
    }

    @Test(
        "Two tensors that would have one name in the output are refused by that name before anything is written",
        arguments: ["safetensors", "pytorch"])
    func nameTwice(format: String) throws {
        let folder = TemporaryFolder()
        let bias = StoredTensor("bert/pooler/dense/bias:0", [4], floats: [1, 2, 3, 4])
        let stray = StoredTensor("bert.pooler.dense.bias", [4], floats: [5, 6, 7, 8])
        let norm = StoredTensor("bert/embeddings/LayerNorm/beta:0", [4], floats: [1, 2, 3, 4])
        let input = folder.write(SafetensorsBytes.file([bias, stray, norm]), to: "model.safetensors")
        var caught: Fault?
        do {
            _ = try Planned(
                input, as: "BertForSequenceClassification", to: try #require(OutputFormat(rawValue: format)),
                scratch: folder)
        } catch let error as Fault {
            caught = error
        }
        #expect(caught?.code == .nameTwice)
        #expect(caught?.file == input)
        #expect(caught?.subject == "tensor 'bert.pooler.dense.bias'")
        #expect(caught?.reason.contains("'bert/pooler/dense/bias:0' and 'bert.pooler.dense.bias'") == true)
        #expect(folder.names == ["model.safetensors"])
    }

    @Test("Tensors of another shape than their parameter's are refused, each with both shapes")
    func shapes() throws {
        let folder = TemporaryFolder()
        var model = TinyBert()
        model.configuration["num_labels"] = "3"
        let input = model.write(to: folder)
        var caught: Fault?
        do {
            _ = try Planned(input, scratch: folder)
        } catch let error as Fault {
            caught = error
        }
        #expect(caught?.code == .shapesDisagree)
        #expect(caught?.file == input)
        #expect(
            caught?.causes == [
                "config.json says num_labels = 3, the tensors have 2",
                "'classifier.weight' is [2, 4]; 'classifier.weight' must be [3, 4]",
                "'classifier.bias' is [2]; 'classifier.bias' must be [3]",
            ])
        #expect(folder.names == ["config.json", "model.safetensors"])
    }

    @Test("A matrix that is larger than the memory for turning it is turned all the same", .slow)
    func largeMatrix() throws {
        let (rows, columns) = (1030, 8200)
        let folder = TemporaryFolder()
        let name = "bert/encoder/layer_._0/intermediate/dense/kernel:0"
        let stored = StoredTensor.littleEndian(Array(0..<UInt32(rows * columns)))
        let tensor = StoredTensor(name, type: "F32", shape: [rows, columns], bytes: stored)
        let input = folder.write(SafetensorsBytes.file([tensor]), to: "model.safetensors")
        let file = try Converted(input).file
        let start = file.count - stored.count
        var wrongRows = 0
        for column in 0..<columns {
            let isRight = [0, 1, rows / 2, rows - 1].allSatisfy { row in
                let place = start + (column * rows + row) * 4
                let number = row * columns + column
                return (0..<4).allSatisfy { file[place + $0] == UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            }
            if !isRight { wrongRows += 1 }
        }
        #expect(wrongRows == 0)
        #expect(folder.names == ["model.safetensors"])
    }
}
