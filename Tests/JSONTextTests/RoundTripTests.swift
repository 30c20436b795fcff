import JSONText
import TestSupport
import Testing

@Suite("JSON written and read again")
struct RoundTripTests {
    @Test("Any value is the same text after it was read back, compact or pretty", arguments: 0..<200)
    func property(seed: UInt64) throws {
        var source = RandomJSON(seed: seed)
        let value = source.value(depth: 0)
        let compact = Array(JSONWriter.compact(value).utf8)
        let again = try JSONParser.parse(compact)
        #expect(Array(JSONWriter.compact(again).utf8) == compact)
        #expect(RandomJSON.isSame(value, again))
        let pretty = try JSONParser.parse(Array(JSONWriter.pretty(value).utf8))
        #expect(RandomJSON.isSame(value, pretty))
    }

    @Test(
        "Each scalar of the first planes survives, as it is and in a name",
        arguments: [0x0000, 0x0080, 0xFFF0, 0x1_F600])
    func scalars(start: UInt32) throws {
        for number in start..<start + 0x80 {
            guard let scalar = Unicode.Scalar(number) else { continue }
            let text = String(Character(scalar))
            let written = JSONWriter.compact(.object(try JSONObject(unique: [(text, .string(text))])))
            let member = try #require(try JSONParser.parse(Array(written.utf8)).object?.members.first)
            #expect(Array(member.name.unicodeScalars) == [scalar])
            #expect(member.value.string.map { Array($0.unicodeScalars) } == [scalar])
        }
    }
}

/// Values from a fixed sequence for each seed.
private struct RandomJSON: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 33
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth < 4 ? 8 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(.random(using: &self))
        case 2: return .integer(.random(in: .min ... .max, using: &self))
        case 3: return .decimal(["-0", "0.5", "1e-12", "18446744073709551616"].randomElement(using: &self) ?? "1.0")
        case 4, 5: return .string(text())
        case 6:
            return .array((0..<Int.random(in: 0...5, using: &self)).map { _ in value(depth: depth + 1) })
        default:
            // The number before the text keeps the names apart.
            let count = Int.random(in: 0...5, using: &self)
            return .object(JSONObject(members: (0..<count).map { ("\($0)" + text(), value(depth: depth + 1)) }))
        }
    }

    private mutating func text() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...8, using: &self) {
            let limit: UInt32 = [0x20, 0x80, 0x800, 0x11_0000].randomElement(using: &self) ?? 0x80
            guard let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &self)) else { continue }
            text.unicodeScalars.append(scalar)
        }
        return text
    }

    /// Equal to the scalar, whatever the offsets of members; `==` takes equivalent strings for equal.
    static func isSame(_ first: JSONValue, _ second: JSONValue) -> Bool {
        switch (first, second) {
        case (.string(let text), .string(let other)): Array(text.utf8) == Array(other.utf8)
        case (.array(let elements), .array(let others)):
            elements.count == others.count && zip(elements, others).allSatisfy(isSame)
        case (.object(let object), .object(let other)):
            object.members.count == other.members.count
                && zip(object.members, other.members).allSatisfy {
                    Array($0.name.utf8) == Array($1.name.utf8) && isSame($0.value, $1.value)
                }
        default: first == second
        }
    }
}
