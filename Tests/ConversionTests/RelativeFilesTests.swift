import ByteIO
import Conversion
import Formats
import JSONText
import ModelSchema
import Safetensors
import Tensors
import TestSupport
import Testing

/// Guards every dialect of BERT's relatives with files that the real libraries wrote: no number changes its place.
@Suite("Files of BERT's relatives, converted")
struct RelativeFilesTests {
    /// The folders of one library: `roberta/RobertaModel`.
    static func folders(_ library: String) -> [String] {
        let root = Fixtures.path("relatives/\(library)")
        let names = ((try? Folder.names(in: root)) ?? []).sorted()
        return names.flatMap { name in
            ((try? Folder.names(in: root + "/" + name)) ?? []).sorted().map { "\(library)/\(name)/\($0)" }
        }
    }

    static let tensorFlow = folders("transformers-4.44.2")
    static let pyTorch = folders("transformers-5.23")
    /// One folder of each architecture, for the fast tests.
    static let firsts = pyTorch.reduce(into: [String]()) { firsts, folder in
        let parent = FilePath.folder(of: folder)
        if firsts.last.map({ FilePath.folder(of: $0) }) != parent { firsts.append(folder) }
    }

    private static func table(_ path: String) throws -> TensorTable {
        try SafetensorsReader.read(try InputFile(path: path)).table
    }

    /// Records every tensor that is not the same in both, but for those that may be there in addition.
    private static func expectSame(_ found: TensorTable, _ expected: TensorTable, more: [String] = [], _ note: String) {
        let extra = found.entries.map(\.name).filter { expected[$0] == nil && !more.contains($0) }
        #expect(extra.isEmpty, "\(note): \(extra)")
        for entry in expected.entries {
            guard let own = found[entry.name], own.shape == entry.shape, own.elementType == entry.elementType else {
                Issue.record("\(note): \(entry.name) is absent or has another shape")
                continue
            }
            let difference = try? TensorComparison(own, transposed: false, entry, transposed: false)
            #expect(difference == .some(nil), "\(note): \(entry.name)")
        }
    }

    @Test("What TensorFlow wrote becomes what transformers makes of it", arguments: tensorFlow)
    func tensorFlowFiles(folder: String) throws {
        let scratch = TemporaryFolder()
        let path = Fixtures.path("relatives/" + folder)
        let converted = try Converted(path + "/tf_model.h5")
        let written = try Self.table(scratch.write(converted.file, to: "model.safetensors"))
        // TensorFlow's MPNet has a pooler in every class, which PyTorch's has not.
        let pooler = written.entries.map(\.name).filter { $0.contains("pooler.dense") }
        Self.expectSame(written, try Self.table(path + "/expected.safetensors"), more: pooler, folder)
        #expect(converted.plan.unmapped.isEmpty)
    }

    /// Converts a folder to `format` and gives the folder of the result; nil: the format has no place for the model.
    private static func convert(_ folder: String, to format: OutputFormat, in output: TemporaryFolder) throws -> String?
    {
        _ = output.copy(folder + "/config.json")
        let path = output.file(format.fileName)
        do {
            _ = try Planned(folder, to: format, scratch: output).write(to: path)
        } catch let error as Fault {
            #expect(error.code == .cannotHold, "\(folder): \(error)")
            return nil
        }
        return output.path
    }

    /// From PyTorch's file by each other format and back to it, and from TensorFlow's to a PyTorch archive.
    private static func roundTrips(_ folder: String) throws {
        let path = Fixtures.path("relatives/" + folder)
        let (first, archive, tensorFlow) = (TemporaryFolder(), TemporaryFolder(), TemporaryFolder())
        guard let plain = try Self.convert(path, to: .safetensors, in: first) else {
            Issue.record("\(folder): not written as safetensors")
            return
        }
        let expected = try Self.table(plain + "/model.safetensors")
        let original = try Self.table(path + "/model.safetensors")
        // The library's own names, and several parameters in one tensor where it stores them so.
        Self.expectSame(expected, original, folder)
        var sources = [plain]
        if let made = try Self.convert(plain, to: .torchArchive, in: archive) { sources.append(made) }
        if let made = try Self.convert(plain, to: .kerasHDF5, in: tensorFlow) { sources.append(made) }
        for source in sources {
            for format in OutputFormat.allCases where format != .kerasHDF5 || sources.count == 3 {
                let (there, back) = (TemporaryFolder(), TemporaryFolder())
                guard let made = try Self.convert(source, to: format, in: there),
                    let again = try Self.convert(made, to: .safetensors, in: back)
                else {
                    Issue.record("\(folder): \(source) to \(format) cannot be written")
                    continue
                }
                Self.expectSame(try Self.table(again + "/model.safetensors"), expected, "\(folder) to \(format)")
            }
        }
    }

    @Test("All pairs of formats and back have the same numbers: one class of each architecture", arguments: firsts)
    func pairs(folder: String) throws { try Self.roundTrips(folder) }

    @Test("All pairs of formats and back have the same numbers: every class", .slow, arguments: pyTorch)
    func allPairs(folder: String) throws { try Self.roundTrips(folder) }
}
