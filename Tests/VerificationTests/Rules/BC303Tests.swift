import ModelSchema
import TestSupport
import Testing
import Verification

@Suite("BC303 no-current-loader, as verify shows it")
struct BC303Tests {
    @Test(
        "A folder with TensorFlow's weights alone is an error that says how to convert",
        arguments: [Examination.Depth.headers, .values])
    func folder(depth: Examination.Depth) throws {
        let verified = try Verified(damage: "h5-healthy", depth)
        #expect(verified.lines == ["BC303 error tf_model.h5"])
        #expect(verified.findings[0].conversion != nil)
        #expect(verified.findings[0].message.contains("4.44"))
        #expect(verified.result.examination?.loading.library.contains("TensorFlow") == true)
    }

    @Test("Shards of TensorFlow are this rule's too")
    func shards() throws {
        let verified = try Verified(Fixtures.path("transformers-4.44.2/sharded-h5"))
        #expect(verified.lines == ["BC303 error tf_model.h5.index.json"])
    }

    @Test(
        "It is compared with TensorFlow's loader: what that lacks is found",
        arguments: [("h5-missing-head", 2), ("h5-kernel-missing", 1)])
    func missing(name: String, count: Int) throws {
        let verified = try Verified(damage: name)
        #expect(verified.findings(of: .missingParameter).count == count)
        #expect(verified.findings.count == count + 1)
    }

    @Test("Where other weights are loaded it is none")
    func nearMisses() throws {
        let folder = TemporaryFolder()
        _ = TinyBert().write(to: folder)
        _ = folder.copy(Fixtures.path("damage/h5-healthy/tf_model.h5"))
        #expect(try Verified(folder.path).findings(of: .noCurrentLoader).isEmpty)
        #expect(try Verified(damage: "tensorflow-names").findings(of: .noCurrentLoader).isEmpty)
    }
}
