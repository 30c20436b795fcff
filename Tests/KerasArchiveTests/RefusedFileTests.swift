import ByteIO
import HelperProtocol
import KerasArchive
import Tensors
import TestSupport
import Testing

@Suite("HDF5 files that are refused")
struct RefusedFileTests {
    @Test(
        "Each trick of a hostile file ends in a fault of its own that names file and object",
        arguments: [
            ("external-storage", "external-storage"), ("external-link", "external-link"), ("soft-link", "soft-link"),
            ("user-defined-link", "user-defined-link"), ("virtual-dataset", "virtual-dataset"),
            ("group-cycle", "group-cycle"), ("unknown-filter", "unknown-filter"), ("nested-groups", "too-deep"),
        ])
    func hostile(name: String, refusal: String) throws {
        let error = try Self.read("h5py-3.16.0/\(name).h5")
        #expect(error?.code == Fault.Code("hdf5.\(refusal)"))
        #expect(error?.file == Fixtures.path("h5py-3.16.0/\(name).h5"))
        #expect(error?.subject?.hasPrefix("object '/") == true)
    }

    @Test(
        "A weight that is none is refused by its path",
        arguments: [
            ("shape-bomb", Fault.Code.kerasUnwritten, "classifier/kernel:0'"),
            ("never-written", .kerasUnwritten, "attention/self/query/kernel:0'"),
            ("string-dataset", .kerasElementType, "attention/self/query/bias:0'"),
        ])
    func noWeights(name: String, code: Fault.Code, subject: String) throws {
        let error = try Self.read("h5py-3.16.0/\(name).h5")
        #expect(error?.code == code)
        #expect(error?.subject?.hasPrefix("dataset '") == true)
        #expect(error?.subject?.hasSuffix(subject) == true)
        #expect(error?.file == Fixtures.path("h5py-3.16.0/\(name).h5"))
    }

    @Test("A file without layer_names is no Keras file")
    func notKeras() throws {
        let error = try Self.read("h5py-3.16.0/not-keras.h5")
        #expect(error?.code == .kerasLayout)
        #expect(error?.reason.contains("'layer_names'") == true)
    }

    @Test("One string under seven hundred names is one hole told seven hundred times, not a weight", .slow)
    func wideAttributes() throws {
        let file = try InputFile(path: Fixtures.path("h5py-3.16.0/wide-attributes.h5"))
        let contents = try KerasReader.read(file, helper: HDF5Helper(executable: Tool.path("bertconv-hdf5")))
        #expect(contents.table.count == 0)
        #expect(contents.absent.count == 700)
    }

    @Test("A file that is no HDF5 at all is told so, not that it is damaged")
    func notHDF5() throws {
        let folder = TemporaryFolder()
        let path = folder.write("just text", to: "model.h5")
        let error = try Self.read(path)
        #expect(error?.code == .hdf5(.notHDF5))
        #expect(error?.remedy == "this is not an HDF5 file")
        #expect(folder.names == ["model.h5"])
    }

    private static func read(_ path: String) throws -> Fault? {
        let file = try InputFile(path: path.hasPrefix("/") ? path : Fixtures.path(path))
        return fault { () throws(Fault) in
            _ = try KerasReader.read(file, helper: HDF5Helper(executable: Tool.path("bertconv-hdf5")))
        }
    }
}
