import TestSupport
import Testing

@Suite("Files that are refused")
struct RefusalTests {
    @Test(
        "Data elsewhere, links and cycles are refused by name, for the catalogue and for decoding alike",
        arguments: [
            ("external-storage", "external-storage", "'config.json'"),
            ("external-link", "external-link", "'big-endian.h5'"),
            ("soft-link", "soft-link", "'/classifier/elsewhere'"),
            ("user-defined-link", "user-defined-link", "kind 200"),
            ("virtual-dataset", "virtual-dataset", "virtual"),
            ("group-cycle", "group-cycle", "more than one path"),
            ("unknown-filter", "unknown-filter", "32123"),
            ("nested-groups", "too-deep", "64"),
        ])
    func refused(name: String, code: String, named: String) throws {
        for arguments in [["catalog"], ["decode", "/classifier"]] {
            let run = try ReaderProcess.run(arguments, path: Fixture.h5py(name))
            let refusal = try #require(run.refusal, "\(run)")
            #expect(refusal.code == code)
            #expect(refusal.reason.contains(named), "\(refusal.reason)")
            #expect(refusal.path.hasPrefix("/"))
        }
    }

    @Test(
        "A file without the signature of HDF5 is not called corrupt",
        arguments: ["", "\u{89}HDF", "hello, this is no HDF5 file, but long enough to be one"])
    func notHDF5(text: String) throws {
        try Fixture.withFile(Array(text.utf8)) { file in
            let run = try ReaderProcess.run(["catalog"], path: file)
            #expect(run.refusal?.code == "not-hdf5")
        }
    }

    @Test(
        "Names and strings that are not UTF-8, not one component or not unique are refused",
        arguments: [
            ("query", [0xFF, 0xFE, 0x72, 0x72, 0x79], "bad-name", "not UTF-8"),
            ("query", Array("qu/ry".utf8), "bad-name", "'qu/ry'"),
            ("query", Array("value".utf8), "corrupt", "two links"),
            ("tensorflow", [0xFF] + Array("ensorflow".utf8), "bad-string", "not UTF-8"),
            ("keras_version", [0xFF] + Array("eras_version".utf8), "bad-name", "not UTF-8"),
        ] as [(String, [UInt8], String, String)])
    func names(of text: String, becoming changed: [UInt8], code: String, named: String) throws {
        let content = bytes(ofFile: Fixture.h5py("fixed-length-attributes"))
        let patched = try FilePatch(content).replacing(Array(text.utf8) + [0], with: changed + [0])
        try Fixture.withFile(patched.bytes) { file in
            let refusal = try #require(try ReaderProcess.run(["catalog"], path: file).refusal)
            #expect(refusal.code == code)
            #expect(refusal.reason.contains(named), "\(refusal.reason)")
        }
    }
}
