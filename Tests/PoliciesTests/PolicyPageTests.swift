import ByteIO
import Policies
import TestSupport
import Testing
import Verification

/// Guards the examples of `docs/policy.md`.
@Suite("The page about policies")
struct PolicyPageTests {
    /// The page's first block of a language.
    private static func example(_ language: String) throws -> String {
        let page = String(decoding: bytes(ofFile: Fixtures.folder + "/../docs/policy.md"), as: UTF8.self)
        let start = try #require(page.firstRange(of: "```\(language)\n")).upperBound
        let end = try #require(page[start...].firstRange(of: "```")).lowerBound
        return String(page[start..<end])
    }

    @Test("Its policy is read, and says what the page says")
    func policy() throws {
        let entries = try PolicyText.read(Self.example("yaml")).entries
        #expect(entries.map(\.rule) == [.missingParameter, .untrainedRows, .missingFormatMetadata])
        #expect(entries.map(\.action) == [.allow, .warn, .deny])
        #expect(entries.map { $0.expires?.description } == ["2027-03-01", nil, nil])
        #expect(entries[0].parameters?.first?.matches("bert.pooler.dense.bias") == true)
        #expect(entries[1].reason.hasPrefix("the tokenizer was given special tokens that no text has; see"))
        #expect(entries[2].parameters == nil)
    }

    @Test("Its baseline is what the program writes")
    func baseline() throws {
        let finding = Finding(
            .missingParameter, subject: "bert.pooler.dense.weight", file: "m/model.safetensors",
            message: "is not in the file", help: ""
        )
        .named("bert.pooler.dense.weight", alias: nil, isInWeights: true)
        let baseline = Baseline([JudgedFinding(finding)], of: "m", replacing: nil, path: "x")
        #expect(try baseline.text(tool: "0.1.0") == Self.example("json"))
    }
}
