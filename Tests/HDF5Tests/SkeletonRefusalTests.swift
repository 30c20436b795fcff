import Foundation
import TestSupport
import Testing

@Suite("Specifications that are refused")
struct SkeletonRefusalTests {
    private func expectRefusal(_ specification: String, _ code: String, _ named: String) throws {
        let run = try SkeletonRun(specification)
        let refusal = try #require(run.refusal, "\(run.ending)")
        #expect(refusal.code == code)
        #expect("\(refusal.path) \(refusal.reason)".contains(named), "\(refusal)")
        #expect(run.errors.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(run.content.isEmpty)
    }

    @Test(
        "Text that is not the JSON of a specification is refused, naming the place",
        arguments: [
            ("", "byte 0"), ("{\"groups\":[],\"datasets\":[]", "byte 26"), ("[]", "an array"), ("{}", "'groups'"),
            ("{\"groups\":[]}", "'datasets'"), ("{\"groups\":[],\"datasets\":{}}", "an object"),
            ("{\"groups\":[],\"datasets\":[],\"version\":1}", "'version'"),
            ("{\"groups\":[],\"groups\":[],\"datasets\":[]}", "'groups'"),
            ("{\"groups\":[{\"path\":\"/\"}],\"datasets\":[]}", "groups[0]: 'attributes'"),
            ("{\"groups\":[[]],\"datasets\":[]}", "groups[0]"),
        ])
    func specification(text: String, named: String) throws {
        try expectRefusal(text, "bad-specification", named)
    }

    @Test(
        "A dataset that is not fully and rightly described is refused by its path",
        arguments: [
            ("\"type\":\"f32\"", "bad-specification", "'shape' is missing"),
            ("\"shape\":[]", "bad-specification", "'type' is missing"),
            ("\"type\":\"f32\",\"shape\":[],\"chunks\":[1]", "bad-specification", "'chunks'"),
            ("\"type\":\"f32\",\"shape\":4", "bad-specification", "an integer"),
            ("\"type\":\"f32\",\"shape\":[4.0]", "bad-specification", "integers"),
            ("\"type\":\"f32\",\"shape\":[18446744073709551615]", "bad-specification", "integers"),
            ("\"type\":\"f32\",\"shape\":[-1]", "bad-specification", "negative"),
            (
                "\"type\":\"f32\",\"shape\":[\(Array(repeating: "1", count: 33).joined(separator: ","))]",
                "bad-specification", "32 dimensions"
            ),
            ("\"type\":\"bf16\",\"shape\":[1]", "unsupported-type", "/x there is no type 'bf16'"),
            ("\"type\":\"f32\",\"shape\":[4294967296,4294967296]", "file-too-large", "/x"),
            ("\"type\":\"i8\",\"shape\":[1098437885953]", "file-too-large", "/x"),
        ])
    func dataset(members: String, code: String, named: String) throws {
        try expectRefusal(Specification.text(datasets: "{\"path\":\"/x\",\(members)}"), code, named)
    }

    @Test("Datasets that are too large together are refused, naming the one that is too much")
    func total() throws {
        let half = "\"type\":\"i8\",\"shape\":[549218942977]}"
        let datasets = "{\"path\":\"/x\",\(half),{\"path\":\"/y\",\(half)"
        try expectRefusal(Specification.text(datasets: datasets), "file-too-large", "/y")
    }

    @Test(
        "A path that no reader would accept is refused",
        arguments: [
            ("", "begin"), ("x", "begin"), ("//x", "''"), ("/x/", "''"), ("/x//y", "''"), ("/./x", "'.'"),
            ("/x/..", "'..'"), ("/x\\u0000", "NUL"),
        ])
    func path(path: String, named: String) throws {
        let dataset = "{\"path\":\"\(path)\",\"type\":\"f32\",\"shape\":[]}"
        try expectRefusal(Specification.text(datasets: dataset), "bad-name", named)
        let group = "{\"path\":\"\(path)\",\"attributes\":[]}"
        try expectRefusal(Specification.text(groups: group), "bad-name", named)
    }

