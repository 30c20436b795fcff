import Foundation
import TestSupport
import Testing

@Suite("What the program may do")
struct ConfinementTests {
    /// A run that waits for its output to be read, in the middle of a decoding.
    private func withWaitingReader(of file: String, seconds: Int? = nil, _ body: (RunningReader) throws -> Void) throws
    {
        let paths = try CatalogueAnswer(of: file).datasets.map(\.path)
        let running = try ReaderProcess.start(
            ["decode"] + paths, path: file, seconds: seconds)
        defer { running.process.terminate() }
        var first = [UInt8](repeating: 0, count: 1)
        let count = unsafe read(running.output.fileHandleForReading.fileDescriptor, &first, 1)
        try #require(count == 1)
        try body(running)
    }

    @Test("Its limits are in force while it decodes, and it can open nothing")
    func limits() throws {
        try withWaitingReader(of: Fixture.transformers("48-layers")) { running in
            let limits = try limits(of: running)
            for expected in [
                "Max cpu time 3600 3601 seconds", "Max address space 1073741824 1073741824 bytes",
                "Max core file size 0 0 bytes", "Max open files 3 3 files", "Max file size 0 0 bytes",
            ] { #expect(limits.contains(expected)) }
            let folder = "/proc/\(running.process.processIdentifier)"
            let status = try String(contentsOfFile: "\(folder)/status", encoding: .utf8)
            #expect(status.contains("NoNewPrivs:\t1"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/fd").sorted() == ["0", "1", "2"])
        }
    }

    @Test("A limit that its caller has set lower stays")
    func callersLimit() throws {
        try withWaitingReader(of: Fixture.transformers("48-layers"), seconds: 500) { running in
            let limits = try limits(of: running)
            #expect(limits.contains("Max cpu time 500 3601 seconds"))
        }
    }

    @Test("It dies with the program that asked it, even of SIGKILL, though nobody has closed its pipe")
    func parent() throws {
        let file = Fixture.transformers("48-layers")
        let paths = try CatalogueAnswer(of: file).datasets.map(\.path)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments =
            ["-c", "program=$0 file=$1; shift; \"$program\" decode \"$@\" < \"$file\" & echo $! >&2; wait"]
            + [Tool.path("bertconv-hdf5"), file] + paths
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        var first = [UInt8](repeating: 0, count: 1)
        try #require(unsafe read(output.fileHandleForReading.fileDescriptor, &first, 1) == 1)
        let said = String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
        let helper = try #require(Int32(said.dropLast()))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        // What has ended and is not waited for by whoever has it now stays as a zombie (proc_pid_stat(5)).
        while let status = try? String(contentsOfFile: "/proc/\(helper)/stat", encoding: .utf8),
            status.split(separator: ")").last?.split(separator: " ").first != "Z"
        { usleep(1_000) }
    }

    /// The lines of the kernel's table, with one space between the columns.
    private func limits(of running: RunningReader) throws -> [String] {
        let path = "/proc/\(running.process.processIdentifier)/limits"
        return try String(contentsOfFile: path, encoding: .utf8)
            .split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    @Test("A file that changes while it is read is not vouched for")
    func changed() throws {
        let content = bytes(ofFile: Fixture.transformers("48-layers"))
        try Fixture.withFile(content) { file in
            try withWaitingReader(of: file) { running in
                try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: file)
                let run = running.finish()
                #expect(run.ending == .exited(1))
                #expect(String(decoding: run.errors, as: UTF8.self).contains("\"changed\""))
            }
        }
    }

    /// libhdf5 1.10.8 runs in circles over an object of the global heap that has this size.
    @Test("Where libhdf5 hangs the program dies by SIGXCPU")
    func hang() throws {
        let content = FilePatch(bytes(ofFile: Fixture.h5py("latest-format")))
        let name = Array("tf_bert_for_sequence_classification_1/classifier/bias:0".utf8)
        let size = FilePatch.littleEndian(name.count)
        let changed = try content.replacing(size + name, with: FilePatch.littleEndian(255) + name)
        try Fixture.withFile(changed.bytes) { file in
            let run = try ReaderProcess.run(["catalog"], path: file, seconds: 1)
            #expect(run.ending == .signaled(SIGXCPU) || run.refusal?.code == "corrupt", "\(run.ending)")
        }
    }

    @Test(
        "Any other use is refused with a line on standard error",
        arguments: [
            [], ["catalogue"], ["catalog", "x"], ["decode"], ["--help"], ["--version", "x"], ["skeleton", "x"],
        ])
    func use(arguments: [String]) throws {
        let run = try ReaderProcess.run(arguments, path: Fixture.transformers("BertModel"))
        #expect(run.ending == .exited(64))
        #expect(run.output.isEmpty)
        #expect(run.errors.count { $0 == UInt8(ascii: "\n") } == 1)
    }

    @Test("A pipe is no input")
    func pipe() throws {
        let pipe = Pipe()
        let run = try ReaderProcess.start(["catalog"], input: pipe.fileHandleForReading).finish()
        #expect(run.ending == .exited(64))
    }

    @Test("A file that is open for writing is no input")
    func writable() throws {
        try Fixture.withFile(bytes(ofFile: Fixture.transformers("BertModel"))) { file in
            let run = try ReaderProcess.start(["catalog"], input: FileHandle(forUpdating: URL(fileURLWithPath: file)))
                .finish()
            #expect(run.ending == .exited(64))
        }
    }

    @Test("The version is libhdf5's")
    func version() throws {
        let run = try ReaderProcess.run(["--version"], path: Fixture.transformers("BertModel"))
        #expect(String(decoding: run.output, as: UTF8.self).hasPrefix("bertconv-hdf5, libhdf5 "))
    }
}
