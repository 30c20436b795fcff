import ModelSchema
import Testing

@Suite("How transformers 5 renames what a file calls its tensors")
struct KeyRenamingTests {
    /// What `rename_source_key` of transformers 5.23.0 makes of a name with its mapping `legacy`.
    @Test(
        "Old names of norms and of weight normalisation are renamed as the real library does",
        arguments: [
            ("bert.embeddings.LayerNorm.gamma", "bert.embeddings.LayerNorm.weight"),
            ("bert.embeddings.LayerNorm.beta", "bert.embeddings.LayerNorm.bias"),
            ("LayerNorm.gamma", "LayerNorm.weight"), ("LayerNorm.gamma.x", "LayerNorm.weight.x"),
            ("a.LayerNorm_gamma", "a.LayerNorm.weight"), ("a.LayerNormXbeta", "a.LayerNorm.bias"),
            ("LayerNorm.gamma-2", "LayerNorm.weight-2"), ("a.LayerNorm.gamma b", "a.LayerNorm.weight b"),
            ("LayerNorm.LayerNorm.gamma", "LayerNorm.LayerNorm.weight"),
            ("LayerNorm.beta.LayerNorm.gamma", "LayerNorm.bias.LayerNorm.weight"),
            ("classifier.weight_g", "classifier.parametrizations.weight.original0"),
            ("classifier.weight_v", "classifier.parametrizations.weight.original1"),
            ("xweight_g", ".parametrizations.weight.original0"),
            ("\u{1F600}weight_v", ".parametrizations.weight.original1"),
            ("LayerNorm.gamma.weight_g", "LayerNorm.weight.parametrizations.weight.original0"),
            ("LayerNorm.gamma\u{301}", "LayerNorm.weight\u{301}"),
        ])
    func renamed(name: String, expected: String) throws {
        #expect(try Library.newest().names.renamed(name).unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test("Each is renamed once, at the first place that reads like what was found")
    func once() throws {
        let rules = try Library.newest().names
        #expect(rules.renamed("LayerNorm.gamma.LayerNorm.gamma") == "LayerNorm.weight.LayerNorm.gamma")
        #expect(rules.renamed("LayerNorm.gammas.LayerNorm.gamma") == "LayerNorm.weights.LayerNorm.gamma")
    }

    @Test(
        "A letter, a digit or an underscore after it, or another case, keeps the name",
        arguments: [
            "", "gamma", "weight_g", "LayerNorm", "LayerNorm.gammas", "LayerNorm.gamma_2", "LayerNorm.gamma2",
            "LayerNorm.betaé", "LayerNorm..gamma", "layernorm.gamma", "a.weight_g2", ".weight_gx", "LayerNorm\ngamma",
            "a\nweight_v", "LayerNorm.gamma²", "LayerNorm.gamma½", "LayerNorm.gamma\u{2160}", "LayerNorm.weight",
        ])
    func kept(name: String) throws {
        #expect(try Library.newest().names.renamed(name) == name)
    }

    @Test("The loader has its name, and buffers that it never reports")
    func rules() throws {
        #expect(try Library.newest().title == "transformers 5.23 to 5.24")
        let rules = try Library.newest().names
        #expect(rules.renames.count == 6)
    }
}
