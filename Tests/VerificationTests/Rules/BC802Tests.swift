import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC802 foreign-layer, as verify shows it")
struct BC802Tests {
    private static let stranger = StreamModel(seed: 2)

    @Test("A layer of another model is a warning, whole or in part")
    func layers() throws {
        for (isWanted, words) in [
            ({ _ in true }, "nothing in it has"),
            ({ $0.hasSuffix("dense.weight") || $0.contains("self") }, "its kernels do not"),
            ({ $0.contains("LayerNorm") || $0.hasSuffix("bias") }, "its norms do not"),
        ] as [((String) -> Bool, String)] {
            var model = StreamModel()
            model.take(Self.stranger, 2, as: 1, isWanted)
            let result = try BelongingResult(model)
            #expect(result.lines == ["BC802 warning layer.1"])
            #expect(result.findings.first?.message.contains(words) == true)
        }
    }

    @Test("A kernel of another layer breaks its joint", arguments: [0, 3, 4])
    func joints(kernel: Int) throws {
        var model = StreamModel()
        let name = StreamModel.kernels[kernel] + ".weight"
        model.take(StreamModel(), 3, as: 1) { $0 == name }
        let result = try BelongingResult(model)
        #expect(result.findings.map(\.rule) == [.foreignLayer])
        let first = [0: 0, 3: 2, 4: 4][kernel] ?? 0
        #expect(result.findings.first?.subject == StreamModel.name(1, StreamModel.kernels[first] + ".weight"))
        #expect(result.findings.first?.evidence["test"]?.string == "J")
    }

    @Test("A layer that was never trained is reported as that, and by no test of belonging")
    func untrained() throws {
        var model = StreamModel()
        for part in StreamModel.kernels {
            let name = StreamModel.name(2, part)
            let count = (model.values[name + ".weight"] ?? []).count
            model.set(name + ".weight", TrainedModel.torch(seed: 5, std: 0.02, count: count))
            model.set(name + ".bias", [Float](repeating: 0, count: (model.values[name + ".bias"] ?? []).count))
        }
        #expect(try BelongingResult(model).lines.isEmpty)
    }
}
