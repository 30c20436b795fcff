import TestSupport

/// A small model that was damaged in several ways at once, the same for one seed each time.
struct RandomDamage {
    /// What was done to it, for the message of a test.
    private(set) var history: [String] = []
    /// The weights under the names that `save_pretrained` gives them, if nothing but wrappings is wrong with the model.
    private(set) var reference: [StoredTensor]?
    /// Whether a library fails to load it.
    private(set) var isWrapped = false
    private let folder = TemporaryFolder()
    private var random: Splitmix

    private static let classes = [
        "BertModel", "BertForPreTraining", "BertForMaskedLM", "BertForSequenceClassification",
        "BertForTokenClassification", "BertForQuestionAnswering", "BertForNextSentencePrediction",
    ]
    /// What programs put before names.
    private static let known = ["module.", "model.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module."]
    /// What people call a member of a class of their own; the last ones only to be hard on the quoting.
    private static let own = [
        "student.", "code_bert.", "net.encoder_q.", "my bert.", "it's.", "-x.", "$HOME.", "层.", "\"q\".",
    ]
    private static let containers = [["state_dict"], ["model"], ["model_state_dict"], ["module"]]

    var path: String { folder.path }

    init(seed: UInt64) throws {
        random = Splitmix(state: seed)
        let className = pick(Self.classes)
        var model = TinyBert(className, layers: Int.random(in: 1...2, using: &random))
        history.append(className)
        reference = SafetensorsBytes.tensors(in: model.savedFile)
        if chance(0.7) { wrap(&model) }
        if chance(0.3) { damageTensors(&model) }
        if chance(0.3) { damageConfiguration(&model) }
        write(model)
    }

    private mutating func pick<Element>(_ list: [Element]) -> Element {
        list[Int.random(in: list.indices, using: &random)]
    }

    private mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    private mutating func wrap(_ model: inout TinyBert) {
        var prefix = chance(0.6) ? pick(Self.known) : ""
        if prefix.isEmpty || chance(0.3) { prefix += pick(Self.own) }
        let all = chance(0.8)
        let first = model.names.first
        model.rename { name in all || name == first ? prefix + name : name }
        isWrapped = all
        history.append(all ? "'\(prefix)' before all names" : "'\(prefix)' before '\(first ?? "")'")
    }

    private mutating func damageTensors(_ model: inout TinyBert) {
        reference = nil
        let victim = pick(model.names)
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            model.remove(victim)
            history.append("without '\(victim)'")
        case 1:
            model.add("extra.\(pick(["weight", "queue", "scale"]))", [3, 2])
            history.append("an extra tensor")
        case 2:
            model.rename { $0 == victim ? $0 + "_renamed" : $0 }
            history.append("'\(victim)' renamed")
        case 3:
            for index in model.tensors.indices where model.tensors[index].name == victim {
                model.tensors[index].shape.reverse()
            }
            history.append("'\(victim)' turned")
        default:
            model.rename { $0.replacing("LayerNorm.weight", with: "LayerNorm.gamma") }
            history.append("gamma")
        }
    }

    private mutating func damageConfiguration(_ model: inout TinyBert) {
        let changes = [
            ("architectures", "[\"MyOwnBert\"]"), ("architectures", "null"), ("vocab_size", "7"),
            ("hidden_act", "\"made_up\""), ("num_hidden_layers", "5"), ("tie_word_embeddings", "false"),
            ("auto_map", "{\"AutoModel\": \"own.Own\"}"), ("model_type", "\"roberta\""), ("dtype", "\"float16\""),
        ]
        let (field, value) = pick(changes)
        model.configuration[field] = value
        reference = nil
        history.append("\(field) = \(value)")
    }

    private mutating func write(_ model: TinyBert) {
        if chance(0.9) {
            _ = folder.write(model.configurationText, to: "config.json")
        } else {
            history.append("no config.json")
            reference = nil
        }
        if chance(0.3) { _ = folder.write("{}", to: "tokenizer_config.json") }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: _ = folder.write(SafetensorsBytes.file(model.tensors), to: "model.safetensors")
        case 1:
            _ = folder.write(SafetensorsBytes.file(model.tensors, metadata: "{}"), to: "model.safetensors")
            history.append("no format")
        case 2: _ = folder.write(ZipArchive.torch(model.tensors).bytes, to: "pytorch_model.bin")
        default:
            let keys = pick(Self.containers)
            _ = folder.write(
                ZipArchive.torch(model.tensors, inside: keys, epoch: chance(0.5)).bytes, to: "pytorch_model.bin")
            isWrapped = true
            history.append("inside \(keys)")
        }
    }
}

/// The same random numbers on every run (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
private struct Splitmix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
