import ByteIO
import JSONText
import TestSupport
import Testing

@testable import Probing

@Suite("What cannot be computed is refused")
struct RefusalTests {
    private static let path = Fixtures.path("transformers-4.44.2/BertModel/expected.safetensors")

    private static func code(_ ids: [Int], types: [Int]? = nil) throws -> Fault.Code? {
        let input = ProbeInput(tokens: TextBatch.Text(ids: ids, types: types))
        do throws(Fault) {
            _ = try ProbeRecord(try Goldens.model(path), [input], words: .all)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("Tokens and types that have no embedding, no tokens, and more tokens than positions")
    func texts() throws {
        #expect(try Self.code([60]) == nil)
        #expect(try Self.code([61]) == .tokenUnknown)
        #expect(try Self.code([-1]) == .tokenUnknown)
        #expect(try Self.code([]) == .tokenUnknown)
        #expect(try Self.code([1], types: [3]) == .tokenUnknown)
        #expect(try Self.code([Int](repeating: 1, count: 24)) == nil)
        #expect(try Self.code([Int](repeating: 1, count: 25)) == .textTooLong)
    }

    @Test("A class whose parameters the file lacks, and an architecture that nothing describes")
    func models() {
        #expect(throws: Fault.self) { try Goldens.model(Self.path, as: "BertForTokenClassification") }
        do throws(Fault) {
            _ = try Goldens.model(Self.path, as: "BertForTokenClassification")
        } catch { #expect(error.code == .parameterMissing) }
        let other = Fixtures.path("relatives/transformers-4.44.2/longformer/LongformerForMaskedLM")
        do throws(Fault) {
            _ = try Goldens.model(other)
            Issue.record("Longformer is described now: take another one")
        } catch { #expect(error.code == .forwardUnknown) }
    }

    @Test(
        "A record that is none",
        arguments: [
            "[]", "{}", #"{"probe": 2}"#, #"{"probe": 1, "inputs": []}"#,
            #"{"probe": 1, "inputs": [{"ids": ["a"]}], "outputs": []}"#,
            #"{"probe": 1, "inputs": [{"ids": [1], "types": [0, 0]}], "outputs": []}"#,
            #"{"probe": 1, "inputs": [{"ids": [1]}], "outputs": [{"name": "x", "texts": []}]}"#,
            #"{"probe": 1, "inputs": [{"ids": [1]}], "outputs": [{"name": "x", "texts": [{"values": [1]}]}]}"#,
        ])
    func records(text: String) {
        let folder = TemporaryFolder()
        let path = folder.write(text, to: "golden.json")
        do throws(Fault) {
            _ = try GoldenFile.read(path)
            Issue.record("it was read")
        } catch { #expect(error.code == .golden) }
    }
}
