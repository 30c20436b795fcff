import TestSupport
import Testing

@Suite("No room for the output")
struct NoRoomTests {
    private static let input = Fixtures.path("transformers-4.44.2/BertModel/tf_model.h5")
    private static let compressed = Fixtures.path("h5py-3.16.0/gzip-chunked.h5")

    @Test("A limit on the size of files ends in an error and leaves nothing, even where an old file is to go")
    func limit() {
        for arguments in [[], ["--force"]] {
            let folder = TemporaryFolder()
            let output = arguments.isEmpty ? folder.file("out.safetensors") : folder.write("old", to: "out.safetensors")
            let before = folder.contents
            let run = Tool.run(
                [
                    "/bin/sh", "-c", "ulimit -f 8; exec \"$0\" \"$@\"", Tool.path("bertconv"), "convert", Self.input,
                    output,
                ]
                    + arguments)
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.errors.hasPrefix("error: \(output): cannot reserve 30696 bytes: there is no room for it"))
            #expect(run.errors.contains("free some space"))
            #expect(folder.contents == before)
        }
    }

    @Test("A full disk ends in an error and leaves nothing", .enabled(if: Disk.canMount, "only root can mount a disk"))
    func fullDisk() {
        Disk.withDisk(kilobytes: 16) { folder, disk in
            let output = disk + "/out.safetensors"
            let run = Tool.bertconv(["convert", Self.input, output])
            #expect(run.status == 2)
            #expect(run.errors.hasPrefix("error: \(output): cannot reserve 30696 bytes: there is no room for it"))
            #expect(Tool.run(["ls", "-A", disk]).output.isEmpty)
            #expect(folder.names == ["disk"])
        }
    }

    @Test(
        "A disk in memory is full before anything is written, too, where no room is reserved on it",
        .enabled(if: Disk.canMount, "only root can mount a disk"))
    func fullMemory() {
        Disk.withDisk(kilobytes: 1024) { folder, disk in
            let sizes = ["vocab_size": 5000, "hidden_size": 64, "num_attention_heads": 2, "intermediate_size": 64]
            let fields = sizes.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
            let configuration = folder.write(
                "{\"model_type\": \"bert\", \"num_hidden_layers\": 1, \(fields)}", to: "config.json")
            let input = folder.file("model")
            let made = Tool.bertconv(["init", configuration, input, "--to", "safetensors", "--as", "BertModel"])
            #expect(made.status == 0, "\(made.errors)")
            let run = Tool.bertconv(["convert", input, disk + "/out.safetensors"])
            #expect(run.status == 2)
            #expect(run.errors.contains(" bytes: there is no room for it"), "\(run.errors)")
            #expect(run.errors.hasPrefix("error: \(disk)/out.safetensors: cannot reserve "), "\(run.errors)")
            #expect(Tool.run(["ls", "-A", disk]).output.isEmpty)
            Disk.withDisk(kilobytes: 4096) { _, larger in
                #expect(Tool.bertconv(["convert", input, larger + "/out.safetensors"]).status == 0)
                #expect(Tool.run(["cmp", larger + "/out.safetensors", input + "/model.safetensors"]).status == 0)
            }
        }
    }

    @Test(
        "A disk that is full before the compressed weights are decoded is not called a damaged file",
        .enabled(if: Disk.canMount, "only root can mount a disk"))
    func fullDiskWhileDecoding() {
        Disk.withDisk(kilobytes: 4) { _, disk in
            #expect(Tool.run(["cp", Fixtures.path("h5py-3.16.0/config.json"), disk]).status == 0)
            let run = Tool.bertconv(["convert", Self.compressed, disk + "/out.safetensors"])
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(Tool.run(["ls", "-A", disk]).output == "config.json\n")
            #expect(!run.errors.contains("damaged"))
            #expect(run.errors.contains("there is no room for the values"))
        }
    }

    @Test("A limit on the size of files that the decoded weights exceed is not called a crash of the library")
    func limitWhileDecoding() {
        let folder = TemporaryFolder()
        let run = Tool.run([
            "/bin/sh", "-c", "ulimit -f 2; exec \"$0\" \"$@\"", Tool.path("bertconv"), "convert", Self.compressed,
            folder.file("out.safetensors"),
        ])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(folder.names.isEmpty)
        #expect(!run.errors.contains("crashed"))
        #expect(run.errors.contains("there is no room for the values"))
    }
}

/// A disk of a few kilobytes.
private enum Disk {
    static let canMount: Bool = {
        var couldMount = false
        withDisk(kilobytes: 4) { _, _ in couldMount = true }
        return couldMount
    }()

    /// Calls `body` with the folder that holds the disk and the disk's own; not at all where none can be mounted.
    static func withDisk(kilobytes: Int, _ body: (TemporaryFolder, String) -> Void) {
        let folder = TemporaryFolder()
        let disk = folder.file("disk")
        _ = Tool.run(["mkdir", disk])
        guard Tool.run(["mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", disk]).status == 0 else { return }
        defer { _ = Tool.run(["umount", disk]) }
        body(folder, disk)
    }
}
