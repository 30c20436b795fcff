import JSONText
import TestSupport
import Testing
import Verification

@Suite("BC104 name-collision, as verify shows it")
struct BC104Tests {
    @Test("Two tensors of one parameter that differ are an error at the one that is not used")
    func differ() throws {
        var model = TinyBert()
        model.add("pooler.dense.bias", [4])
        let verified = try Verified(model, .values)
        #expect(verified.lines == ["BC104 error pooler.dense.bias"])
        let finding = verified.findings[0]
        #expect(try verified.bytes(at: finding) == model["pooler.dense.bias"]?.bytes)
        #expect(finding.message.contains("'bert.pooler.dense.bias'") && finding.message.contains("element 0"))
        #expect(finding.help.contains("remove one of them"))
        #expect(finding.evidence["kept"]?.string == "bert.pooler.dense.bias")
        #expect(finding.evidence["parameter"]?.string == "bert.pooler.dense.bias")
    }

    @Test(
        "The first difference is found in any byte", arguments: [(0, "element 0"), (7, "element 1"), (15, "element 3")])
    func place(byte: Int, element: String) throws {
        var model = TinyBert()
        model.add("pooler.dense.bias", copying: "bert.pooler.dense.bias")
        model.tensors[model.tensors.count - 1].bytes[byte] ^= 1
        let verified = try Verified(model, .values)
        #expect(verified.lines == ["BC104 error pooler.dense.bias"])
        #expect(verified.findings[0].message.contains(element))
    }

    @Test("Equal bytes are no finding, another type of the same numbers is one")
    func equal() throws {
        var model = TinyBert()
        model.add("pooler.dense.bias", copying: "bert.pooler.dense.bias")
        #expect(try Verified(model, .values).lines.isEmpty)
        model.tensors[model.tensors.count - 1] = StoredTensor(
            "pooler.dense.bias", type: "F16", shape: [4], bytes: [0, 1, 2, 3, 4, 5, 6, 7])
        let verified = try Verified(model, .values)
        #expect(verified.lines == ["BC104 error pooler.dense.bias"])
        #expect(verified.findings[0].message.contains("F32") && verified.findings[0].message.contains("F16"))
    }

    @Test("Without values the two are named and said not to be compared")
    func headers() throws {
        let verified = try Verified(damage: "with-and-without-prefix", .headers)
        let finding = try verified.finding(of: .nameCollision)
        #expect(finding.message.contains("not compared"))
    }

    @Test("Old and new names of one norm collide; the loader's choice is said")
    func legacy() throws {
        let verified = try Verified(damage: "gamma-and-weight", .values)
        let finding = try verified.finding(of: .nameCollision)
        #expect(finding.severity == .error)
        #expect(finding.subject == "bert.embeddings.LayerNorm.weight")
        #expect(finding.evidence["kept"]?.string == "bert.embeddings.LayerNorm.gamma")
        #expect(try Verified(damage: "gamma-and-weight-equal", .values).findings(of: .nameCollision).isEmpty)
    }

    @Test("A tensor in two shards is this rule's, and nothing else is said of a set that was not read")
    func shards() throws {
        let verified = try Verified(damage: "tensor-in-two-shards", .values)
        #expect(verified.findings.map(\.rule) == [.nameCollision])
        #expect(verified.uncheckedCodes == ["format.shard-duplicate"])
    }

    @Test("Prefixes added here and left out there do not collide", arguments: ["mixed-prefix", "duplicated-prefix"])
    func nearMisses(name: String) throws {
        #expect(try Verified(damage: name, .values).lines.isEmpty)
    }
}
