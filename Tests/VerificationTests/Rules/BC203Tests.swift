import ModelSchema
import TestSupport
import Testing
import Verification

@Suite("BC203 buffer, as verify shows it")
struct BC203Tests {
    private static let positions = "bert.embeddings.position_ids"

    private static func model(_ buffer: StoredTensor) -> TinyBert {
        var model = TinyBert()
        model.tensors.append(buffer)
        return model
    }

    @Test(
        "The usual values are a note",
        arguments: [
            StoredTensor("bert.embeddings.position_ids", [1, 3], integers: [0, 1, 2]),
            StoredTensor("embeddings.position_ids", [3], integers: [0, 1, 2]),
            StoredTensor("bert.embeddings.token_type_ids", [1, 3], integers: [0, 0, 0]),
        ])
    func usual(buffer: StoredTensor) throws {
        let verified = try Verified(Self.model(buffer), .values)
        #expect(verified.lines == ["BC203 note \(buffer.name)"])
        #expect(try verified.bytes(at: verified.findings[0]) == buffer.bytes)
        #expect(verified.findings[0].help.contains("nothing"))
    }

    @Test(
        "Any other values are a warning",
        arguments: [
            StoredTensor("bert.embeddings.position_ids", [1, 3], integers: [2, 3, 4]),
            StoredTensor("bert.embeddings.position_ids", [1, 3], integers: [0, 1, 1]),
            StoredTensor("bert.embeddings.position_ids", [1, 3], floats: [0, 1, 2]),
            StoredTensor("bert.embeddings.token_type_ids", [1, 3], integers: [0, 0, 1]),
        ])
    func unusual(buffer: StoredTensor) throws {
        let verified = try Verified(Self.model(buffer), .values)
        #expect(verified.lines == ["BC203 warning \(buffer.name)"])
        #expect(verified.findings[0].message.contains("usual values"))
    }

    @Test("Without values a note says that they were not read, whatever they are", arguments: [[0, 1, 2], [7, 7, 7]])
    func headers(values: [Int]) throws {
        let verified = try Verified(Self.model(StoredTensor(Self.positions, [1, 3], integers: values)), .headers)
        #expect(verified.lines == ["BC203 note \(Self.positions)"])
        #expect(verified.findings[0].message.contains("not read"))
    }

    @Test("A buffer that the loader calls unexpected is this rule's alone")
    func real() throws {
        #expect(try Verified(damage: "position-ids", .values).lines == ["BC203 note \(Self.positions)"])
        #expect(
            try Verified(damage: "position-ids-shifted", .values).lines == ["BC203 warning \(Self.positions)"])
        let types = try Verified(damage: "token-type-ids", .values)
        #expect(types.lines == ["BC203 note bert.embeddings.token_type_ids"])
        #expect(types.result.examination?.loading.unexpected.map(\.name) == ["bert.embeddings.token_type_ids"])
    }

    @Test("A name that only resembles a constant's is a tensor that nobody knows")
    func nearMiss() throws {
        let buffer = StoredTensor("bert.position_ids", [1, 3], integers: [0, 1, 2])
        #expect(try Verified(Self.model(buffer), .values).findings(of: .buffer).isEmpty)
    }
}
