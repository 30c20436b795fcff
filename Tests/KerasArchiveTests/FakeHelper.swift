import ByteIO
import Glibc
import Tensors
import TestSupport

@testable import KerasArchive

/// A program in the place of `bertconv-hdf5` that answers as a test wants it to, and a file to ask it about.
struct FakeHelper {
    /// Bytes of the file that it is asked about.
    static let byteCount = 1000

    private let folder = TemporaryFolder()

    let path: String
    let file: InputFile

    /// A shell script; its environment is empty.
    init(script: String) throws {
        path = folder.program(script, named: "helper")
        file = try InputFile(
            path: folder.write((0..<Self.byteCount).map { UInt8(truncatingIfNeeded: $0) }, to: "model.h5"))
    }

    /// A helper that says this and exits.
    init(answer: String, status: Int = 0) throws {
        try self.init(script: "cat \"${0%/*}/answer\"; exit \(status)")
        _ = folder.write(answer, to: "answer")
    }

    /// Puts the text beside it that its script may say, as `"${0%/*}/answer"`.
    func write(_ answer: String) {
        _ = folder.write(answer, to: "answer")
    }

    /// Where an output can be made.
    var outputPath: String { folder.file("output") }

    /// A helper that lists these objects, each as JSON.
    init(objects: [String]) throws {
        try self.init(
            answer: "{\"library\":\"1\",\"fileSize\":1000,\"objects\":[" + objects.joined(separator: ",") + "]}")
    }

    /// Reads the file with its help.
    func read(watch: HelperWatch = HelperWatch()) throws(Fault) -> KerasContents {
        try KerasReader.read(file, helper: HDF5Helper(executable: path, watch: watch))
    }

    /// What comes of decoding these datasets.
    func decode(_ names: [String], watch: HelperWatch = HelperWatch()) throws(Fault) -> TensorTable {
        let entries = try read().table.entries.filter { names.contains($0.name) }
        var table = TensorTable()
        for entry in entries { _ = table.insert(entry) }
        return try KerasDecoder.decode(
            table, helper: HDF5Helper(executable: path, watch: watch), scratchFolder: folder.path)
    }

    /// The names of what is in its folder.
    var leftovers: [String] { folder.names.filter { !["answer", "helper", "model.h5"].contains($0) } }
}

/// Objects of a catalogue as JSON.
enum Listed {
    /// A group with lists of strings as attributes.
    static func group(_ path: String, _ attributes: (name: String, strings: [String])...) -> String {
        let texts = attributes.map { attribute in
            let strings = attribute.strings.map { "\"\($0)\"" }.joined(separator: ",")
            return "{\"name\":\"\(attribute.name)\",\"strings\":[\(strings)]}"
        }
        return "{\"path\":\"\(path)\",\"kind\":\"group\",\"attributes\":[\(texts.joined(separator: ","))]}"
    }

    /// A dataset of floats that lies plainly in the file.
    static func floats(_ path: String, _ shape: [Int], at offset: Int) -> String {
        dataset(
            path,
            "\"shape\":\(shape),\"storage\":\"contiguous\",\"offset\":\(offset),\"bytes\":"
                + "\(shape.reduce(4, *))")
    }

    /// A dataset of floats with these further members.
    static func dataset(_ path: String, type: String = "f32", _ members: String) -> String {
        "{\"path\":\"\(path)\",\"kind\":\"dataset\",\"type\":\"\(type)\",\(members),\"attributes\":[]}"
    }
}

/// The fault that `body` ends in; nil when it does not.
func fault(_ body: () throws(Fault) -> Void) -> Fault? {
    do throws(Fault) {
        try body()
        return nil
    } catch {
        return error
    }
}
