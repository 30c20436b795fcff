import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC805 layer-order, as verify shows it")
struct BC805Tests {
    @Test("Two exchanged layers are a warning with the order that fits")
    func exchanged() throws {
        var model = StreamModel()
        model.reorder([0, 2, 1, 3])
        let result = try BelongingResult(model)
        #expect(result.lines == ["BC805 warning layer.{1-2}"])
        let finding = try #require(result.findings.first)
        #expect(finding.message.hasSuffix("in the order 0, 2, 1, 3"))
        #expect(finding.evidence["order"]?.array?.compactMap(\.integer) == [0, 2, 1, 3])
        #expect(try #require(finding.evidence["z"]?.double) >= 4)
    }

    @Test("The reversed order is as good as the true one, and copied layers are no question of order")
    func nearMisses() throws {
        var model = StreamModel()
        model.reorder([3, 2, 1, 0])
        #expect(try BelongingResult(model).lines.isEmpty)
        model = StreamModel()
        model.reorder([0, 1, 2, 1])
        #expect(try BelongingResult(model).lines.isEmpty)
    }
}
