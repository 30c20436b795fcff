import JSONText
import ModelSchema
import Schemas
import TestSupport
import Testing
import Verification

/// Guards that a model of another architecture never becomes a BERT that passes: RoBERTa counts positions otherwise, and
/// nothing in its weights shows that.
@Suite("Prefixes of other architectures")
struct OtherBackboneTests {
    static let backbones: [String] = {
        let list = (try? JSONParser.parse(Schemas.wrappers))?.object?["backbones"]?.array ?? []
        return list.compactMap { $0.object?["text"]?.string }.filter { $0 != "bert" }
    }()

    @Test("They are refused as BC705, whatever is before them and whatever class is named", arguments: backbones)
    func refused(word: String) throws {
        for prefix in ["", "module.", "student.", "model.net."] {
            for className in ["BertModel", "BertForMaskedLM", "BertForSequenceClassification"] {
                var model = TinyBert(className)
                model.rename { name in
                    name.hasPrefix("bert.") || className == "BertModel"
                        ? "\(prefix)\(word)." + name.replacing("bert.", with: "") : prefix + name
                }
                let verified = try Verified(model)
                #expect(verified.lines.map { String($0.prefix(11)) } == ["BC705 error"], "\(verified.lines)")
                #expect(verified.uncheckedCodes == ["model.unknown-architecture"])
                #expect(verified.findings.allSatisfy { !$0.help.contains("strip") && $0.conversion == nil })
            }
        }
    }

    @Test("Both commands refuse them, and no command is printed")
    func commands() {
        let folder = TemporaryFolder()
        var model = TinyBert()
        model.rename { $0.replacing("bert.", with: "roberta.") }
        _ = model.write(to: folder)
        let verify = Tool.bertconv(["verify", folder.path])
        #expect(verify.status == 2)
        #expect(!verify.output.contains("bertconv convert"))
        for arguments in [[], ["--as", "BertModel"], ["--allow-incomplete"]] {
            let convert = Tool.bertconv(["convert", folder.path, folder.file("out.bin")] + arguments)
            #expect(convert.status == 2, "\(convert.output)")
            #expect(convert.errors.contains("RoBERTa"), "\(convert.errors)")
        }
        #expect(folder.names == ["config.json", "model.safetensors"])
    }

    @Test("A tower of another architecture beside a whole BERT hides nothing, and is no choice")
    func beside() throws {
        var model = TinyBert()
        for tensor in TinyBert().tensors { model.add("roberta." + tensor.name, tensor.shape) }
        #expect(try Verified(model).findings(of: .unknownArchitecture).isEmpty)
        var towers = BC112Tests.models(["roberta.", "student."])
        towers.configuration["architectures"] = "[\"BertModel\"]"
        let verified = try Verified(towers)
        #expect(verified.findings(of: .severalModels).isEmpty)
        #expect(verified.findings(of: .foreignPrefix).map(\.subject) == ["student."])
    }
}
