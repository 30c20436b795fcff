import ModelSchema
import Tensors
import TestSupport
import Testing
import Verification

@Suite("The loader's view, against what real loaders said of damaged models")
struct LoaderTests {
    /// Where bertconv says something else on purpose, and why.
    private static let exceptions = [
        "class-unknown": "AutoModel takes the bare class; the heads in the file tell more, and BC701 says so",
        "no-configuration": "the recorded run made up a configuration; bertconv takes the sizes of the tensors",
        "roberta-prefix": "the prefix of another architecture: BC705, exit status 2",
        "model-type-other": "config.json says RoBERTa, and names BERT: BC705, exit status 2",
        "activation-with-parameters": "bertconv does not know the activation's parameters: BC701 says so",
        "h5-configuration-elsewhere": "TensorFlow reads another file, bertconv config.json: BC706 says so",
        "tensor-in-two-shards": "transformers silently takes the later shard's; bertconv takes neither: BC104",
    ]

    @Test("transformers 5.23 and bertconv agree name by name", arguments: DamageCase.names)
    func agree(name: String) throws {
        let damage = try DamageCase(name)
        guard damage.loader.contains("5.23"), damage.raises == nil, Self.exceptions[name] == nil else { return }
        let loading = try #require(try damage.verified(.headers).examination).loading
        let missing = Set(loading.missing.map(\.name))
        let unexpected = Set(loading.unexpected.map(\.name))
        let mismatched = Set(
            loading.mismatched.map {
                DamageCase.Mismatch(
                    name: $0.parameter.name, found: $0.found.dimensions, expected: $0.expected.dimensions)
            })
        #expect((missing == damage.missing) as Bool, "\(missing.symmetricDifference(damage.missing))")
        #expect((unexpected == damage.unexpected) as Bool, "\(unexpected.symmetricDifference(damage.unexpected))")
        #expect((mismatched == damage.mismatched) as Bool, "\(mismatched.symmetricDifference(damage.mismatched))")
    }

    @Test("What transformers refuses to load never passes", arguments: DamageCase.names)
    func refused(name: String) throws {
        let damage = try DamageCase(name)
        guard damage.raises != nil else { return }
        let result = try damage.verified()
        let stands =
            result.findings.contains { $0.severity == .error } || !result.unchecked.isEmpty || result.nothing != nil
        #expect(stands as Bool, "\(damage.raises ?? "") \(result.findings.map(\.rule.number))")
    }

    @Test("Each exception is told, by its own rule")
    func exceptions() throws {
        let rules: [String: Rule] = [
            "class-unknown": .badConfiguration, "no-configuration": .badConfiguration,
            "roberta-prefix": .unknownArchitecture,
            "model-type-other": .unknownArchitecture,
            "tensor-in-two-shards": .nameCollision, "activation-with-parameters": .badConfiguration,
            "h5-configuration-elsewhere": .configurationRedirected,
        ]
        #expect(Set(rules.keys) == Set(Self.exceptions.keys))
        for (name, rule) in rules {
            let result = try DamageCase(name).verified(.headers)
            #expect(result.findings.contains { $0.rule == rule && $0.severity == .error }, "\(name)")
        }
    }

    @Test("TensorFlow's loader of 4.44 and bertconv agree", arguments: DamageCase.names)
    func agreeOnKeras(name: String) throws {
        let damage = try DamageCase(name)
        guard damage.loader.contains("TensorFlow"), damage.raises == nil, Self.exceptions[name] == nil else { return }
        let examination = try #require(try damage.verified(.headers).examination)
        let loading = examination.loading
        let dialect = examination.binding.dialect
        // The loader names a whole layer that has no group, and otherwise the weight.
        let spelled = Dictionary(
            uniqueKeysWithValues: examination.tree.parameters.compactMap { parameter in
                dialect.name(of: parameter.path, isBare: false, backbonePrefix: "bert.").map { (parameter.name, $0) }
            })
        let expected = Set(
            spelled.filter { _, name in
                damage.missing.contains(name) || damage.missing.contains(String(name.prefix { $0 != "/" }))
            }.keys)
        #expect((Set(loading.missing.map(\.name)) == expected) as Bool, "\(loading.missing.map(\.name))")
        // TensorFlow reshapes a kernel that has the right number of values in another order, and says nothing.
        let reshaped = name == "h5-kernel-not-transposed" ? ["bert/encoder/layer_._0/intermediate/dense/kernel:0"] : []
        let mismatched = Set(loading.mismatched.compactMap { spelled[$0.parameter.name] })
        #expect((mismatched == Set(damage.mismatched.map(\.name) + reshaped)) as Bool, "\(mismatched)")
        // It has a list of other heads that it never mentions (`_keys_to_ignore_on_load_unexpected`).
        let mentioned = loading.unexpected.filter { !$0.name.hasPrefix("mlm___cls/") }
        #expect(mentioned.isEmpty == damage.unexpected.isEmpty, "\(mentioned.map(\.name))")
    }
}
