import TestSupport
import Testing
import Verification

/// Guards that what keeps names from being found does not hide that a size is wrong as well.
@Suite("Wrong sizes behind prefixes and in containers")
struct HiddenShapeTests {
    private static let sizes: [(field: String, value: String, tensor: String)] = [
        ("vocab_size", "7", "embeddings.word_embeddings.weight"),
        ("max_position_embeddings", "9", "embeddings.position_embeddings.weight"),
        ("type_vocab_size", "5", "embeddings.token_type_embeddings.weight"),
        ("intermediate_size", "8", "encoder.layer.0.intermediate.dense.weight"),
    ]

    @Test(
        "The tensor, the field and both numbers are named",
        arguments: ["", "student.", "module.", "net_", "a.b."], [[], ["state_dict"], ["a", "b"]])
    func sizes(prefix: String, container: [String]) throws {
        for className in ["BertModel", "BertForSequenceClassification", "BertForMaskedLM"] {
            for size in Self.sizes {
                var model = TinyBert(className)
                model.configuration[size.field] = size.value
                model.rename { prefix + $0 }
                let folder = TemporaryFolder()
                _ = folder.write(model.configurationText, to: "config.json")
                let archive = ZipArchive.torch(model.tensors, inside: container)
                _ = folder.write(archive.bytes, to: "pytorch_model.bin")
                let verified = try Verified(folder.path)
                let start = className == "BertModel" ? "" : "bert."
                let found = verified.findings(of: .shapeMismatch)
                let finding = try #require(found.first { $0.subject == "\(prefix)\(start)\(size.tensor)" })
                #expect(finding.message.contains("\(size.field) = \(size.value)"), "\(finding.message)")
                let isHidden = !(prefix + container.joined()).isEmpty
                #expect(verified.findings(of: .foreignPrefix).isEmpty != isHidden)
            }
        }
    }

    @Test("Embeddings that grew without their head, and one rank's part, are named behind a prefix too")
    func causes() throws {
        var model = TinyBert("BertForMaskedLM")
        model.configuration["vocab_size"] = "7"
        for index in model.tensors.indices where model.tensors[index].name.hasSuffix("word_embeddings.weight") {
            model.tensors[index].shape = [7, 4]
            model.tensors[index].bytes += [UInt8](repeating: 1, count: 32)
        }
        model.rename { "student." + $0 }
        #expect(try Verified(model).finding(of: .shapeMismatch).help.contains("resize_token_embeddings(7)"))
        model = TinyBert("BertModel")
        for index in model.tensors.indices {
            let count = model.tensors[index].bytes.count / 8
            model.tensors[index].shape = [count]
            model.tensors[index].bytes.removeLast(model.tensors[index].bytes.count - 4 * count)
        }
        model.rename { "module." + $0 }
        #expect(try Verified(model).finding(of: .shapeMismatch).help.contains("FULL_STATE_DICT"))
    }
}
