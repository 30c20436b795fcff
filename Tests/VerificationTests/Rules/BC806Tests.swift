import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC806 attention-misread, as verify shows it")
struct BC806Tests {
    private static func exchanging(
        _ part: String, _ other: String, in layers: [Int] = Array(0..<StreamModel.layers)
    ) -> StreamModel {
        var model = StreamModel()
        for layer in layers {
            for leaf in ["weight", "bias"] {
                model.exchange(
                    StreamModel.name(layer, "attention.self.\(part).\(leaf)"),
                    StreamModel.name(layer, "attention.self.\(other).\(leaf)"))
            }
        }
        return model
    }

    @Test(
        "Exchanged names are an error that says which",
        arguments: [("key", "value", "key-and-value-exchanged"), ("query", "value", "query-and-value-exchanged")])
    func exchanged(part: String, other: String, reading: String) throws {
        let result = try BelongingResult(Self.exchanging(part, other))
        #expect(result.lines == ["BC806 error layer.{0-3}.attention"])
        #expect(result.findings.first?.evidence["reading"]?.string == reading)
    }

    @Test(
        "Names exchanged in some layers only are found in these, and nothing else is said of them",
        arguments: [[0], [1], [3], [1, 2], [0, 3], [0, 1, 2]])
    func some(layers: [Int]) throws {
        for (part, other) in [("key", "value"), ("query", "value")] {
            let result = try BelongingResult(Self.exchanging(part, other, in: layers))
            let listed =
                layers.count == 1
                ? "\(layers[0])"
                : layers == [1, 2] ? "{1-2}" : layers == [0, 1, 2] ? "{0-2}" : "{0,3}"
            #expect(result.lines == ["BC806 error layer.\(listed).attention"], "\(part) and \(other)")
        }
    }

    /// A fused matrix with query, key and value for each head is cut as if all queries came first, or the reverse.
    @Test("A fused matrix that was cut wrongly", arguments: [true, false])
    func cut(byHead: Bool) throws {
        var model = StreamModel()
        let names = StreamModel.kernels.prefix(3).map { $0 + ".weight" }
        let (hidden, heads) = (StreamModel.hidden, StreamModel.heads)
        let size = hidden / heads
        for layer in 0..<StreamModel.layers {
            let parts = names.map { model.values[StreamModel.name(layer, $0)] ?? [] }
            func row(_ part: Int, _ row: Int) -> ArraySlice<Float> { parts[part][row * hidden..<(row + 1) * hidden] }
            for (index, name) in names.enumerated() {
                let piece = (0..<hidden).flatMap { line -> ArraySlice<Float> in
                    // The row of the three, one below the other, that this row of the piece should have been.
                    let fused = byHead ? index * hidden + line : line / size * 3 * size + index * size + line % size
                    return byHead
                        ? row(fused / size % 3, fused / (3 * size) * size + fused % size)
                        : row(fused / hidden, fused % hidden)
                }
                model.set(StreamModel.name(layer, name), piece)
            }
        }
        let result = try BelongingResult(model)
        #expect(result.lines == ["BC806 error layer.{0-3}.attention"])
        #expect(
            result.findings.first?.evidence["reading"]?.string == (byHead ? "fused-by-head" : "fused-by-part"))
    }

    @Test("Query and key exchanged compute the same scores, and are no finding")
    func symmetric() throws {
        #expect(try BelongingResult(Self.exchanging("query", "key")).lines.isEmpty)
    }
}
