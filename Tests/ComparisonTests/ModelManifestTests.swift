import ByteIO
import TestSupport
import Testing

@testable import Comparison

/// `Python/tests/attestation` compares the same with the real model signing.
@Suite("The manifest of a folder is that of OpenSSF model signing")
struct ModelManifestTests {
    private static func folder(_ script: String) -> TemporaryFolder {
        let folder = TemporaryFolder()
        #expect(Tool.run(["sh", "-ec", "mkdir \"$0/model\"; cd \"$0/model\"; \(script)", folder.path]).status == 0)
        return folder
    }

    private static func manifest(_ folder: TemporaryFolder) throws -> ModelManifest {
        try ModelManifest(try ModelFiles(in: folder.file("model")))
    }

    @Test("Files are sorted by path, part by part, and only the files of git at the top are left out")
    func order() throws {
        let folder = Self.folder(
            """
            mkdir -p a a.b/.git .git .github; for file in a/z a.txt a-b a.b/.git/x .git/HEAD .github/x .gitignore \
            .gitattributes a/.gitignore B é; do printf %s "$file" > "$file"; done
            """)
        #expect(
            try Self.manifest(folder).files.map(\.name)
                == ["B", "a/.gitignore", "a/z", "a-b", "a.b/.git/x", "a.txt", "é"])
    }

    @Test("Each file has its SHA-256, and the root is that of all digests one after the other")
    func digests() throws {
        let folder = Self.folder("printf abc > one; : > two; head -c 3000000 /dev/zero > three")
        let manifest = try Self.manifest(folder)
        #expect(manifest.name == "model")
        #expect(
            manifest.files == [
                ModelManifest.File(
                    name: "one", digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
                ModelManifest.File(
                    name: "three", digest: SHA256.hex([UInt8](repeating: 0, count: 3_000_000))),
                ModelManifest.File(
                    name: "two", digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ])
        let run = Tool.run(["sh", "-c", "cd \"$0\"/model && sha256sum one three two | cut -c -64", folder.path])
        #expect(run.output.split(separator: "\n").map(String.init) == manifest.files.map(\.digest))
        #expect(manifest.root.utf8.count == 64 && manifest.root != manifest.files[0].digest)
    }

    @Test("A link to a file is the file, as in the Hugging Face cache")
    func links() throws {
        let folder = Self.folder("printf abc > ../blob; ln -s ../blob config.json")
        #expect(
            try Self.manifest(folder).files.map(\.digest)
                == ["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"])
    }

    @Test(
        "What no statement can have is refused, and never left out",
        arguments: [
            ("ln -s .. up", "manifest.link"), ("ln -s none dead", "file.missing"), ("mkfifo pipe", "file.not-regular"),
            ("printf x > \"$(printf 'a\\377')\"", "manifest.name"), ("mkdir \"$(printf 'a\\377')\"", "manifest.name"),
            ("rmdir \"$0/model\"; printf x > \"$0/model\"", "manifest.no-folder"),
            ("rmdir \"$0/model\"", "manifest.no-folder"),
        ])
    func refused(script: String, code: String) {
        let folder = Self.folder(script)
        #expect { try Self.manifest(folder) } throws: { ($0 as? Fault)?.code.description == code }
    }

    @Test(
        "A file that changes after it was listed is an error",
        arguments: ["printf def >> file", "printf xyz > new; mv new file", "rm file", "rm file; mkdir file"])
    func changed(script: String) throws {
        let folder = Self.folder("printf abc > file; touch -d 2020-01-01 file")
        let files = try ModelFiles(in: folder.file("model"))
        #expect(Tool.run(["sh", "-ec", "cd \"$0/model\"; \(script)", folder.path]).status == 0)
        #expect { try ModelManifest(files) } throws: { error in
            ["file.changed", "file.missing", "file.not-regular"].contains((error as? Fault)?.code.description)
        }
    }
}
