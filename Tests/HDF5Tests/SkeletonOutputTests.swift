import Foundation
import TestSupport
import Testing

@Suite("What a new file may be made in, and by whom")
struct SkeletonOutputTests {
    private func expectUnusable(_ run: SkeletonRun, content: [UInt8] = []) {
        #expect(run.ending == .exited(64))
        #expect(run.errors.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(run.content == content)
    }

    @Test(
        "A file that cannot be both read and written anywhere is refused",
        arguments: [O_RDONLY, O_WRONLY, O_RDWR | O_APPEND])
    func access(flags: Int32) throws {
        expectUnusable(try SkeletonRun(Specification.text(), flags: flags))
    }

    @Test("A file that is not empty is refused and left as it is")
    func notEmpty() throws {
        let content = Array("precious".utf8)
        expectUnusable(try SkeletonRun(Specification.text(), content: content), content: content)
    }

    @Test("A pipe is no file to make")
    func pipe() throws {
        let run = try ReaderProcess.run(["skeleton"], path: Fixture.transformers("BertModel"))
        #expect(run.ending == .exited(64))
        #expect(run.output.isEmpty)
    }

    @Test("A file that is standard error as well is refused")
    func sameFile() throws {
        let folder = TemporaryFolder()
        let process = Process()
        let output = FileHandle(forUpdatingAtPath: folder.write([], to: "new.h5"))
        process.executableURL = URL(fileURLWithPath: Tool.path("bertconv-hdf5"))
        process.arguments = ["skeleton"]
        process.standardInput = FileHandle(forReadingAtPath: folder.write(Specification.text(), to: "specification"))
        process.standardOutput = output
        process.standardError = output
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 64)
    }

    @Test("Its limits are in force before the specification ends, which may come through a pipe")
    func limits() throws {
        let folder = TemporaryFolder()
        let path = folder.write([], to: "new.h5")
        let process = Process()
        let (specification, complaints) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: Tool.path("bertconv-hdf5"))
        process.arguments = ["skeleton"]
        process.standardInput = specification
        process.standardOutput = FileHandle(forUpdatingAtPath: path)
        process.standardError = complaints
        try process.run()
        // More than a pipe holds: when it is written, the program has begun to read.
        let space = Data(repeating: UInt8(ascii: " "), count: 1 << 20)
        try specification.fileHandleForWriting.write(contentsOf: space)
        let limits = try String(contentsOfFile: "/proc/\(process.processIdentifier)/limits", encoding: .utf8)
            .split(separator: "\n").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        for expected in [
            "Max cpu time 300 301 seconds", "Max address space 1073741824 1073741824 bytes",
            "Max core file size 0 0 bytes", "Max open files 3 3 files",
            "Max file size 1099511627776 1099511627776 bytes",
        ] { #expect(limits.contains(expected)) }
        try specification.fileHandleForWriting.write(contentsOf: Data(Specification.text().utf8))
        try specification.fileHandleForWriting.close()
        let answer = complaints.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("{\"fileSize\":"))
        #expect(try CatalogueAnswer(of: path).paths == ["/"])
    }
}
