import ModelSchema
import TestSupport
import Testing

@testable import Probing

@Suite("Comparison of outputs with a record")
struct ProbeComparisonTests {
    private static func record(_ modules: [(String, Float)], _ scores: [Float]) -> ProbeRecord {
        var record = ProbeRecord(
            className: "X", inputs: [ProbeInput(tokens: TextBatch.Text(ids: [1]))])
        record.modules = modules.map { ProbeRecord.Module(name: $0.0, samples: [[$0.1]]) }
        record.outputs = [
            ProbeRecord.Output(name: "logits", task: .labels, texts: [.init(places: [], values: [scores])])
        ]
        return record
    }

    private static func compare(_ first: ProbeRecord, _ second: ProbeRecord) -> ProbeComparison {
        ProbeComparison(first, second, tolerance: 1e-4, prefix: "bert.")
    }

    @Test("The first module that differs is named, and the last that agreed, whatever comes later")
    func parting() throws {
        let expected = Self.record([("a", 1), ("b", 2), ("c", 3)], [1, 2])
        let found = Self.record([("bert.a", 1), ("bert.b", 2.1), ("bert.c", 9)], [1, 2])
        let parting = try #require(Self.compare(expected, found).parting)
        #expect((parting.module, parting.before) == ("bert.b", "bert.a"))
        #expect(!Self.compare(expected, found).isSame)
    }

    @Test("A module that runs several times is compared turn by turn")
    func turns() {
        let expected = Self.record([("a", 1), ("a", 2)], [1])
        #expect(Self.compare(expected, Self.record([("a", 1), ("a", 2)], [1])).isSame)
        #expect(Self.compare(expected, Self.record([("a", 2), ("a", 1)], [1])).parting?.before == nil)
    }

    @Test("Numbers that are none differ from everything, themselves too")
    func notFinite() {
        let expected = Self.record([], [.nan, 2])
        #expect(!Self.compare(expected, expected).isSame)
        #expect(!Self.compare(Self.record([], [1, 2]), expected).isSame)
    }

    @Test("An output that the model does not return, or of another shape, is a problem")
    func shapes() {
        #expect(Self.compare(Self.record([], [1, 2]), Self.record([], [1, 2, 3])).problems.count == 1)
        var other = Self.record([], [1])
        other.outputs = []
        #expect(Self.compare(Self.record([], [1]), other).problems.count == 1)
        #expect(!Self.compare(other, other).isSame)
    }

    private static func rows(_ places: [Int], _ values: [[Float]]) -> ProbeRecord {
        var record = ProbeRecord(
            className: "X", inputs: [ProbeInput(tokens: TextBatch.Text(ids: [5, 6, 7]))])
        record.outputs = [
            ProbeRecord.Output(name: "logits", task: .words, texts: [.init(places: places, values: values)])
        ]
        return record
    }

    @Test("An output of which no row was compared is not the same, and is named")
    func nothingCompared() {
        let empty = Self.rows([], [])
        #expect(Self.compare(empty, empty).problems == ["logits: not compared, as the record has no rows of it"])
        #expect(!Self.compare(empty, Self.rows([2], [[1]])).isSame)
    }

    @Test("Rows are compared at the places of the record, or one for each token if it names none")
    func places() {
        let all = Self.rows([0, 1, 2], [[1], [2], [3]])
        #expect(Self.compare(Self.rows([2], [[3]]), all).isSame)
        #expect(Self.compare(Self.rows([2, 0], [[3], [1]]), all).isSame)
        #expect(!Self.compare(Self.rows([1], [[3]]), all).isSame)
        #expect(Self.compare(Self.rows([], [[1], [2], [3]]), all).isSame)
        #expect(Self.compare(Self.rows([], [[1], [3]]), all).problems.count == 1)
        #expect(Self.compare(Self.rows([5], [[3]]), all).problems.count == 1)
    }

    @Test("Scores that keep their order but not their probabilities are told apart by the divergence")
    func divergence() throws {
        let row = try #require(Self.compare(Self.record([], [0, 1]), Self.record([], [0, 9])).rows.first)
        #expect(try #require(row.divergence) > 0.1)
        #expect(row.agreement?.rows == 1)
    }
}

@Suite("Scores")
struct ScoresTests {
    @Test("Probabilities sum to 1 whatever the scores are, and the best come first")
    func probabilities() {
        let scores: [Float] = [1000, 998, -1000, 1000]
        #expect((Scores.probabilities(scores).reduce(0, +) - 1).magnitude < 1e-12)
        #expect(Scores.best(3, of: scores) == [0, 3, 1])
        #expect(Scores.best(9, of: [2]) == [0])
    }

    @Test("One label has a probability of its own, unless it is a regression")
    func oneLabel() throws {
        let bert = try #require(try KnownArchitectures.builtIn.all().first { $0.name == "bert" })
        let labels = LabelNames(nil, bert)
        #expect(!labels.areScores)
        #expect(abs(labels.ranked([2])[0].value - 0.880797) < 1e-6)
        #expect(abs(labels.ranked([2, 2])[0].value - 0.5) < 1e-6)
    }

    @Test("Distances have T5's buckets: one each near 0, then logarithmic steps, later tokens in the upper half")
    func buckets() throws {
        let table = (0..<32).map(Float.init)
        #expect(RelativeBuckets(table: table, heads: 1, buckets: 33, farthest: 128) == nil)
        let buckets = try #require(RelativeBuckets(table: table, heads: 1, buckets: 32, farthest: 128))
        // transformers 5.23: MPNetEncoder.relative_position_bucket of -200, -8, -7, 0, 1, 8, 9, 200.
        let distances = [-200, -8, -7, 0, 1, 8, 9, 200]
        #expect(distances.map(buckets.bucket) == [15, 8, 7, 0, 17, 24, 24, 31])
    }
}
