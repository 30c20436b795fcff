import ByteIO
import JSONText
import Testing

@Suite("JSON values and objects")
struct ValueTests {
    private static let all: [(JSONValue, String)] = [
        (.null, "null"), (true, "a boolean"), (1, "an integer"), (.decimal("1.0"), "a number"), ("a", "a string"),
        ([], "an array"), ([:], "an object"),
    ]

    @Test("A value is of one type and gives nothing as another")
    func types() {
        for (value, name) in Self.all {
            #expect(value.typeName == name)
            #expect((value.bool != nil) == (name == "a boolean"))
            #expect((value.integer != nil) == (name == "an integer"))
            #expect((value.double != nil) == ["an integer", "a number"].contains(name))
            #expect((value.string != nil) == (name == "a string"))
            #expect((value.array != nil) == (name == "an array"))
            #expect((value.object != nil) == (name == "an object"))
        }
    }

    @Test(
        "Any number has a value",
        arguments: [(-3, -3), (.decimal("0.02"), 0.02), (.decimal("1E3"), 1_000)] as [(JSONValue, Double)])
    func doubles(value: JSONValue, expected: Double) {
        #expect(value.double == expected)
    }

    @Test("A name that is taken changes nothing")
    func append() {
        var object = JSONObject()
        let isNew = [object.append("a", 1, offset: 5), object.append("a", 2, offset: 9), object.append("b", 3)]
        #expect(isNew == [true, false, true])
        #expect(object.members.map(\.name) == ["a", "b"])
        #expect(object["a"] == 1)
        #expect(object.offset(of: "a") == 5)
        #expect(object.offset(of: "b") == 0)
    }

    @Test("An object that is written with a name twice is a mistake of the programmer")
    func literalDuplicate() async {
        await #expect(processExitsWith: .failure) {
            _ = JSONObject([("a", 1), ("a", 2)])
        }
    }

    @Test("A name from data that occurs twice is a fault, not a trap")
    func duplicate() throws {
        let fault = try #require(throws: Fault.self) { try JSONObject(unique: [("a", 1), ("b", 2), ("a", 2)]) }
        #expect(fault.code == .jsonDuplicateName)
        #expect(fault.reason.contains("'a'"))
        #expect(try JSONObject(unique: [("b", 1), ("a", 2)]).members.map(\.name) == ["b", "a"])
    }

    /// Guard: few members have no index and many have one; no number of them may tell.
    @Test("Objects of few and of many members find, keep and refuse names alike", arguments: 1...40)
    func sizes(count: Int) throws {
        // Two spellings of é, which Unicode calls equal, are two names.
        let names = (0..<count).map { $0 % 2 == 0 ? "caf\u{E9}\($0 / 2)" : "cafe\u{301}\($0 / 2)" }
        let text = "{" + names.enumerated().map { #""\#($1)":\#($0)"# }.joined(separator: ",")
        let parsed = try #require(try JSONParser.parse(Array((text + "}").utf8)).object)
        let python = try #require(try JSONParser.parse(Array((text + "}").utf8), as: .python).object)
        var made = JSONObject()
        for (place, name) in names.enumerated() {
            let isNew = [
                made.append(name, .integer(place), offset: try #require(parsed.offset(of: name))),
                made.append(name, "again"),
            ]
            #expect(isNew == [true, false])
        }
        #expect(made == parsed)
        #expect(python == parsed)
        for (place, name) in names.enumerated() {
            #expect(parsed[name] == .integer(place))
            #expect(made[name] == .integer(place))
            let repeated = Array((text + #","\#(name)":0}"#).utf8)
            let fault = try #require(throws: Fault.self) { try JSONParser.parse(repeated) }
            #expect(fault.code == .jsonDuplicateName)
            #expect(fault.offset == UInt64(text.utf8.count + 1))
            #expect(try JSONParser.parse(repeated, as: .python).object?[name] == 0)
        }
        #expect(parsed["caf"] == nil)
        #expect(parsed[""] == nil)
    }

    @Test("A member of the wrong type is named with what it is and what it should be")
    func wrongType() {
        let wrong = Fault.wrongType("shape", expected: "an array", found: "x", at: 9)
        #expect(wrong.code == .jsonType)
        #expect(wrong.offset == 9)
        #expect(wrong.reason == "'shape' is a string, expected an array")
        let missing = Fault.wrongType("shape", expected: "an array", found: nil)
        #expect(missing.offset == nil)
        #expect(missing.reason == "'shape' is missing, expected an array")
    }
}
