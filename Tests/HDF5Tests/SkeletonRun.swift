import Foundation
import JSONText
import TestSupport
import Testing

/// A run of `bertconv-hdf5 skeleton` that makes a file in a folder of its own.
struct SkeletonRun {
    let ending: ReaderProcess.Ending
    let errors: [UInt8]
    /// The file that was to be made; it is there as long as the run is.
    private let path: String
    private let folder: TemporaryFolder

    /// - Parameters:
    ///   - flags: How the file that becomes standard output is opened.
    ///   - content: What that file holds.
    init(_ specification: [UInt8], flags: Int32 = O_RDWR, content: [UInt8] = []) throws {
        folder = TemporaryFolder()
        path = folder.write(content, to: "new.h5")
        let descriptor = unsafe open(path, flags)
        try #require(descriptor >= 0)
        let process = Process()
        let complaints = Pipe()
        process.executableURL = URL(fileURLWithPath: Tool.path("bertconv-hdf5"))
        process.arguments = ["skeleton"]
        process.standardInput = FileHandle(
            forReadingAtPath: folder.write(specification, to: "specification.json"))
        process.standardOutput = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        process.standardError = complaints
        try process.run()
        errors = Array(complaints.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        let status = process.terminationStatus
        ending = process.terminationReason == .exit ? .exited(status) : .signaled(status)
    }

    init(_ specification: String, flags: Int32 = O_RDWR, content: [UInt8] = []) throws {
        try self.init(Array(specification.utf8), flags: flags, content: content)
    }

    init(_ specification: JSONValue) throws {
        try self.init(JSONWriter.compact(specification))
    }

    /// What was refused; nil when nothing was.
    var refusal: Refusal? {
        ReaderProcess(ending: ending, output: [], errors: errors).refusal
    }

    /// Where the program says the data goes.
    struct Place: Equatable {
        let path: String
        let offset: Int
        let bytes: Int
    }

    /// The places in the order of the answer, which must be one line and give the size of the file.
    func places() throws -> [Place] {
        try #require(ending == .exited(0), "\(String(decoding: errors, as: UTF8.self))")
        #expect(errors.count { $0 == UInt8(ascii: "\n") } == 1)
        let answer = try #require(try JSONParser.parse(errors).object)
        #expect(answer.members.map(\.name) == ["fileSize", "datasets"])
        #expect(answer["fileSize"]?.integer == Int(try status().st_size))
        return try #require(answer["datasets"]?.array).map { element in
            let place = try #require(element.object)
            return Place(
                path: try #require(place["path"]?.string), offset: try #require(place["offset"]?.integer),
                bytes: try #require(place["bytes"]?.integer))
        }
    }

    /// All bytes of the file.
    var content: [UInt8] {
        withExtendedLifetime(folder) { bytes(ofFile: path) }
    }

    /// What the system says of the file.
    func status() throws -> stat {
        var status = stat()
        let isKnown = withExtendedLifetime(folder) { unsafe stat(path, &status) == 0 }
        try #require(isKnown)
        return status
    }

    /// The catalogue of the file.
    func catalogue() throws -> CatalogueAnswer {
        try withExtendedLifetime(folder) { try CatalogueAnswer(of: path) }
    }

    /// The bytes of all datasets, as libhdf5 reads them.
    func decoded() throws -> [UInt8] {
        try withExtendedLifetime(folder) {
            try CatalogueAnswer.decoded(try CatalogueAnswer(of: path).datasets, of: path)
        }
    }

    /// Writes bytes into the file as any program could, without HDF5.
    func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws {
        let count = withExtendedLifetime(folder) {
            let descriptor = unsafe open(path, O_WRONLY)
            defer { close(descriptor) }
            return unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset)) }
        }
        try #require(count == bytes.count)
    }
}
