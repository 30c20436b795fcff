import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC703 label-count-conflict, as verify shows it")
struct BC703Tests {
    private static let three = #"{"0": "a", "1": "b", "2": "c"}"#

    @Test(
        "Two different numbers of labels are an error, whichever the weights have",
        arguments: [Examination.Depth.headers, .values])
    func conflict(depth: Examination.Depth) throws {
        var model = TinyBert()
        model.configuration["num_labels"] = "2"
        model.configuration["id2label"] = Self.three
        let verified = try Verified(model, depth)
        #expect(verified.lines == ["BC703 error num_labels"])
        let finding = verified.findings[0]
        #expect(finding.evidence["num_labels"]?.integer == 2 && finding.evidence["id2label"]?.integer == 3)
        #expect(finding.help.contains("weight"))
        #expect(finding.file?.hasSuffix("/config.json") == true)
    }

    @Test("The same number twice, or one of the two, is none")
    func nearMisses() throws {
        var model = TinyBert()
        model.configuration["num_labels"] = "2"
        #expect(try Verified(model).lines.isEmpty)
        model.configuration["id2label"] = #"{"0": "a", "1": "b"}"#
        #expect(try Verified(model).lines.isEmpty)
        model.configuration["num_labels"] = nil
        #expect(try Verified(model).lines.isEmpty)
        model.configuration["num_labels"] = "2"
        model.configuration["id2label"] = "null"
        #expect(try Verified(model).findings(of: .labelCountConflict).isEmpty)
    }

    @Test("Real folders: alone where version 5 loads it, with the shapes where it does not")
    func real() throws {
        #expect(try Verified(damage: "labels-conflict-otherwise").lines == ["BC703 error num_labels"])
        #expect(
            try Verified(damage: "labels-conflict").lines == [
                "BC103 error classifier.weight", "BC103 error classifier.bias", "BC703 error num_labels",
            ])
    }
}
