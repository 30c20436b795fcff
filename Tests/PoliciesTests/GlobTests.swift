import ByteIO
import Policies
import TestSupport
import Testing

@Suite("Patterns for subjects")
struct GlobTests {
    @Test(
        "A pattern matches whole subjects",
        arguments: [
            ("bert.pooler.dense.weight", "bert.pooler.dense.weight", true),
            ("bert.pooler.dense.weight", "bert.pooler.dense.weights", false),
            ("bert.pooler.dense.weight", "xbert.pooler.dense.weight", false),
            ("bert.pooler", "bert.pooler.dense.weight", false), ("", "", true), ("", "a", false),
            ("Bert.*", "bert.pooler", false), ("bert.pooler", "bert_pooler", false), ("[0-9]", "[0-9]", true),
            ("[0-9]", "5", false), ("a+b(c)|^$", "a+b(c)|^$", true),
        ])
    func literal(pattern: String, subject: String, expected: Bool) throws {
        #expect(try Glob(pattern).matches(subject) == expected)
    }

    @Test(
        "A star stands for any characters, dots and none too",
        arguments: [
            ("bert.pooler.*", "bert.pooler.dense.weight", true), ("bert.pooler.*", "bert.pooler.", true),
            ("bert.pooler.*", "bert.pooler", false), ("*", "", true), ("*", "a.b/c", true), ("**", "a", true),
            ("*.weight", "a.b.weight", true), ("*.weight", "a.b.weight.x", false), ("a*c*e", "abcde", true),
            ("a*c*e", "abde", false), ("a*a", "a", false), ("*ab*ab*", "abab", true), ("*ab*ab*", "aba", false),
        ])
    func star(pattern: String, subject: String, expected: Bool) throws {
        #expect(try Glob(pattern).matches(subject) == expected)
    }

    @Test(
        "A question mark stands for one character",
        arguments: [
            ("layer.?", "layer.3", true), ("layer.?", "layer.11", false), ("layer.?", "layer.", false),
            ("?", "é", true), ("?", "🙂", true), ("a?c", "a.c", true),
        ])
    func question(pattern: String, subject: String, expected: Bool) throws {
        #expect(try Glob(pattern).matches(subject) == expected)
    }

    @Test(
        "Braces stand for one of several, and for numbers from and to",
        arguments: [
            ("{a,b}.c", "b.c", true), ("{a,b}.c", "c.c", false), ("{a,b}.c", "ab.c", false),
            ("layer.{0-9,11}.x", "layer.0.x", true), ("layer.{0-9,11}.x", "layer.9.x", true),
            ("layer.{0-9,11}.x", "layer.11.x", true), ("layer.{0-9,11}.x", "layer.10.x", false),
            ("layer.{0-9,11}.x", "layer.12.x", false), ("layer.{0-9,11}.x", "layer.1.y", false),
            ("layer.{0-9}.x", "layer.03.x", false), ("layer.{0-9}.x", "layer..x", false),
            ("layer.{0-9}.x", "layer.-1.x", false), ("layer.{10-20}", "layer.1", false),
            ("layer.{9-10}", "layer.9", true), ("layer.{9-10}", "layer.10", true), ("layer.{9-10}", "layer.11", false),
            ("{1-3}2", "12", true), ("{1-30}2", "122", true), ("{1-3}2", "42", false), ("{0-0}", "00", false),
            ("{3}", "3", true), ("{a-c}", "b", false), ("{a-c}", "a-c", true), ("{1-}", "1-", true),
            ("x.{*.weight,b?}", "x.a.weight", true), ("x.{*.weight,b?}", "x.bc", true),
            ("x.{*.weight,b?}", "x.b", false), ("{0-99999}", "99999", true), ("{0-99999}", "100000", false),
        ])
    func braces(pattern: String, subject: String, expected: Bool) throws {
        #expect(try Glob(pattern).matches(subject) == expected)
    }

    @Test(
        "A backslash takes the meaning from what follows it",
        arguments: [
            (#"a\*b"#, "a*b", true), (#"a\*b"#, "axb", false), (#"a\?"#, "a?", true), (#"a\?"#, "ab", false),
            (#"layer.\{0-9\}"#, "layer.{0-9}", true), (#"layer.\{0-9\}"#, "layer.5", false), (#"a\\b"#, #"a\b"#, true),
            (#"{a\,b,c}"#, "a,b", true), (#"{a\,b,c}"#, "a", false), (#"{0\-9}"#, "0-9", true),
            (#"{0\-9}"#, "5", false), (#"\a"#, "a", true), (#"\a"#, #"\a"#, false),
        ])
    func escapes(pattern: String, subject: String, expected: Bool) throws {
        #expect(try Glob(pattern).matches(subject) == expected)
    }

    @Test("What a report prints can be pasted: it matches the subject that is spelled like it, and the layers it means")
    func pasted() throws {
        let glob = try Glob("layer.{0-9,11}")
        #expect(glob.matches("layer.{0-9,11}"))
        #expect(glob.matches("layer.11"))
        #expect(!glob.matches("layer.{0-9,12}"))
        #expect(try !Glob(#"layer.\{0-9,11}"#.replacing("}", with: #"\}"#)).matches("layer.11"))
    }

    @Test(
        "An escaped text stands for itself and for nothing else", arguments: ["a*b?{c,d}\\", "{0-9}", "é\n", "", "}{"])
    func escaping(text: String) throws {
        let glob = try Glob(Glob.escaping(text))
        #expect(glob.matches(text))
        #expect(!glob.matches(text + "x"))
        #expect(!glob.matches(text.replacing("*", with: "x") + "*"))
    }

    @Test(
        "A pattern that is none is refused",
        arguments: [
            "{", "a{b", "}", "a}b", "{a,b", "{}", "{a,}", "{,a}", "{a,,b}", "{a{b}}", "a\\", "{a\\", "{9-3}", "{01-3}",
            "{1-03}", "{00-11}", "{1-9999999999}", "{a,9-3}",
        ])
    func refused(pattern: String) throws {
        let fault = try #require(throws: Fault.self) { try Glob(pattern) }
        #expect(fault.code == .policyGlob)
        #expect(fault.reason.contains("'\(pattern)'"))
        #expect(fault.remedy != nil)
    }

    /// A matcher that tries every way to share the text among the stars would not come to an end.
    @Test("Stars upon stars take no more steps than their number times the length")
    func linear() throws {
        let subject = String(repeating: "a", count: 3000)
        let stars = try Glob(String(repeating: "*a", count: 200) + "b")
        let choices = try Glob(String(repeating: "{a,a*,*}", count: 100) + "b")
        let numbers = try Glob(String(repeating: "{1-111111}", count: 200) + "b")
        #expect(!stars.matches(subject))
        #expect(!choices.matches(subject))
        #expect(!numbers.matches(String(repeating: "1", count: 3000)))
    }
}
