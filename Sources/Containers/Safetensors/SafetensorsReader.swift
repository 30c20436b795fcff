package import ByteIO
internal import JSONText
package import Tensors

/// The content of a safetensors file.
package struct SafetensorsContents: Sendable {
    /// The tensors in the order of their bytes.
    package let table: TensorTable
    /// The strings of `__metadata__`, in their order; nil when the header has none.
    package let metadata: [(name: String, value: String)]?

    package func metadata(_ name: String) -> String? {
        metadata?.first { $0.name == name }?.value
    }
}

/// Reads the header of a safetensors file, and checks all of it before it returns a tensor.
///
/// The rules are those of the safetensors crate 0.8 (`SafeTensors::deserialize`: tensors cover the data to its end,
/// without gaps or overlaps). Where the format's README is stricter than the crate, it applies: a second tensor of one
/// name, unknown fields and positional arrays are refused.
package enum SafetensorsReader {
    /// - Throws: ``Fault`` with a code `safetensors.*` or `json.*`, naming the file, the tensor and the offset.
    package static func read(_ file: InputFile) throws(Fault) -> SafetensorsContents {
        do {
            return try contents(of: file)
        } catch {
            throw error.inFile(file.path)
        }
    }

    /// Whether the file begins like a safetensors file: a length below 2^32, then `{`.
    ///
    /// Only `read` compares the length with the file, so that a truncated file is reported as truncated and not as
    /// unknown.
    package static func recognises(_ file: InputFile) throws(Fault) -> Bool {
        guard file.byteCount > 8 else { return false }
        let start = try file.bytes(at: 0, count: Int(min(file.byteCount, 72)))
        guard start[4..<8].allSatisfy({ $0 == 0 }) else { return false }
        return start[8...].first { ![0x20, 0x0A, 0x0D, 0x09].contains($0) } == UInt8(ascii: "{")
    }
}

extension SafetensorsReader {
    private static func contents(of file: InputFile) throws(Fault) -> SafetensorsContents {
        guard file.byteCount >= 8 else { throw .headerTooSmall(fileByteCount: file.byteCount) }
        let count = littleEndian(try file.bytes(at: 0, count: 8))
        guard count <= SafetensorsLimits.headerBytes else { throw .headerTooLarge(count) }
        guard count <= file.byteCount - 8 else { throw .headerEndsOutside(count, fileByteCount: file.byteCount) }
        let header: JSONValue
        do {
            header = try JSONParser.parse(
                try file.bytes(at: 8, count: Int(count)), maximumDepth: SafetensorsLimits.headerDepth)
        } catch {
            throw error.about("header").shifted(by: 8)
        }
        guard let members = header.object else { throw .headerNotAnObject(header.typeName) }

        var metadata: [(name: String, value: String)]?
        var headers: [TensorHeader] = []
        guard members.members.count <= SafetensorsLimits.tensors else {
            throw .limit("\(members.members.count) tensors are more than \(SafetensorsLimits.tensors)", at: 8)
        }
        for member in members.members {
            if member.name == "__metadata__" {
                metadata = try strings(of: member)
            } else {
                do {
                    headers.append(try TensorHeader(member))
                } catch {
                    throw error.about("tensor '\(member.name)'")
                }
            }
        }
        return SafetensorsContents(
            table: try table(of: headers, dataStart: 8 + count, in: file), metadata: metadata)
    }

    /// Checks that the tensors, sorted by offset, each begin where the one before ends, and that the last ends the
    /// file.
    private static func table(
        of headers: [TensorHeader], dataStart: UInt64, in file: InputFile
    ) throws(Fault) -> TensorTable {
        var table = TensorTable()
        var end = 0
        for header in headers.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            let subject = "tensor '\(header.name)'"
            guard header.begin == end else {
                let what =
                    header.begin > end
                    ? "\(header.begin - end) bytes before it belong to no tensor" : "it overlaps another"
                throw .offsets("offsets \(header.begin)..<\(header.end): \(what)", at: header.position).about(subject)
            }
            guard let needed = header.shape.byteCount(of: header.elementType) else {
                throw .shape("shape \(header.shape) does not give whole bytes", at: Int(header.position)).about(subject)
            }
            guard needed == header.end - header.begin else {
                throw .size(needed: needed, given: header.end - header.begin, at: header.position).about(subject)
            }
            let range = ByteRange(file: file, offset: dataStart + UInt64(header.begin), count: needed)
            let entry = TensorEntry(
                name: header.name, elementType: header.elementType, shape: header.shape, storage: .plain(range))
            guard let entry, table.insert(entry) else {
                throw .field("the name occurs twice", at: Int(header.position)).about(subject)
            }
            end = header.end
        }
        let (expected, overflow) = dataStart.addingReportingOverflow(UInt64(end))
        guard !overflow, expected == file.byteCount else {
            throw .dataEnd(expected: expected, fileByteCount: file.byteCount)
        }
        return table
    }

    private static func strings(of member: JSONObject.Member) throws(Fault) -> [(name: String, value: String)]? {
        let position = member.offset + 8
        if member.value == .null { return nil }
        guard let object = member.value.object else {
            throw .metadata("is \(member.value.typeName), not an object of strings", at: position)
        }
        var strings: [(name: String, value: String)] = []
        for entry in object.members {
            guard let value = entry.value.string else {
                throw .metadata("'\(entry.name)' is \(entry.value.typeName), not a string", at: entry.offset + 8)
            }
            strings.append((entry.name, value))
        }
        return strings
    }

    private static func littleEndian(_ bytes: [UInt8]) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
