import JSONText

/// A safetensors file with its tensors of float32 in another type; a test's own reading of the format.
package struct RetypedFile {
    package let bytes: [UInt8]

    /// - Parameter type: as a header spells it. Types that are no floats get the value in thousandths, so that no
    ///   tensor is constant.
    /// - Returns: nil for what is no such file, or has no tensor of float32.
    package init?(_ file: [UInt8], as type: String) {
        guard file.count > 8 else { return nil }
        let length = file[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length > 0, length <= file.count - 8,
            let header = try? JSONParser.parse(Array(file[8..<8 + length])).object
        else { return nil }
        var tensors: [StoredTensor] = []
        var changed = false
        for member in header.members where member.name != "__metadata__" {
            guard let object = member.value.object, let old = object["dtype"]?.string,
                let shape = object["shape"]?.array?.compactMap(\.integer),
                let offsets = object["data_offsets"]?.array?.compactMap(\.integer), offsets.count == 2,
                0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= file.count - 8 - length
            else { return nil }
            let data = Array(file[(8 + length + offsets[0])..<(8 + length + offsets[1])])
            guard old == "F32", data.count % 4 == 0 else {
                tensors.append(StoredTensor(member.name, type: old, shape: shape, bytes: data))
                continue
            }
            changed = true
            let floats = stride(from: 0, to: data.count, by: 4).map { place in
                Float(bitPattern: data[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) })
            }
            tensors.append(
                StoredTensor(member.name, type: type, shape: shape, bytes: floats.flatMap { Self.bytes($0, type) }))
        }
        guard changed else { return nil }
        let metadata = header["__metadata__"].map { JSONWriter.compact($0) } ?? "{}"
        bytes = SafetensorsBytes.file(tensors, metadata: metadata)
    }

    private static func bytes(_ value: Float, _ type: String) -> [UInt8] {
        let whole = value.isFinite ? Int64(max(-9e18, min(9e18, Double(value) * 1000))) : 0
        return switch type {
        case "F64": StoredTensor.littleEndian([Double(value).bitPattern])
        case "F16": StoredTensor.littleEndian([Self.half(value)])
        case "BF16": StoredTensor.littleEndian([UInt16(truncatingIfNeeded: value.bitPattern >> 16)])
        case "C64": StoredTensor.littleEndian([value.bitPattern, 0])
        case "I64", "U64": StoredTensor.littleEndian([whole])
        case "I32", "U32": StoredTensor.littleEndian([Int32(truncatingIfNeeded: whole)])
        case "I16", "U16": StoredTensor.littleEndian([Int16(truncatingIfNeeded: whole)])
        case "BOOL": [whole & 1 == 1 ? 1 : 0]
        default: [UInt8(truncatingIfNeeded: whole & 0x3F)]
        }
    }

    /// Rounded towards zero; what is too large becomes infinite.
    private static func half(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000
        let exponent = Int(bits >> 23 & 0xFF) - 127 + 15
        let fraction = bits & 0x7F_FFFF
        if bits & 0x7FFF_FFFF > 0x7F80_0000 { return sign | 0x7E00 }
        if exponent >= 31 { return sign | 0x7C00 }
        if exponent > 0 { return sign | UInt16(exponent << 10) | UInt16(fraction >> 13) }
        let shift = 14 - exponent
        return shift > 24 ? sign : sign | UInt16((fraction | 0x80_0000) >> UInt32(shift))
    }
}