    @Test("Two objects of one path are refused, and so is a dataset that holds another")
    func duplicates() throws {
        let group: (String) -> String = { "{\"path\":\"\($0)\",\"attributes\":[]}" }
        let dataset: (String) -> String = { "{\"path\":\"\($0)\",\"type\":\"f32\",\"shape\":[]}" }
        for (groups, datasets, named) in [
            (["/x", "/x"], [], "/x two"), (["/", "/"], [], "/ two"), (["/x"], ["/x"], "/x two"),
            ([], ["/x", "/x"], "/x two"), ([], ["/x", "/x/y/z"], "/x/y/z '/x'"), ([], ["/x/y", "/x"], "/x two"),
            ([], ["/"], "/ the root"),
        ] as [([String], [String], String)] {
            let specification = Specification.text(
                groups: groups.map(group).joined(separator: ","), datasets: datasets.map(dataset).joined(separator: ",")
            )
            try expectRefusal(specification, "duplicate-path", named)
        }
    }

    @Test("A group may be named after those in it")
    func groupAfterItsMembers() throws {
        let groups = ["/x/y", "/x", "/"].map { "{\"path\":\"\($0)\",\"attributes\":[]}" }
        _ = try SkeletonRun(Specification.text(groups: groups.joined(separator: ","))).places()
    }

    @Test(
        "An attribute that is not one string or one list of strings is refused",
        arguments: [
            ("{\"name\":\"a\"}", "bad-specification", "'string'"),
            ("{\"string\":\"a\"}", "bad-specification", "'name'"),
            ("{\"name\":\"a\",\"string\":\"b\",\"strings\":[]}", "bad-specification", "'string'"),
            ("{\"name\":\"a\",\"string\":1}", "bad-specification", "an integer"),
            ("{\"name\":\"a\",\"strings\":[\"b\",1]}", "bad-specification", "strings"),
            ("{\"name\":\"a\",\"string\":\"b\"},{\"name\":\"a\",\"strings\":[]}", "duplicate-path", "'a'"),
            ("{\"name\":\"\",\"string\":\"b\"}", "bad-name", "bytes"),
            ("{\"name\":\"a\\u0000\",\"string\":\"b\"}", "bad-name", "NUL"),
            ("{\"name\":\"\(String(repeating: "a", count: 513))\",\"string\":\"b\"}", "bad-name", "512"),
            ("{\"name\":\"a\",\"string\":\"b\\u0000\"}", "bad-string", "NUL"),
        ])
    func attribute(text: String, code: String, named: String) throws {
        try expectRefusal(Specification.root(text), code, named)
    }

    @Test("The longest name leaves room for the longest list")
    func longestAttribute() throws {
        let name = String(repeating: "a", count: 512)
        let string = String(repeating: "b", count: 64512)
        let run = try SkeletonRun(Specification.root("{\"name\":\"\(name)\",\"strings\":[\"\(string)\"]}"))
        _ = try run.places()
        #expect(try run.catalogue().attributes["/"]?[name] == [string])
    }

    @Test("A part of a split list may not have the name of another attribute")
    func partName() throws {
        let string = "\"" + String(repeating: "b", count: 40000) + "\""
        let attributes = "{\"name\":\"a1\",\"string\":\"\"},{\"name\":\"a\",\"strings\":[\(string),\(string)]}"
        try expectRefusal(Specification.root(attributes), "duplicate-path", "'a1'")
    }

    @Test("Lists that padding makes larger, alone or together, than a reader would read are refused", .slow)
    func paddedLists() throws {
        let long = "\"" + String(repeating: "b", count: 64512) + "\""
        let list: (String, Int) -> String = { name, count in
            let strings = [long] + [String](repeating: "\"\"", count: count - 1)
            return "{\"name\":\"\(name)\",\"strings\":[\(strings.joined(separator: ","))]}"
        }
        try expectRefusal(Specification.root(list("a", 600)), "attribute-too-large", "'a'")
        try expectRefusal(Specification.root("\(list("a", 300)),\(list("b", 300))"), "attribute-too-large", "'b'")
        _ = try SkeletonRun(Specification.root(list("a", 300))).places()
    }

    @Test("More objects than a reader would read, or deeper ones, are refused")
    func tooMany() throws {
        let datasets = (0..<50_000).map { "{\"path\":\"/\($0)/x\",\"type\":\"f32\",\"shape\":[]}" }
        try expectRefusal(
            Specification.text(datasets: datasets.joined(separator: ",")), "too-many-objects", "/49999/x")
        let deep = { String(repeating: "/x", count: $0) }
        try expectRefusal(
            Specification.text(groups: "{\"path\":\"\(deep(65))\",\"attributes\":[]}"), "too-deep", "64")
        let run = try SkeletonRun(Specification.text(groups: "{\"path\":\"\(deep(64))\",\"attributes\":[]}"))
        _ = try run.places()
        #expect(try run.catalogue().paths.count == 65)
    }
}
