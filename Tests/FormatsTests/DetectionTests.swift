import ByteIO
import Formats
import Tensors
import TestSupport
import Testing

@Suite("The format of a file")
struct DetectionTests {
    /// Files of every format, and the names under which a library opens each.
    private static let files: [(path: String, format: FileFormat, endings: [String])] = [
        ("transformers-4.44.2/BertModel/tf_model.h5", .kerasHDF5, ["h5", "hdf5"]),
        ("h5py-3.16.0/latest-format.h5", .kerasHDF5, ["h5", "hdf5"]),
        ("h5py-3.16.0/user-block.h5", .kerasHDF5, ["h5", "hdf5"]),
        ("transformers-4.44.2/BertModel/expected.safetensors", .safetensors, ["safetensors"]),
        ("transformers-4.44.2/tf-safetensors/model.safetensors", .safetensors, ["safetensors"]),
        ("transformers-4.44.2/sharded-h5/tf_model.h5.index.json", .shardIndex, ["index.json"]),
        ("damage/healthy-archive-BertModel/pytorch_model.bin", .torchArchive, ["bin", "pt", "pth"]),
        ("damage/healthy-legacy/pytorch_model.bin", .torchLegacy, ["bin", "pt", "pth"]),
    ]

    /// Guards `FileFormat.detect`: a library opens a file by its name, so content of another format never passes.
    @Test("Every format under every name: the name must say what the content is", arguments: files.indices)
    func matrix(index: Int) throws {
        let (path, format, endings) = Self.files[index]
        let folder = TemporaryFolder()
        for ending in ["h5", "hdf5", "safetensors", "bin", "pt", "pth", "index.json"] {
            let file = try InputFile(path: folder.copy(Fixtures.path(path), as: "x.\(ending)"))
            if endings.contains(ending) {
                #expect(try FileFormat.detect(file) == format, "\(ending)")
            } else {
                let fault = try #require(throws: Fault.self, "\(ending)") { try FileFormat.detect(file) }
                #expect(fault.code == .nameDisagrees && fault.file == file.path, "\(fault)")
                #expect(fault.remedy?.contains(format.usualName) == true)
            }
        }
        // A name that says nothing leaves it to the content.
        for name in ["x", "weights.ckpt", "model.safetensors.bak"] {
            let file = try InputFile(path: folder.copy(Fixtures.path(path), as: name))
            #expect(try FileFormat.detect(file) == format, "\(name)")
        }
    }

    /// Guards `FileFormat.detect`: two readers must never see two things in one file.
    @Test("A file in which two formats begin is refused under any name", arguments: ["safetensors", "h5", "bin", "x"])
    func polyglot(ending: String) throws {
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
        let others = Self.files.filter { $0.format != .kerasHDF5 && $0.format != .shardIndex }
        for other in others {
            let folder = TemporaryFolder()
            var content = bytes(ofFile: Fixtures.path(other.path))
            var place = 512
            while place < content.count { place *= 2 }
            content += [UInt8](repeating: 0, count: place - content.count) + signature
            let file = try InputFile(path: folder.write(content, to: "x.\(ending)"))
            let fault = try #require(throws: Fault.self) { try FileFormat.detect(file) }
            #expect(fault.code == .ambiguousFormat, "\(other.path): \(fault)")
        }
    }

    @Test("HDF5 may begin after any user block that its specification allows", arguments: [512, 1024, 2048, 4096])
    func userBlock(byteCount: Int) throws {
        let folder = TemporaryFolder()
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
        let block = [UInt8](repeating: 0x20, count: byteCount)
        let file = try InputFile(path: folder.write(block + signature, to: "x.h5"))
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
