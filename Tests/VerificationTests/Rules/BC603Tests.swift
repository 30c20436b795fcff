import ByteIO
import TestSupport
import Testing
import Verification

@Suite("BC603 external-data, as verify shows it")
struct BC603Tests {
    @Test(
        "An HDF5 file whose values are elsewhere is one error, and nothing was checked",
        arguments: ["external-storage", "external-link", "virtual-dataset"])
    func elsewhere(name: String) throws {
        let verified = try Verified(Fixtures.path("h5py-3.16.0/\(name).h5"), .headers)
        #expect(verified.findings.map(\.rule) == [.externalData])
        #expect(verified.findings[0].severity == .error)
        #expect(verified.findings[0].subject == "\(name).h5")
        #expect(!verified.findings[0].help.isEmpty)
        #expect(verified.result.unchecked.count == 1)
        #expect(verified.result.examination == nil)
    }

    @Test("Other things that are refused are not this rule's", arguments: ["group-cycle", "shape-bomb"])
    func others(name: String) throws {
        let verified = try Verified(Fixtures.path("h5py-3.16.0/\(name).h5"), .headers)
        #expect(verified.findings.map(\.rule) == [.corruptArchive])
    }

    @Test(
        "Everything in the file itself is none, however it is laid out",
        arguments: ["gzip-chunked", "latest-format", "user-block", "big-endian"])
    func nearMisses(name: String) throws {
        let verified = try Verified(Fixtures.path("h5py-3.16.0/\(name).h5"))
        #expect(verified.findings(of: .externalData).isEmpty)
        #expect(verified.result.unchecked.isEmpty)
    }
}
