import ByteIO
import Tensors
import TestSupport
import Testing
import TorchArchive

@Suite("Records of a torch archive")
struct ArchiveLayoutTests {
    private static func record(_ name: String, _ text: String = "") -> ZipArchive.Record {
        ZipArchive.Record(name, Array(text.utf8))
    }

    private static func refused(_ change: (inout ZipArchive) -> Void) -> Fault? {
        var archive = ZipArchive.sound
        change(&archive)
        return refusal(of: archive.bytes)
    }

    @Test("All records are in one folder, whatever it is called")
    func folder() throws {
        let outside = try #require(Self.refused { $0.records.append(Self.record("other/file")) })
        #expect(outside.code == .torchLayout)
        #expect(outside.subject == "record 'other/file'")
        let none = try #require(Self.refused { $0.records.insert(Self.record("README"), at: 0) })
        #expect(none.code == .torchLayout)
        let renamed = Self.refused { archive in
            for index in archive.records.indices {
                archive.records[index].name = Array("my model".utf8) + archive.records[index].name.dropFirst(7)
            }
        }
        #expect(renamed == nil)
    }

    @Test("Further records within the folder are of no matter, in any order")
    func further() {
        #expect(Self.refused { $0.records.append(Self.record("archive/.data/serialization_id", "1")) } == nil)
        #expect(Self.refused { $0.records.append(Self.record("archive/data/99", "unused")) } == nil)
        #expect(Self.refused { $0.records.append(Self.record("archive/")) } == nil)
        #expect(Self.refused { $0.records.reverse() } == nil)
    }

    @Test(
        "A pickle, a version and every storage must be there",
        arguments: [
            ("archive/data.pkl", Fault.Code.torchLayout), ("archive/version", .torchLayout),
            ("archive/data/0", .torchStorage),
        ])
    func missing(name: String, code: Fault.Code) throws {
        let fault = try #require(Self.refused { $0.records.removeAll { $0.name == Array(name.utf8) } })
        #expect(fault.code == code)
    }

    @Test("TorchScript is named as what it is", arguments: ["archive/constants.pkl", "archive/model.json"])
    func torchScript(name: String) throws {
        let fault = try #require(Self.refused { $0.records.append(Self.record(name)) })
        #expect(fault.code == .torchScript)
        #expect(fault.remedy?.contains("state_dict") == true)
    }

    @Test("Versions 1 to 10 are read", arguments: ["1", "1\n", "3", "3\n", "10\n"])
    func versions(text: String) {
        #expect(Self.refused { $0["archive/version"] = Self.record("archive/version", text) } == nil)
    }

    @Test("Any other version is refused", arguments: ["0", "11", "99\n", "", "abc", " 3xyz", "3\n\n", "-3", "3.0"])
    func otherVersions(text: String) throws {
        let fault = try #require(Self.refused { $0["archive/version"] = Self.record("archive/version", text) })
        #expect(fault.code == .torchLayout)
        #expect(fault.subject == "record 'archive/version'")
    }

    @Test("A version of more than a few bytes is none")
    func longVersion() throws {
        let text = String(repeating: "3", count: 65)
        let fault = try #require(Self.refused { $0["archive/version"] = Self.record("archive/version", text) })
        #expect(fault.code == .zipLimit)
    }

    @Test(".data/version is a version too, and goes before the other")
    func dataVersion() throws {
        #expect(
            Self.refused {
                $0["archive/version"] = Self.record("archive/.data/version", "6\n")
            } == nil)
        let fault = try #require(Self.refused { $0.records.append(Self.record("archive/.data/version", "99")) })
        #expect(fault.subject == "record 'archive/.data/version'")
    }

    @Test("Storages of torch 1.4 are in tensors/")
    func tensorsFolder() {
        #expect(
            Self.refused { $0["archive/data/0"].name = Array("archive/tensors/0".utf8) } == nil)
    }

    @Test("The byte order is little, big, or not said", arguments: ["little", "big"])
    func byteOrder(text: String) throws {
        var archive = ZipArchive.sound
        archive.records.append(Self.record("archive/byteorder", text))
        let folder = TemporaryFolder()
        let tensor = try read(folder.write(archive.bytes, to: "file.pt"))["a"]
        let stored = ZipArchive.sixFloats
        let swapped = stride(from: 0, to: stored.count, by: 4).flatMap { stored[$0..<$0 + 4].reversed() }
        #expect(tensor?.bytes == (text == "big" ? swapped : stored))
    }

    @Test("Another byte order is refused", arguments: ["middle", "little\n", "LITTLE", ""])
    func otherByteOrder(text: String) throws {
        let fault = try #require(Self.refused { $0.records.append(Self.record("archive/byteorder", text)) })
        #expect(fault.code == .torchLayout)
        #expect(fault.subject == "record 'archive/byteorder'")
    }

    @Test("A changed byte order is found by its checksum before it turns every number")
    func byteOrderChecksum() throws {
        var record = Self.record("archive/byteorder", "little")
        record.data = Array("big".utf8)
        record.sizes = (3, 3)
        let fault = try #require(Self.refused { $0.records.append(record) })
        #expect(fault.code == .checksum)
        #expect(fault.subject == "record 'archive/byteorder'")
    }
}
