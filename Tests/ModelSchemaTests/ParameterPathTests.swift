import Testing

@testable import ModelSchema

/// Names and templates, and what a look-up in a dialect's table relies on.
@Suite("Paths of parameters")
struct ParameterPathTests {
    @Test(
        "A template is filled with numbers in the order of its counters; counters beyond them stay",
        arguments: [
            ("a.b", [3], "a.b"), ("a.{layer}.b", [], "a.{layer}.b"), ("a.{layer}.b", [12], "a.12.b"),
            ("{g}/x_{i}.y", [0, 7], "0/x_7.y"), ("{g}/x_{i}.y", [5], "5/x_{i}.y"), ("a.{layer", [1], "a.{layer"),
            ("é{n}ü", [2], "é2ü"),
        ])
    func filling(template: String, numbers: [Int], name: String) {
        #expect(ParameterPath.fill(template, numbers) == name)
    }

    @Test("Counters are found by their braces")
    func counters() {
        #expect(ParameterPath.counters(in: "{g}/x_{i}.y") == ["g", "i"])
        #expect(ParameterPath.counters(in: "a.b").isEmpty)
        #expect(ParameterPath.key("{group}/x_{i}.y") == ("{}/x_{}.y", 2))
        #expect(ParameterPath.key("a.b") == ("a.b", 0))
    }

    @Test(
        "A name has the skeleton of every key that it can be read as, so that the skeleton rejects no name of a table",
        arguments: [
            "", "7", "a", "a.b.c", "a.7", "7.a", "a.07.b", "a1b22c333", "1.2.3", "a{}b", "a{}7", "7{}7{}", "{7}", "5}",
            "{}}{", "é7ü.8", "layer_._11/x_2", "a.99999999999999999999.b", "a\u{0}b",
        ])
    func skeletons(name: String) {
        for reading in ParameterPath.readings(of: name, most: 2) {
            #expect(ParameterPath.skeleton(of: reading.key) == ParameterPath.skeleton(of: name), "\(reading.key)")
        }
    }

    @Test("Names that differ in more than numbers have other skeletons")
    func otherSkeletons() {
        let names = ["a.1.b", "a.1.c", "a.b", "a.1b", "a1.b", "ab.1", "a.1.1.b", "a/1/b"]
        #expect(Set(names.map(ParameterPath.skeleton)).count == names.count)
        #expect(ParameterPath.skeleton(of: "a.1.b") == ParameterPath.skeleton(of: "a.{}.b"))
    }

    @Test("Paths are equal and have one hash only if template and numbers agree")
    func hashing() {
        let templates = ["a.{i}.query", "a.{i}.value", "a.{i}.key"]
        let paths = templates.flatMap { template in
            [nil, 0, 1].map { ParameterPath(template: template, layer: $0) }
        }
        #expect(Set(paths).count == paths.count)
        #expect(Set(paths + paths).count == paths.count)
    }
}
