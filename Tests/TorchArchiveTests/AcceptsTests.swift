import ByteIO
import Tensors
import TestSupport
import Testing
import TorchArchive

/// Files that are wrong or unusual in one way each, most of which torch loads without a word.
@Suite("What torch accepts")
struct AcceptsTests {
    struct File: Sendable, CustomTestStringConvertible {
        let folder: String
        let name: String
        /// What a careful reader does, by the list beside the files: `read`, `read, with a note` or `refused`.
        let verdict: String
        /// The code that it is refused with; nil: it is read.
        let code: String?

        var testDescription: String { "\(folder)/\(name)" }
        var path: String { Fixtures.path("torch-accepts/\(folder)/\(name).pt") }
    }

    private static let folders = ["calls", "container", "legacy", "names", "objects", "pickle", "records"]

    /// The files that the README lists.
    private static let files: [File] = {
        var codes: [String: String] = [:]
        for row in RefusedFiles.table {
            for name in row.files.split(whereSeparator: \.isWhitespace) { codes["\(row.folder)/\(name)"] = row.code }
        }
        return TorchAcceptsList.entries.filter { folders.contains($0.folder) }.map { entry in
            let name = String(entry.fileName.dropLast(".pt".count))
            return File(
                folder: entry.folder, name: name, verdict: entry.verdict, code: codes["\(entry.folder)/\(name)"])
        }
    }()

    /// Entries that are withheld: refused when a weight of the model is wanted of them, or anything is written.
    private static let withheld: [String: Fault.Code] = [
        "calls/command-as-tensor": .torchOpaque, "calls/command-by-dotted-name": .torchOpaque,
        "calls/command-by-rebuild": .torchOpaque, "names/function-of-a-user": .torchOpaque,
        "names/function-of-torch-unknown": .torchOpaque, "names/metadata-conjugated": .torchUnsupported,
        "names/metadata-negated-false": .torchUnsupported, "names/metadata-unknown": .torchUnsupported,
        "objects/storage-class-unknown": .torchUnsupported,
    ]

    /// Where this reader is not of the table's opinion.
    private static let otherwise: Set<String> = [
        // Swift holds these names for the same; refused, they cannot be mixed up.
        "names/names-canonically-equal", "objects/keys-canonically-equal",
        // A name that leads out of the archive, or another folder in it, is never ignored.
        "records/macosx-folder", "records/name-leads-out",
        // The path that was taken is said, and so is that `ema` holds tensors too.
        "names/roots-two",
    ]

    @Test("Every file of the folders is in the table, and every refused one with its code")
    func complete() {
        for folder in Self.folders {
            let names = Set(Self.files.filter { $0.folder == folder }.map { $0.name + ".pt" })
            let found = Tool.run(["ls", Fixtures.path("torch-accepts/\(folder)")]).output.split(separator: "\n")
            #expect(Set(found.map(String.init)) == names)
        }
        #expect(
            Self.files.count { $0.code != nil }
                == RefusedFiles.table.reduce(0) {
                    $0 + $1.files.split(whereSeparator: \.isWhitespace).count
                })
    }

    @Test("A file is read or refused, with its own code, as a careful reader would", arguments: files)
    func verdict(file: File) throws {
        let fault = refusal(ofFile: file.path)
        #expect(fault?.code.description == file.code)
        #expect(fault == nil || fault?.file == file.path)
        let id = "\(file.folder)/\(file.name)"
        if Self.withheld[id] == nil, !Self.otherwise.contains(id) {
            #expect((fault != nil) == (file.verdict == "refused"))
        }
    }

    @Test("An entry that only its own code knows is withheld by name", arguments: withheld.keys.sorted())
    func withheldEntries(id: String) throws {
        let contents = try contents(ofFile: Fixtures.path("torch-accepts/\(id).pt"))
        #expect(contents.withheld.map(\.fault.code) == [try #require(Self.withheld[id])])
        let name = try #require(contents.withheld.first?.name)
        #expect(contents.withheld.first?.fault.subject == "tensor '\(name)'")
        #expect(contents.table[name] == nil)
    }

    @Test("What is read has the right values, unless the file is about others", arguments: files)
    func values(file: File) throws {
        guard file.code == nil, Self.withheld["\(file.folder)/\(file.name)"] == nil else { return }
        let sound = try expected(Fixtures.path("transformers-4.44.2/second-instance/expected.safetensors"))
        let found = try read(file.path)
        #expect(!found.isEmpty)
        for name in ["classifier.weight", "classifier.bias"] {
            guard let tensor = found[name], tensor.type == .float32, tensor.dimensions == sound[name]?.dimensions
            else { continue }
            #expect(tensor == sound[name], "\(name)")
        }
    }

    @Test("Nothing that a file says is run", arguments: files.filter { $0.folder == "calls" })
    func inert(file: File) {
        let folder = TemporaryFolder()
        let output = Tool.run(["sh", "-c", "cd '\(folder.path)' && '\(Tool.path("bertconv"))' inspect '\(file.path)'"])
        #expect((0...2).contains(output.status))
        let lines = (output.output + output.errors).split(separator: "\n")
        #expect(!lines.contains("executed"))
        #expect(folder.names.isEmpty)
    }
}
