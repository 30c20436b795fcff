import ByteIO
import Safetensors
import Tensors
import TestSupport
import TorchArchive

/// A tensor as it is after everything: type, shape, and its bytes, dense and little-endian.
struct ReadTensor: Equatable {
    let type: ElementType
    let dimensions: [Int]
    let bytes: [UInt8]
}

/// Every tensor of a table, read.
func read(_ table: TensorTable) throws(Fault) -> [String: ReadTensor] {
    let scratch = TemporaryFolder()
    var stream = TensorStream()
    var tensors: [String: ReadTensor] = [:]
    for entry in try TorchDecoder.decode(table, scratchFolder: scratch.path).entries {
        try stream.open(entry)
        var bytes: [UInt8] = []
        while let block = try unsafe stream.next() { unsafe bytes += block }
        tensors[entry.name] = ReadTensor(type: entry.elementType, dimensions: entry.shape.dimensions, bytes: bytes)
    }
    return tensors
}

/// What a PyTorch file holds, by its first bytes an archive or of the older kind.
func contents(ofFile path: String) throws(Fault) -> TorchContents {
    let file = try InputFile(path: path)
    let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 64)))
    return TorchReader.recognisesLegacy(start) ? try TorchReader.readLegacy(file) : try TorchReader.readArchive(file)
}

/// All tensors of a PyTorch file, read.
func read(_ path: String) throws(Fault) -> [String: ReadTensor] {
    try read(try contents(ofFile: path).table)
}

/// All tensors of a safetensors file, read.
func expected(_ path: String) throws(Fault) -> [String: ReadTensor] {
    try read(try SafetensorsReader.read(try InputFile(path: path)).table)
}

/// The fault that reading a file of these bytes, values and all, ends in; nil when it can be read.
func refusal(of bytes: [UInt8]) -> Fault? {
    let folder = TemporaryFolder()
    return refusal(ofFile: folder.write(bytes, to: "file.pt"))
}

/// The fault that reading a file, values and all, ends in; nil when it can be read.
func refusal(ofFile path: String) -> Fault? {
    do throws(Fault) {
        _ = try read(path)
        return nil
    } catch {
        return error.file == path ? error : nil
    }
}
