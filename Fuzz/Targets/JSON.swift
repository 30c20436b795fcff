import ByteIO
import JSONText

extension FuzzTarget {
    /// JSON text: what is written of a value reads as the same value, compact and indented.
    static let json = FuzzTarget(name: "json") { input throws(Fault) in
        let value = try JSONParser.parse(input)
        for text in [JSONWriter.compact(value), JSONWriter.pretty(value)] {
            let again = try? JSONParser.parse(Array(text.utf8))
            hold(again.map { isSame($0, value) } ?? false, "what is written reads as the same value")
        }
        holdOneLine(value.typeName, "the name of a type")
        holdOffsets(value, in: input)
    }

    /// Byte by byte: Swift's `==` takes two spellings of one character for the same.
    private static func isSame(_ first: JSONValue, _ second: JSONValue) -> Bool {
        switch (first, second) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.integer(let one), .integer(let other)): one == other
        case (.decimal(let one), .decimal(let other)), (.string(let one), .string(let other)):
            one.utf8.elementsEqual(other.utf8)
        case (.array(let one), .array(let other)):
            one.count == other.count && Swift.zip(one, other).allSatisfy(isSame)
        case (.object(let one), .object(let other)):
            one.members.count == other.members.count
                && Swift.zip(one.members, other.members).allSatisfy { pair in
                    pair.0.name.utf8.elementsEqual(pair.1.name.utf8) && isSame(pair.0.value, pair.1.value)
                }
        default: false
        }
    }

    /// Every member says where its name begins, and no name stands twice.
    private static func holdOffsets(_ value: JSONValue, in input: [UInt8]) {
        for element in value.array ?? [] { holdOffsets(element, in: input) }
        var names: Set<[UInt8]> = []
        for member in value.object?.members ?? [] {
            hold(names.insert(Array(member.name.utf8)).inserted, "no name stands twice in an object")
            hold(input[member.offset] == UInt8(ascii: "\""), "a member's offset is that of its name")
            holdOffsets(member.value, in: input)
        }
    }
}
