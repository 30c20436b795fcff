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

    @Test("A record that could not be read again is not written, and the fault names how many texts fit")
    func largeRecord() throws {
        let inputs = [[5, 9], [7, 3], [1, 2], [4, 4]].map { ProbeInput(tokens: TextBatch.Text(ids: $0)) }
        let record = try ProbeRecord(try Goldens.model(Self.path), inputs, words: .all)
        let size = try GoldenFile.text(record, digest: nil, tool: "test").utf8.count
        do throws(Fault) {
            _ = try GoldenFile.text(record, digest: nil, tool: "test", maximumBytes: size / 2 + 10)
            Issue.record("it was written")
        } catch {
            #expect(error.code == .golden)
            #expect(error.description.contains("pass at most 2 of these texts"))
        }
    }

    @Test("A record has no more than 10,000 texts")
    func manyInputs() {
        let folder = TemporaryFolder()
        let inputs = [String](repeating: #"{"ids": [1]}"#, count: 10_001).joined(separator: ",")
        let path = folder.write(#"{"probe": 1, "inputs": [\#(inputs)], "outputs": []}"#, to: "golden.json")
        do throws(Fault) {
            _ = try GoldenFile.read(path)
            Issue.record("it was read")
        } catch { #expect(error.description.contains("has more than 10000 inputs")) }
    }

    @Test("A record with more numbers than other JSON may have is read", .slow)
    func millionNumbers() throws {
        let folder = TemporaryFolder()
        let numbers = String(repeating: "0,", count: 1_000_001) + "0"
        let path = folder.write(
            #"{"probe": 1, "inputs": [{"ids": [1]}], "outputs": [{"name": "x", "texts": [{"values": [[\#(numbers)]]}]}]}"#,
            to: "golden.json")
        #expect(try GoldenFile.read(path).outputs.first?.texts.first?.values.first?.count == 1_000_002)
    }

    @Test(
        "A record that is none",
        arguments: [
            "[]", "{}", #"{"probe": 2}"#, #"{"probe": 1, "inputs": []}"#,
            #"{"probe": 1, "inputs": [{"ids": ["a"]}], "outputs": []}"#,
            #"{"probe": 1, "inputs": [{"ids": [1], "types": [0, 0]}], "outputs": []}"#,
            #"{"probe": 1, "inputs": [{"ids": [1]}], "outputs": [{"name": "x", "texts": []}]}"#,
            #"{"probe": 1, "inputs": [{"ids": [1]}], "outputs": [{"name": "x", "texts": [{"places": [0, 1], "values": [[1]]}]}]}"#,
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
