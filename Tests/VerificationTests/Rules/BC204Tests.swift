import TestSupport
import Testing
import Verification

@Suite("BC204 duplicate-tensor-differs, as verify shows it")
struct BC204Tests {
    private static let words = "bert.embeddings.word_embeddings.weight"

    @Test("The second copy in a Keras file that differs is an error; Keras takes it")
    func differ() throws {
        let verified = try Verified(damage: "h5-copies-differ", .values)
        #expect(verified.lines == ["BC204 error \(Self.words)", "BC303 error tf_model.h5"])
        let finding = verified.findings[0]
        #expect(finding.message.contains("'mlm___cls/") && finding.message.contains("element 0"))
        #expect(finding.help.contains("second"))
        #expect(finding.file?.hasSuffix("tf_model.h5") == true)
    }

    @Test("Another producer's file")
    func made() throws {
        let path = Fixtures.path("h5py-3.16.0/embeddings-copies-differ.h5")
        let finding = try Verified(path, as: "BertForMaskedLM", .values).finding(of: .duplicateTensorDiffers)
        #expect(finding.subject == Self.words)
        #expect(finding.severity == .error)
    }

    @Test("Equal copies are none, and without values nothing is compared")
    func nearMisses() throws {
        #expect(try Verified(damage: "h5-healthy-masked-lm", .values).lines == ["BC303 error tf_model.h5"])
        #expect(try Verified(damage: "h5-copies-differ", .headers).lines == ["BC303 error tf_model.h5"])
    }

    @Test("Two names in a PyTorch file are BC104's, tied weights BC201's")
    func others() throws {
        for name in ["with-and-without-prefix", "tied-decoder-differs", "gamma-and-weight"] {
            #expect(try Verified(damage: name, .values).findings(of: .duplicateTensorDiffers).isEmpty)
        }
    }
}
