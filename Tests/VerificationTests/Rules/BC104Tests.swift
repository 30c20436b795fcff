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

    /// A second tensor of a parameter: under a prefix that the library does not strip, one that it does, an old name,
    /// three at once; of a head of another class.
    private static let doubled: [(names: [String], of: String)] = [
        (["module.bert.pooler.dense.bias"], "bert.pooler.dense.bias"),
        (["module.pooler.dense.bias"], "bert.pooler.dense.bias"), (["pooler.dense.bias"], "bert.pooler.dense.bias"),
        (["bert.embeddings.LayerNorm.beta"], "bert.embeddings.LayerNorm.bias"),
        (["pooler.dense.bias", "module.pooler.dense.bias"], "bert.pooler.dense.bias"),
    ]

    @Test("verify and convert report the same tensors in the same words", arguments: doubled)
    func agreement(names: [String], of parameter: String) throws {
        for isEqual in [true, false] {
            var model = TinyBert()
            for name in names {
                model.add(name, copying: parameter)
                if !isEqual { model.tensors[model.tensors.count - 1].bytes[0] ^= 1 }
            }
            let verified = try Verified(model, .values).findings(of: .nameCollision)
            let converted = try Examined(model).findings(of: .nameCollision)
            #expect(verified.count == (isEqual ? 0 : names.count))
            #expect(converted.map(\.subject) == verified.map(\.subject))
            #expect(converted.map(\.message) == verified.map(\.message))
            #expect(converted.map(\.help) == verified.map(\.help))
            let others = try Verified(model, .values).findings.filter { $0.severity > .note }.map(\.rule)
            // A copy that is dropped is reported as such.
            let dropped = names.filter { $0.hasPrefix("module.") }.count
            #expect(
                others
                    == (isEqual
                        ? Array(repeating: .unexpectedTensor, count: dropped)
                        : Array(repeating: .nameCollision, count: names.count)))
        }
    }

    @Test("Of a head of another class, only a conversion has to choose")
    func otherHead() throws {
        var model = TinyBert("BertForSequenceClassification")
        model.add("cls.predictions.bias", [13])
        model.add("module.cls.predictions.bias", [13])
        model.tensors[model.tensors.count - 1].bytes[0] ^= 1
        #expect(try Verified(model, .values).findings(of: .nameCollision).isEmpty)
        #expect(try Examined(model).subjects(of: .nameCollision) == ["module.cls.predictions.bias"])
    }

    @Test("Other shapes and types are told without values")
    func headersTell() throws {
        for (type, shape, words) in [("F32", [2, 2], "shapes [4] and [2, 2]"), ("I32", [4], "types F32 and I32")] {
            var model = TinyBert()
            model.tensors.append(
                StoredTensor("pooler.dense.bias", type: type, shape: shape, bytes: Array(repeating: 1, count: 16)))
            let finding = try Verified(model).finding(of: .nameCollision)
            #expect(finding.message.hasSuffix(words), "\(finding.message)")
        }
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
