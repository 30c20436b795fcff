internal import JSONText

/// A tensor of a safetensors file that a test writes; nothing about it is checked.
package struct StoredTensor: Sendable, Equatable {
    package var name: String
    /// As the header spells it: `F32`.
    package var type: String
    package var shape: [Int]
    package var bytes: [UInt8]

    package init(_ name: String, type: String, shape: [Int], bytes: [UInt8]) {
        self.name = name
        self.type = type
        self.shape = shape
        self.bytes = bytes
    }

    /// A tensor of 32-bit floating-point numbers.
    package init(_ name: String, _ shape: [Int], floats: [Float]) {
        self.init(name, type: "F32", shape: shape, bytes: Self.littleEndian(floats.map(\.bitPattern)))
    }

    /// A tensor of 64-bit whole numbers.
    package init(_ name: String, _ shape: [Int], integers: [Int]) {
        self.init(name, type: "I64", shape: shape, bytes: Self.littleEndian(integers.map(Int64.init)))
    }

    /// The numbers' bytes as the machine, which is little-endian, holds them; in one piece, for tests make millions.
    package static func littleEndian<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
        unsafe numbers.withUnsafeBytes { unsafe Array($0) }
    }
}

/// A safetensors file made by hand, so that tests of readers do not lean on the writer.
package enum SafetensorsBytes {
    /// The file with these tensors in this order.
    package static func file(_ tensors: [StoredTensor], metadata: String = #"{"format":"pt"}"#) -> [UInt8] {
        var members = ["\"__metadata__\":\(metadata)"]
        var end = 0
        for tensor in tensors {
            let next = end + tensor.bytes.count
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(end),\(next)]}")
            end = next
        }
        return file(header: "{" + members.joined(separator: ",") + "}", data: tensors.flatMap(\.bytes))
    }

    /// The file with this header, padded to a multiple of 8, and these bytes after it.
    package static func file(header: String, data: [UInt8]) -> [UInt8] {
        var text = Array(header.utf8)
        text += Array(repeating: 0x20, count: (8 - text.count % 8) % 8)
        return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text + data
    }

    /// The tensors of a file, by name; nil for what is no such file.
    package static func tensors(in file: [UInt8]) -> [StoredTensor]? {
        guard file.count > 8 else { return nil }
        let length = file[..<8].reversed().reduce(0) { $0 &<< 8 | Int($1) }
        guard length > 0, length <= file.count - 8,
            let header = try? JSONParser.parse(Array(file[8..<8 + length])).object
        else { return nil }
        var tensors: [StoredTensor] = []
        for member in header.members where member.name != "__metadata__" {
            guard let object = member.value.object, let type = object["dtype"]?.string,
                let shape = object["shape"]?.array?.compactMap(\.integer),
                let offsets = object["data_offsets"]?.array?.compactMap(\.integer), offsets.count == 2,
                0 <= offsets[0], offsets[0] <= offsets[1], offsets[1] <= file.count - 8 - length
            else { return nil }
            let data = Array(file[(8 + length + offsets[0])..<(8 + length + offsets[1])])
            tensors.append(StoredTensor(member.name, type: type, shape: shape, bytes: data))
        }
        return tensors.sorted { $0.name < $1.name }
    }

    /// The text as a JSON string; everything that is no printable ASCII character is escaped.
    package static func quoted(_ text: String) -> String {
        let units = text.utf16.map { unit in
            let scalar = Unicode.Scalar(unit)
            guard unit >= 0x20, unit < 0x7F, unit != 0x22, unit != 0x5C, let scalar else {
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }
            return String(Character(scalar))
        }
        return "\"" + units.joined() + "\""
    }
}
