import ByteIO
import ModelSchema
import Testing

@Suite("Expressions for dimensions")
struct ShapeExpressionTests {
    private static let fields = ["a": 12, "b": 4, "zero": 0, "large": Int.max, "negative": -3]

    private static func value(_ text: String) throws -> Int? {
        try ShapeExpression(text).value { fields[$0] }
    }

    @Test(
        "Products bind closer than sums, and both are worked out from the left",
        arguments: [
            ("a", 12), ("2", 2), ("0", 0), ("2 * a - 1", 23), ("a / b", 3), ("a + b * 2", 20), ("a * b + 2", 50),
            ("a - b - 2", 6), ("a - b + 2", 10), ("a / b * 2", 6), ("a * b / 3", 16), ("a - 2 * b - 4", 0),
            ("zero * a", 0), ("zero / a", 0), ("1 - zero", 1), ("large - 1", .max - 1), ("  a   +  b ", 16),
        ])
    func values(text: String, expected: Int) throws {
        #expect(try Self.value(text) == expected)
    }

    @Test(
        "There is no value where a field has none, on overflow, on a remainder, and below 0",
        arguments: [
            "missing", "a * missing", "a + missing", "missing - a", "a / missing", "large * 2", "large + 1",
            "a / 5", "a / zero", "zero / zero", "b - a", "negative", "0 - large - 2", "zero - 1",
        ])
    func noValue(text: String) throws {
        #expect(try Self.value(text) == nil)
    }

    @Test(
        "Operands and operators must alternate",
        arguments: ["", " ", "*", "a *", "* a", "a b", "a + * b", "2 2", "a + b -", "- a"])
    func malformed(text: String) throws {
        let fault = try #require(throws: Fault.self) { try ShapeExpression(text) }
        #expect(fault.code == .schema)
        #expect(fault.reason.contains("'\(text)'"))
    }

    @Test("Only a field by itself can be told from a shape", arguments: [("a", "a"), ("2", nil), ("2 * a", nil)])
    func soleField(text: String, expected: String?) throws {
        #expect(try ShapeExpression(text).soleField == expected)
        #expect(try ShapeExpression(text).description == text)
    }
}
