import ByteIO
import Formats
import Glibc
import Tensors

extension FuzzTarget {
    /// The index of a sharded checkpoint: whatever it names, only files of its own folder are opened.
    static let index = FuzzTarget(name: "index") { input throws(Fault) in
        let path = folder.write(input, to: "model.safetensors.index.json")
        let checkpoint = try CheckpointReader(helperPath: "/nowhere").open(path)
        hold(checkpoint.table)
        for file in checkpoint.files {
            hold(Containment.holds(file.path, in: folder.path), "only files of the index's folder are opened")
        }
        hold(Set(checkpoint.files.map(\.path)).count == checkpoint.files.count, "no shard is opened twice")
    }

    /// Two shards of one tensor each, and beside them what must not be opened: a link that leads away.
    private static let folder: InputFolder = {
        let outside = InputFolder()
        let folder = InputFolder()
        _ = folder.write(shard("a"), to: "1.safetensors")
        _ = folder.write(shard("b"), to: "2.safetensors")
        unsafe symlink(outside.write(shard("c"), to: "3.safetensors"), folder.file("3.safetensors"))
        unsafe symlink(outside.path, folder.file("outside"))
        return folder
    }()

    private static func shard(_ name: String) -> [UInt8] {
        var header = "{\"\(name)\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"
        while !header.utf8.count.isMultiple(of: 8) { header += " " }
        return [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0, 0, 128, 63]
    }
}
