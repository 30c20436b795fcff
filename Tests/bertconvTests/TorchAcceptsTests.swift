import TestSupport
import Testing

/// Guards the rules for archives, pickles and old files, one file a rule: `testdata/torch-accepts/README.md` says
/// what is odd about each, what torch 2.13 does with it, and whether a careful reader refuses it.
@Suite("Files that torch accepts, and what they get here")
struct TorchAcceptsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        let isRefused: Bool

        var testDescription: String { path }
    }

    /// Where this reader is stricter or kinder than the list: each with its reason.
    private static let exceptions: [String: Bool] = [
        // A record outside of the archive's folder: torch refuses it too.
        "records/macosx-folder.pt": true,
        // A name that leads out of the archive is no accident, needed or not.
        "records/name-leads-out.pt": true,
        // Libraries go by the name, and torch does not read safetensors.
        "others/safetensors-like-a-pickle.bin": true,
        // Names that Unicode holds for the same are refused: safe, and no BERT has them.
        "objects/keys-canonically-equal.pt": true, "names/names-canonically-equal.pt": true,
        // The first of the known keys is read, and the other is said.
        "names/roots-two.pt": false,
        // Values that are not the stored ones are refused, not computed.
        "names/metadata-negated.pt": true,
        // A tensor that cannot be read is never left out of a digest.
        "names/wrapper-subclass.pt": true,
    ]

    private static let cases = TorchAcceptsList.entries.map { entry in
        let path = "\(entry.folder)/\(entry.fileName)"
        return Case(path: path, isRefused: exceptions[path] ?? (entry.verdict == "refused"))
    }

    @Test("The list names every file")
    func complete() {
        #expect(Self.cases.count == 281)
        for folder in ["container", "records", "legacy", "pickle", "calls", "objects", "names", "others"] {
            #expect(Self.cases.contains { $0.path.hasPrefix(folder + "/") }, "\(folder)")
        }
    }

    /// Each may use 1 GiB of addresses.
    @Test("Each is read or refused as it should be, within bounds, in one line that names it", .slow, arguments: cases)
    func verdict(of file: Case) {
        let path = Fixtures.path("torch-accepts/\(file.path)")
        let run = Tool.run([
            "/bin/sh", "-c", "ulimit -v 1048576; exec \"$0\" \"$@\"", Tool.path("bertconv"), "digest",
            "-q", path,
        ])
        #expect(run.status == (file.isRefused ? 2 : 0), "\(run.errors)")
        guard file.isRefused else { return }
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("error: \(path): "), "\(run.errors)")
        #expect(!run.errors.contains("executed"))
    }
}
