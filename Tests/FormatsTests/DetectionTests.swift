import ByteIO
import Formats
import Tensors
import TestSupport
import Testing

@Suite("The format of a file")
struct DetectionTests {
    @Test(
        "What a file is, its content tells and never its name",
        arguments: [
            ("transformers-4.44.2/BertModel/tf_model.h5", FileFormat.kerasHDF5),
            ("h5py-3.16.0/latest-format.h5", .kerasHDF5), ("h5py-3.16.0/user-block.h5", .kerasHDF5),
            ("transformers-4.44.2/BertModel/expected.safetensors", .safetensors),
            ("transformers-4.44.2/tf-safetensors/model.safetensors", .safetensors),
            ("transformers-4.44.2/sharded-h5/tf_model.h5.index.json", .shardIndex),
        ])
    func content(path: String, format: FileFormat) throws {
        let folder = TemporaryFolder()
        for name in ["tf_model.h5", "model.safetensors", "pytorch_model.bin", "index.json", "x"] {
            let file = try InputFile(path: folder.copy(Fixtures.path(path), as: name))
            #expect(try FileFormat.detect(file) == format)
        }
    }

    @Test("A renamed checkpoint is read as what it is")
    func renamed() async throws {
        let folder = TemporaryFolder()
        let hdf5 = folder.copy(Fixtures.path("transformers-4.44.2/BertModel/tf_model.h5"), as: "a.safetensors")
        let safetensors = folder.copy(
            Fixtures.path("transformers-4.44.2/BertModel/expected.safetensors"), as: "b.h5")
        #expect(try await reader.open(hdf5).format == .kerasHDF5)
        #expect(try await reader.open(safetensors).format == .safetensors)
        #expect(try await reader.open(safetensors).table.count == 39)
        #expect(folder.names == ["a.safetensors", "b.h5"])
    }

    @Test("HDF5 may begin after any user block that its specification allows", arguments: [512, 1024, 2048, 4096])
    func userBlock(byteCount: Int) throws {
        let folder = TemporaryFolder()
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
        let block = [UInt8](repeating: 0x20, count: byteCount)
        let file = try InputFile(path: folder.write(block + signature, to: "x"))
        #expect(try FileFormat.detect(file) == .kerasHDF5)
        #expect(fault(detecting: Array(block.dropLast() + signature))?.code == .unrecognisedFormat)
    }

    @Test(
        "A header of any length is a safetensors header, whatever its first bytes look like",
        arguments: [0x280, 0x380, 0x480, 0x580, 0x1F8, 0x8B20, 0xDE00, 0x3C00, 0x10280])
    func headerLength(count: Int) throws {
        let folder = TemporaryFolder()
        let start = "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}"
        let header = start + String(repeating: " ", count: count - start.utf8.count - 1) + "}"
        let path = folder.write(SafetensorsBytes.file(header: header, data: [7]), to: "model.safetensors")
        let file = try InputFile(path: path)
        #expect(try FileFormat.detect(file) == .safetensors)
        #expect(folder.names == ["model.safetensors"])
    }

    @Test("A file of no bytes is empty, not unknown")
    func empty() {
        #expect(fault(detecting: [])?.code == .emptyFile)
    }

    @Test(
        "A text is called one; other bytes are shown",
        arguments: [
            (Array("just text\n".utf8), "this is a text file, not a checkpoint"),
            ([0x00, 0x01, 0x02], "not a checkpoint: it begins with 00 01 02"),
            (Array("Gewichte: größer\n".utf8), "this is a text file, not a checkpoint"),
            (Array("\u{89}HDF\0".utf8), "not a checkpoint: it begins with c2 89 48 44 46 00"),
        ])
    func unknown(bytes: [UInt8], words: String) {
        let error = fault(detecting: bytes)
        #expect(error?.code == .unrecognisedFormat)
        #expect(error?.reason.hasSuffix(words) == true, "\(error?.reason ?? "")")
        #expect(error?.remedy?.contains("tf_model.h5") == true)
    }

    @Test("Bytes that are no UTF-8 are no text, such as the first four of an HDF5 file")
    func noText() {
        for bytes in [[0x89, 0x48, 0x44, 0x46], [0xFF, 0xFE, 0xFD, 0xFC]] as [[UInt8]] {
            let error = fault(detecting: bytes)
            #expect(error?.code == .unrecognisedFormat)
            #expect(error?.reason.hasPrefix("not a checkpoint: it begins with") == true)
        }
    }
}
