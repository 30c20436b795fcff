import JSONText
import ModelSchema
import TestSupport
import Testing
import Verification

/// Guards the loader's rules of each architecture: prefixes, renamings, splits, ties, and what is left unreported.
@Suite("What transformers 5.23 said of damaged relatives of BERT")
struct RelativesLoaderTests {
    /// A model, of which only names and shapes count (`bertconv_fixtures/relatives/damaged.py`).
    struct Recorded: Sendable, CustomTestStringConvertible {
        let line: Int
        let className: String
        let model: TinyBert
        /// The three lists; nil: the library raises an exception.
        let lists: [String: [String]]?

        var testDescription: String { "line \(line): \(className)" }

        init?(line: Int, _ object: JSONObject) {
            guard let className = object["class"]?.string, let config = object["config"]?.object,
                let tensors = object["tensors"]?.object
            else { return nil }
            var model = TinyBert()
            model.tensors = tensors.members.map { member in
                let shape = member.value.array?.compactMap(\.integer) ?? []
                return StoredTensor(
                    member.name, shape, floats: Array(repeating: 0, count: shape.reduce(1, *)))
            }
            model.configuration = [:]
            for member in config.members { model.configuration[member.name] = JSONWriter.compact(member.value) }
            (self.line, self.className, self.model) = (line, className, model)
            lists =
                object["raises"] != nil
                ? nil
                : Dictionary(
                    uniqueKeysWithValues: ["missing", "unexpected", "mismatched"].map { list in
                        (list, object[list]?.array?.compactMap(\.string) ?? [])
                    })
        }
    }

    static let all: [Recorded] = bytes(ofFile: Fixtures.path("relatives/damaged.jsonl"))
        .split(separator: UInt8(ascii: "\n")).enumerated().compactMap { index, line in
            (try? JSONParser.parse(Array(line)))?.object.flatMap { Recorded(line: index + 1, $0) }
        }

    @Test("160 were recorded, of which most have lists")
    func complete() {
        #expect(Self.all.count == 160)
        #expect(Self.all.count { $0.lists != nil } > 140)
    }

    @Test("The lists are the same, name by name", arguments: all)
    func agree(recorded: Recorded) throws {
        let verified = try Verified(recorded.model, as: recorded.className)
        let isRefused = verified.findings.contains { $0.severity == .error } || !verified.result.unchecked.isEmpty
        guard let lists = recorded.lists else {
            #expect(isRefused)
            return
        }
        let loading = try #require(verified.result.examination?.loading)
        #expect(loading.missing.map(\.name).sorted() == lists["missing"]?.sorted())
        #expect(loading.unexpected.map(\.name).sorted() == lists["unexpected"]?.sorted())
        #expect(loading.mismatched.map(\.parameter.name).sorted() == lists["mismatched"]?.sorted())
    }
}
