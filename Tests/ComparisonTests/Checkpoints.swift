import ByteIO
import Comparison
import Formats
import ModelSchema
import TestSupport

/// A checkpoint as the commands see it.
func canonical(_ path: String, scratch: TemporaryFolder) throws -> CanonicalCheckpoint {
    let reader = CheckpointReader(helperPath: Tool.path("bertconv-hdf5"))
    let place = try ModelPlace(path, library: try Library.newest())
    return try CanonicalCheckpoint(
        try reader.decoded(try place.open(reader), scratchFolder: scratch.path), at: place)
}

/// The digests of a checkpoint.
func digest(_ path: String) throws -> CheckpointDigest {
    let scratch = TemporaryFolder()
    return try CheckpointDigest(try canonical(path, scratch: scratch))
}

/// How two checkpoints differ.
func difference(
    _ first: String, _ second: String, tolerance: Double = 0, allowsRounding: Bool = false
) throws -> CheckpointDifference {
    let scratch = TemporaryFolder()
    let one = try canonical(first, scratch: scratch)
    let other = try canonical(second, scratch: scratch)
    return try CheckpointDifference(
        one, other,
        allowing: CheckpointDifference.Allowance(tolerance: tolerance, allowsRounding: allowsRounding))
}

extension TinyBert {
    /// Writes the model into a folder of its own within `folder`, and gives the path of the weights.
    func write(in folder: TemporaryFolder, _ name: String) -> String {
        _ = Tool.run(["mkdir", folder.file(name)])
        _ = folder.write(configurationText, to: name + "/config.json")
        return folder.write(SafetensorsBytes.file(tensors), to: name + "/model.safetensors")
    }
}
