import Formats
import ModelSchema
import TestSupport
import Testing
import Verification

/// Guards the bounds of ``BehaviourCheck``, each from both sides.
@Suite("BC804 behaviour, as measured results are judged")
struct BC804Tests {
    private static func lines(_ change: (inout Behaviour) -> Void) throws -> [String] {
        let folder = TemporaryFolder()
        let model = TinyBert("BertForMaskedLM")
        _ = model.write(to: folder)
        let place = try ModelPlace(folder.path, library: try Library.newest())
        let checkpoint = try place.open(CheckpointReader(helperPath: ""), .diagnostic)
        var examination = try Examination(checkpoint, FolderFacts(place), as: nil, depth: .run)
        var behaviour = Behaviour(language: "English", textCount: 32)
        change(&behaviour)
        examination.behaviour = behaviour
        return Check.verify(examination).findings.filter { $0.rule == .behaviour }
            .map { "\($0.severity) \($0.subject): \($0.message)" }
    }

    /// Differences with this mean in standard errors.
    private static func order(_ deviations: Double) -> Behaviour.Order {
        let order = Behaviour.Order((0..<100).map { $0.isMultiple(of: 2) ? 1 : -1 })
        return Behaviour.Order((0..<100).map { ($0.isMultiple(of: 2) ? 1 : -1) + deviations * order.error })
    }

    private static func words(gain: Double, _ deviations: Double) -> Behaviour.Words {
        Behaviour.Words(count: 96, candidates: 78, gain: gain, order: order(deviations))
    }

    @Test("Nothing measured, nothing found")
    func nothing() throws {
        #expect(try Self.lines { _ in }.isEmpty)
    }

    @Test("Numbers that are not finite are an error, and all else is left out")
    func finite() throws {
        let lines = try Self.lines {
            $0.notFinite = "bert.embeddings.LayerNorm"
            $0.words = Self.words(gain: 0, 0)
            $0.unclear = "it is of another language"
        }
        #expect(lines.count == 1)
        #expect(lines[0].hasPrefix("error bert.embeddings.LayerNorm: returns infinite values or NaN"))
    }

    @Test("Results that differ by more than rounding are not the same", arguments: [(0.0, 1), (9e-5, 1), (1.1e-4, 0)])
    func alike(spread: Double, count: Int) throws {
        let lines = try Self.lines { $0.spreads = [Behaviour.Spread(output: "logits", largest: spread)] }
        #expect(lines.count == count)
        #expect(lines.allSatisfy { $0.hasPrefix("error logits: is the same for all 32 sentences") })
    }

    @Test(
        "Hidden words: chance is an error, no use of the order a warning, and either being good is enough",
        arguments: [
            (-2.0, 1.9, "error"), (0.29, 1.9, "error"), (0.31, 1.9, "warning"), (3.0, -1.0, "warning"),
            (-2.0, 2.1, nil), (0.31, 2.1, nil), (3.0, 8.0, nil),
        ] as [(Double, Double, String?)])
    func hiddenWords(gain: Double, deviations: Double, severity: String?) throws {
        let lines = try Self.lines { $0.words = Self.words(gain: gain, deviations) }
        #expect(lines.map { String($0.prefix { $0 != " " }) } == [severity].compactMap(\.self))
    }

    @Test("A discriminator that finds a wrong order no stranger is a warning", arguments: [(1.9, 1), (2.1, 0)])
    func replaced(deviations: Double, count: Int) throws {
        let lines = try Self.lines { $0.replaced = Self.order(deviations) }
        #expect(lines.count == count && lines.allSatisfy { $0.hasPrefix("warning discriminator: ") })
    }

    @Test("One label for all sentences is a note, and none beside an error")
    func label() throws {
        let lines = try Self.lines { $0.onlyLabel = "toxic" }
        #expect(lines == ["note label 'toxic': is the answer to all 32 sentences"])
        let dead = try Self.lines {
            $0.onlyLabel = "toxic"
            $0.spreads = [Behaviour.Spread(output: "logits", largest: 0)]
        }
        #expect(dead.count == 1 && dead[0].hasPrefix("error"))
    }

    @Test("A model of another language is accused of nothing but numbers that are not finite")
    func unclear() throws {
        let lines = try Self.lines {
            $0.unclear = "its tokenizer cuts words into pieces"
            $0.spreads = [Behaviour.Spread(output: "logits", largest: 0)]
            $0.onlyLabel = "toxic"
        }
        #expect(lines.isEmpty)
    }

    @Test("A model of which nothing was measured has a note, and one that was measured has none")
    func notes() {
        var behaviour = Behaviour(language: "English", textCount: 32)
        #expect(behaviour.note?.hasPrefix("of this class only the numbers are tested for being finite") == true)
        behaviour.spreads = [Behaviour.Spread(output: "logits", largest: 1)]
        #expect(behaviour.note == nil)
        behaviour.unclear = "it is a decoder"
        #expect(behaviour.note == "whether the model makes sense of texts cannot be told: it is a decoder")
    }

    @Test("The mean and its standard error, by hand")
    func mean() {
        let order = Behaviour.Order([1, 2, 3, 4])
        #expect(order.mean == 2.5)
        #expect(abs(order.error - 0.645497) < 1e-6)
        #expect(Behaviour.Order([0, 0]).deviations == 0)
        #expect(Behaviour.Order([1, 1]).deviations == .infinity)
    }
}
