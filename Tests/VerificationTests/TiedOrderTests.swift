import ByteIO
import Forensics
import Tensors
import TestSupport
import Testing

@testable import Verification

/// A storage that two names share is read once; which name comes first in the file must not matter.
@Suite("The order of tied names decides nothing")
struct TiedOrderTests {
    private static let (words, decoder) = ("bert.embeddings.word_embeddings.weight", "cls.predictions.decoder.weight")

    /// Rows of TensorFlow's pairs, sine first, whose angles are whole multiples of 2^-23 turns; none but an embedding's
    /// are looked at for them.
    private static func tensorFlow(_ count: Int) -> [Float] {
        var generator = TorchGenerator(seed: 5)
        var fill = TensorFill(.uniform(low: 0, high: 1), count: count)
        var numbers = [Float](repeating: 0, count: count)
        _ = unsafe numbers.withUnsafeMutableBufferPointer { unsafe fill.next(into: $0, from: &generator) }
        return stride(from: 0, to: count, by: 2).flatMap { index -> [Float] in
            let turns = (Double(numbers[index]) * 0x1p23).rounded() * 0x1p-23
            let radius = 0.02 + 0.02 * Double(numbers[index + 1])
            return [Float(radius * sine(turns)), Float(radius * sine(turns + 0.25))]
        }
    }

    /// sin(2 pi x), to the last bits of a double.
    private static func sine(_ turns: Double) -> Double {
        var angle = 2 * Double.pi * (turns - turns.rounded())
        if angle.magnitude > .pi / 2 { angle = (angle > 0 ? .pi : -.pi) - angle }
        var (term, sum) = (angle, angle)
        for step in 1..<14 {
            term *= -angle * angle / Double(2 * step * (2 * step + 1))
            sum += term
        }
        return sum
    }

    @Test(
        "One reading serves all names: rows as an embedding's, the bound of a bias by every weight",
        arguments: [false, true])
    func reading(isReversed: Bool) throws {
        let folder = TemporaryFolder()
        let width = 512
        var values = UntrainedRows.noise(20 * width)
        values.replaceSubrange(5 * width..<9 * width, with: Self.tensorFlow(4 * width))
        let bytes = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) } }
        let file = try InputFile(path: folder.write(bytes, to: "data"))
        let shape = try #require(Shape([20, width]))
        let range = ByteRange(file: file, offset: 0, count: bytes.count)
        var table = TensorTable()
        for name in isReversed ? ["decoder", "words"] : ["words", "decoder"] {
            _ = table.insert(
                try #require(TensorEntry(name: name, elementType: .float32, shape: shape, storage: .plain(range))))
        }
        let subjects = [
            "words": TensorRole(shape: shape, isTransposed: false, isEmbedding: true, fanIns: []),
            "decoder": TensorRole(shape: shape, isTransposed: false, isEmbedding: false, fanIns: [768]),
        ]
        var pass = ValuePass()
        pass.read(table, subjects) { _ in }
        for name in ["words", "decoder"] {
            #expect(pass.untouchedRows[name]?.runs.map(\.rows) == [5..<9])
        }
        #expect(pass.evidence["words"]?.lattice == pass.evidence["decoder"]?.lattice)
    }

    @Test(
        "What a tied model stores under its decoder's name alone is judged all the same", .slow,
        arguments: [false, true])
    func decoderAlone(isFresh: Bool) throws {
        var found: [[String]] = []
        for name in [Self.words, Self.decoder] {
            var model = TrainedModel(hidden: 384)
            if isFresh { model.refresh("bert.embeddings.word_embeddings", seed: 4711) }
            model.rename(Self.words, name)
            let findings = try model.findings(as: "BertForMaskedLM").filter { $0.severity > .note }
            found.append(findings.map { "\($0.rule.number) \($0.message)" })
        }
        #expect(found[0] == found[1])
        #expect(found[0].map { $0.prefix(5) } == (isFresh ? ["BC501"] : []))
    }
}

/// Numbers near normal ones, of no generator that anybody uses.
enum UntrainedRows {
    static func noise(_ count: Int) -> [Float] {
        var model = TrainedModel()
        return (0..<count).map { _ in 0.02 * model.noise() }
    }
}
