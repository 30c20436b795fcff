package import ByteIO

extension Fault.Code {
    package static let checksum = Fault.Code("file.checksum")
    package static let tensorEncoded = Fault.Code("tensor.encoded")
    package static let tensorPacked = Fault.Code("tensor.packed")
    package static let tensorScattered = Fault.Code("tensor.scattered")
}

extension Fault {
    package static func checksum(_ label: String, recorded: Checksum, found: Checksum, at offset: UInt64) -> Fault {
        let hex = { (checksum: Checksum) in String(checksum.value, radix: 16) }
        return Fault(
            .checksum, subject: label, offset: offset,
            reason: "its bytes changed since they were written: \(found.kind.rawValue) is \(hex(found)), "
                + "recorded is \(hex(recorded))",
            remedy: "the file is damaged: fetch it again")
    }

    static func encoded(_ name: String) -> Fault {
        Fault(
            .tensorEncoded, subject: "tensor '\(name)'", reason: "must be decoded before it is read",
            remedy: "please report this")
    }

    static func packed(_ name: String, _ elementType: ElementType) -> Fault {
        Fault(
            .tensorPacked, subject: "tensor '\(name)'",
            reason: "a matrix of \(elementType.rawValue) cannot be transposed, because its elements share bytes",
            remedy: "store it in a type of 8 bits or more")
    }

    static func scattered(_ name: String, byteCount: Int) -> Fault {
        Fault(
            .tensorScattered, subject: "tensor '\(name)'",
            reason: "its elements are scattered over \(byteCount) bytes, more than \(TensorStream.spanByteCount)",
            remedy: "make it contiguous before saving: tensor.contiguous()")
    }
}
