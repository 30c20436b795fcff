import TestSupport
import Testing

@Suite("Small files that say very much", .slow)
struct BombTests {
    @Test("A tree whose nodes all lead to one leaf, so that it lists millions of links, is cut off")
    func links() throws {
        var file = FilePatch(bytes(ofFile: Fixture.transformers("BertModel")))
        // HDF5 File Format Specification, "Version 1 B-trees": signature, type 0 (group), level, entries used,
        // left and right sibling, then keys and children in turn. The first node is the root group's.
        let root = try #require(file.places(of: Array("TREE".utf8)).first)
        let none = [UInt8](repeating: 0xFF, count: 8)
        var child = root
        for level: UInt8 in 1...4 {
            let key = [UInt8](repeating: 0, count: 8)
            let children = (0..<32).flatMap { _ in key + FilePatch.littleEndian(child) }
            child = file.bytes.count
            file = file.appending(Array("TREE".utf8) + [0, level, 32, 0] + none + none + children + key)
        }
        // The superblock and the root group's header, both at the start of the file, name the tree.
        let bomb = try file.replacing(FilePatch.littleEndian(root), with: FilePatch.littleEndian(child), before: 1024)
        try Fixture.withFile(bomb.bytes) { file in
            let run = try ReaderProcess.run(["catalog"], path: file)
            #expect(run.refusal?.code == "too-many-objects", "\(run.ending) \(run.refusal as Any)")
        }
    }

    @Test("A list of names that unfolds from 60 KB to more than 32 MiB is cut off")
    func strings() throws {
        var file = FilePatch(bytes(ofFile: Fixture.h5py("wide-attributes")))
        let heap = try #require(file.places(of: Array("GCOL".utf8)).first { $0 >= 4096 })
        let length: (Int) -> [UInt8] = { Array(FilePatch.littleEndian($0).prefix(4)) }
        let old = length(30000) + FilePatch.littleEndian(heap)
        // "Global Heap": signature, version 1, size of the collection; then objects of an index, a count of
        // references, a size and the content.
        let content = [UInt8](repeating: UInt8(ascii: "n"), count: 60000)
        let index = try #require(file.places(of: old).first).advanced(by: 12)
        let object = Array(file.bytes[index..<index + 2]) + [1, 0, 0, 0, 0, 0] + FilePatch.littleEndian(60000)
        let heapEnd = [UInt8](repeating: 0, count: 8) + FilePatch.littleEndian(16)
        let size = 16 + object.count + content.count + heapEnd.count
        let new = length(60000) + FilePatch.littleEndian(file.bytes.count)
        file = file.appending(
            Array("GCOL".utf8) + [1, 0, 0, 0] + FilePatch.littleEndian(size) + object + content + heapEnd)
        try Fixture.withFile(try file.replacing(old, with: new).bytes) { file in
            let run = try ReaderProcess.run(["catalog"], path: file)
            #expect(run.refusal?.code == "attribute-too-large", "\(run.ending) \(run.refusal as Any)")
        }
    }

    @Test("A list of names whose control characters JSON makes six times as long is cut off at 64 MiB")
    func escapes() throws {
        let content = FilePatch(bytes(ofFile: Fixture.h5py("wide-attributes")))
        let name = [UInt8](repeating: UInt8(ascii: "n"), count: 30000)
        let controls = [UInt8](repeating: 1, count: 14000) + name.dropFirst(14000)
        let bomb = try content.replacing(name, with: controls).bytes
        try Fixture.withFile(bomb) { file in
            let run = try ReaderProcess.run(["catalog"], path: file)
            #expect(run.refusal?.code == "answer-too-large", "\(run.ending) \(run.refusal as Any)")
        }
    }
}
