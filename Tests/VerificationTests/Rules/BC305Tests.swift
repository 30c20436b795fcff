import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC305 compressed-archive, as verify shows it")
struct BC305Tests {
    @Test(
        "An archive that was zipped again is one error that counts its records",
        arguments: [Examination.Depth.headers, .values])
    func deflated(depth: Examination.Depth) throws {
        let verified = try Verified(damage: "deflated", depth)
        #expect(verified.lines == ["BC305 error pytorch_model.bin"])
        let finding = verified.findings[0]
        #expect(finding.message.contains("mmap"))
        #expect(finding.conversion != nil)
        #expect(finding.file?.hasSuffix("/pytorch_model.bin") == true)
        #expect((finding.evidence["records"]?.integer ?? 0) >= 41)
    }

    @Test("Its values are read all the same, unpacked")
    func values() throws {
        let result = try Verified(damage: "deflated", .values).result
        #expect(result.examination?.values.checkedCount == 41)
        #expect(result.unchecked.isEmpty)
    }

    @Test("Archives as torch stores them are none")
    func nearMisses() throws {
        for name in ["healthy-archive-BertModel", "healthy-archive-sharded", "healthy-legacy"] {
            #expect(try Verified(damage: name, .values).lines.isEmpty)
        }
    }
}
