import JSONText
import Testing

@Suite("Places in a JSON text")
struct PointerTests {
    private static let text = Array("{\n  \"ä\": [1, {\"b\": \"é\", \"c\": null}],\n  \"d\": 2\n}".utf8)

    @Test("A member begins with its name, an element with its value; lines and characters are counted from 1")
    func positions() throws {
        let (root, list) = (JSONPointer(), JSONPointer().member("ä"))
        for (place, position) in [
            (root, "line 1, column 1"), (list, "line 2, column 3"), (list.element(1), "line 2, column 12"),
            (list.element(1).member("c"), "line 2, column 23"), (root.member("d"), "line 3, column 3"),
        ] {
            let offset = try #require(try JSONParser.offset(of: place, in: Self.text), "\(place)")
            #expect(TextPosition(of: offset, in: Self.text).description == position, "\(place)")
        }
        #expect(list.element(1).member("c").description == "/ä/1/c")
    }

    @Test("A place that the text does not have is none")
    func nowhere() throws {
        let root = JSONPointer()
        for place in [root.element(0), root.member("x"), root.member("d").member("e"), root.member("ä").element(2)] {
            #expect(try JSONParser.offset(of: place, in: Self.text) == nil, "\(place)")
        }
        #expect(try JSONParser.offset(of: root.member("a"), in: Array("{}".utf8)) == nil)
        #expect(try JSONParser.offset(of: root.element(0), in: Array("[]".utf8)) == 0 + 1)
    }
}
