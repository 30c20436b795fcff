package import ByteIO

extension Fault.Code {
    package static let safetensorsTooSmall = Fault.Code("safetensors.header-too-small")
    package static let safetensorsTooLarge = Fault.Code("safetensors.header-too-large")
    package static let safetensorsHeaderLength = Fault.Code("safetensors.header-length")
    package static let safetensorsHeader = Fault.Code("safetensors.header")
    package static let safetensorsMetadata = Fault.Code("safetensors.metadata")
    package static let safetensorsField = Fault.Code("safetensors.field")
    package static let safetensorsElementType = Fault.Code("safetensors.element-type")
    package static let safetensorsLimit = Fault.Code("safetensors.limit")
    package static let safetensorsShape = Fault.Code("safetensors.shape")
    package static let safetensorsOffsets = Fault.Code("safetensors.offsets")
    package static let safetensorsSize = Fault.Code("safetensors.size")
    package static let safetensorsDataEnd = Fault.Code("safetensors.data-end")
}

extension Fault {
    private static let refetch = "the file is damaged or was cut short: fetch it again"

    static func headerTooSmall(fileByteCount: UInt64) -> Fault {
        Fault(
            .safetensorsTooSmall, offset: 0,
            reason: "a safetensors file begins with 8 bytes of header length, but this file has only \(fileByteCount)",
            remedy: refetch)
    }

    static func headerTooLarge(_ count: UInt64) -> Fault {
        Fault(
            .safetensorsTooLarge, offset: 0,
            reason: "the header would be \(count) bytes, more than \(SafetensorsLimits.headerBytes)",
            remedy: "this is not a safetensors file, or it is damaged")
    }

    static func headerEndsOutside(_ count: UInt64, fileByteCount: UInt64) -> Fault {
        Fault(
            .safetensorsHeaderLength, offset: 0,
            reason: "the header of \(count) bytes does not fit in the file of \(fileByteCount) bytes", remedy: refetch)
    }

    static func headerNotAnObject(_ found: String) -> Fault {
        Fault(.safetensorsHeader, offset: 8, reason: "the header is \(found), not an object")
    }

    static func metadata(_ reason: String, at offset: Int) -> Fault {
        Fault(.safetensorsMetadata, subject: "__metadata__", offset: UInt64(offset), reason: reason)
    }

    static func field(_ reason: String, at offset: Int) -> Fault {
        Fault(.safetensorsField, offset: UInt64(offset), reason: reason)
    }

    static func limit(_ reason: String, at offset: Int) -> Fault {
        Fault(.safetensorsLimit, offset: UInt64(offset), reason: reason)
    }

    static func elementType(_ name: String, at offset: Int) -> Fault {
        Fault(.safetensorsElementType, offset: UInt64(offset), reason: "unknown element type '\(name)'")
    }

    static func shape(_ reason: String, at offset: Int) -> Fault {
        Fault(.safetensorsShape, offset: UInt64(offset), reason: reason)
    }

    static func offsets(_ reason: String, at offset: UInt64) -> Fault {
        Fault(.safetensorsOffsets, offset: offset, reason: reason, remedy: refetch)
    }

    static func size(needed: Int, given: Int, at offset: UInt64) -> Fault {
        Fault(
            .safetensorsSize, offset: offset,
            reason: "shape and type need \(needed) bytes, but the offsets give \(given)")
    }

    static func dataEnd(expected: UInt64, fileByteCount: UInt64) -> Fault {
        let difference =
            expected > fileByteCount
            ? "\((expected - fileByteCount).grouped) bytes are missing"
            : "\((fileByteCount - expected).grouped) bytes follow the last tensor"
        return Fault(
            .safetensorsDataEnd, offset: min(expected, fileByteCount),
            reason: "the tensors end at byte \(expected.grouped), but the file ends at byte \(fileByteCount.grouped): "
                + difference,
            remedy: refetch)
    }
}
