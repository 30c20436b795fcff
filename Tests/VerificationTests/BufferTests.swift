import TestSupport
import Testing
import Verification

@Suite("BC203: constants that old versions stored")
struct BufferTests {
    @Test(
        "The usual values are a note, in every integer type and rank",
        arguments: [
            StoredTensor("bert.embeddings.position_ids", [1, 3], integers: [0, 1, 2]),
            StoredTensor("embeddings.position_ids", [3], integers: [0, 1, 2]),
            StoredTensor(
                "bert.embeddings.position_ids", type: "I32", shape: [1, 3], bytes: [0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]),
            StoredTensor("bert.embeddings.position_ids", type: "U8", shape: [3], bytes: [0, 1, 2]),
            StoredTensor("bert.embeddings.token_type_ids", [1, 3], integers: [0, 0, 0]),
        ])
    func usual(buffer: StoredTensor) throws {
        let examined = try Self.examine(with: buffer)
        #expect(examined.rules == [.buffer])
        #expect(examined.subjects(of: .buffer) == [buffer.name])
        #expect(examined.findings.first?.severity == .note)
    }

    @Test(
        "Any other values are a warning: then the model was changed in a way no loader notices",
        arguments: [
            StoredTensor("bert.embeddings.position_ids", [1, 3], integers: [1, 2, 3]),
            StoredTensor("bert.embeddings.position_ids", [1, 3], integers: [0, 1, 1]),
            StoredTensor("bert.embeddings.position_ids", [1, 3], integers: [0, 0, 0]),
            StoredTensor("bert.embeddings.position_ids", [1, 3], integers: [0, 1, -2]),
            StoredTensor("bert.embeddings.position_ids", [1, 3], floats: [0, 1, 2]),
            StoredTensor("bert.embeddings.token_type_ids", [1, 3], integers: [0, 1, 0]),
            StoredTensor("bert.embeddings.token_type_ids", [1, 3], integers: [0, 0, 1 << 40]),
            StoredTensor("bert.embeddings.token_type_ids", type: "BOOL", shape: [3], bytes: [0, 0, 0]),
        ])
    func unusual(buffer: StoredTensor) throws {
        let examined = try Self.examine(with: buffer)
        #expect(examined.rules == [.buffer])
        #expect(examined.subjects(of: .buffer) == [buffer.name])
        #expect(examined.findings.first?.severity == .warning)
        #expect(examined.findings.first?.message.contains("not with the usual values") == true)
    }

    @Test("A name that only resembles a constant's is a tensor that nobody knows")
    func nearMiss() throws {
        let examined = try Self.examine(
            with: StoredTensor("bert.position_ids", [1, 3], integers: [0, 1, 2]))
        #expect(examined.rules == [.unexpectedTensor])
    }

    private static func examine(with buffer: StoredTensor) throws -> Examined {
        var model = TinyBert()
        model.tensors.append(buffer)
        return try Examined(model)
    }
}
