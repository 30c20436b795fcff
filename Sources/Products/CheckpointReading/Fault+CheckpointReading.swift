internal import ByteIO
internal import Tensors

extension Fault.Code {
    static let elementType = Fault.Code("tensor.element-type")
    static let tooLarge = Fault.Code("tensor.too-large")
}

extension Fault {
    /// - Parameter asked: what the caller asked for: `Float, which reads F32`.
    static func elementType(of entry: TensorEntry, asked: String) -> Fault {
        Fault(
            .elementType, file: entry.file.path, subject: "tensor '\(entry.name)'",
            reason: "its elements are \(entry.elementType.rawValue), and they were asked for as \(asked)",
            remedy: FloatStream.reads(entry.elementType)
                ? "read it as its own type, or with forEachBlockOfFloats" : "read it as its own type, or withBytes")
    }

    static func tooLarge(_ entry: TensorEntry, limit: Int) -> Fault {
        Fault(
            .tooLarge, file: entry.file.path, subject: "tensor '\(entry.name)'",
            reason: "it has \(entry.byteCount) bytes, more than the limit of \(limit)",
            remedy: "read it block by block with forEachBlock, or raise the limit")
    }
}
