@testable import Reporting
@testable import Verification

extension VerifyReport.Parameter {
    /// A parameter that was made by hand.
    static func sample(
        _ canonical: String, layer: Int? = nil, part: String = "backbone", kind: String = "linear",
        shape: [Int]? = [16, 16], _ state: State = .loaded, file: String = "models/good/model.safetensors",
        tensor: String? = nil, offset: Int? = 4_096, obstacle: String? = nil, sharedWith: String? = nil,
        training: VerifyReport.Training? = nil, rules: [Rule] = [], isFaulty: Bool = false
    ) -> Self {
        Self(
            name: canonical, canonical: canonical,
            template: layer.map { canonical.replacing(".\($0).", with: ".{layer}.") } ?? canonical, layer: layer,
            part: part, kind: kind, shape: shape, state: state, isJudged: state == .loaded && obstacle == nil,
            obstacle: obstacle, sharedWith: sharedWith,
            tensor: state == .missing
                ? nil : Tensor(name: tensor ?? canonical, file: file, offset: offset, elementType: "F32"),
            training: training, rules: rules, isFaulty: isFaulty)
    }
}

extension VerifyReport.Training {
    /// The values of a matrix, by the strength of their structure.
    static func structure(_ structure: Double, _ verdict: Verdict = .trained) -> Self {
        var training = Self(verdict, test: "N")
        training.structure = structure
        return training
    }

    /// The bits of a generator, in these rows or in all.
    static func lattice(z: Double, rows: [Range<Int>] = [], of count: Int? = nil) -> Self {
        var training = Self(rows.isEmpty ? .proven : .rows, test: "L")
        (training.z, training.rows, training.lineCount) = (z, rows, count)
        return training
    }

    static func seed(_ seed: Int, correlation: Double, z: Double, _ verdict: Verdict) -> Self {
        var training = Self(verdict, test: "S")
        (training.seed, training.correlation, training.z) = (seed, correlation, z)
        return training
    }
}

extension Sample {
    /// Embeddings, two layers and a head, of which everything is as it should be.
    static let soundParameters: [VerifyReport.Parameter] =
        [
            .sample(
                "bert.embeddings.word_embeddings.weight", kind: "word-embedding", shape: [30_522, 16],
                training: .structure(12_345)),
            .sample("bert.embeddings.LayerNorm.weight", kind: "layer-norm", shape: [16], training: .init(.trained)),
        ]
        + [0, 1].flatMap { (layer: Int) -> [VerifyReport.Parameter] in
            let name = "bert.encoder.layer.\(layer)."
            return [
                .sample(name + "attention.self.query.weight", layer: layer, training: .structure(250)),
                .sample(name + "attention.self.query.bias", layer: layer, shape: [16], training: .init(.trained)),
                .sample(name + "output.LayerNorm.weight", layer: layer, kind: "layer-norm", shape: [16]),
            ]
        } + [
            .sample("bert.pooler.dense.weight", part: "pooler", training: .structure(46.5)),
            .sample(
                "cls.predictions.decoder.weight", part: "masked-language-model", shape: [30_522, 16],
                sharedWith: "bert.embeddings.word_embeddings.weight", training: .structure(12_345)),
        ]

    /// A parameter for each thing that can become of one.
    static let brokenParameters: [VerifyReport.Parameter] = [
        .sample(
            "bert.embeddings.word_embeddings.weight", kind: "word-embedding", shape: [30_522, 768],
            training: .lattice(z: 17.25, rows: [1..<100, 104..<999], of: 30_522), rules: [.untrainedRows]),
        .sample(
            "bert.embeddings.position_embeddings.weight", kind: "embedding", shape: [512, 768], .missing,
            rules: [.missingParameter]),
        .sample(
            "bert.encoder.layer.0.attention.self.query.weight", layer: 0, shape: [768, 768],
            training: .structure(98_765)),
        .sample("bert.encoder.layer.0.attention.self.query.bias", layer: 0, shape: [768], .missing),
        .sample(
            "bert.encoder.layer.1.attention.self.query.weight", layer: 1, shape: [768, 768],
            training: .lattice(z: 123.4), rules: [.untrainedProven]),
        .sample(
            "bert.encoder.layer.1.attention.self.query.bias", layer: 1, shape: [768],
            training: .init(.proven, test: "Z"), rules: [.untrainedProven]),
        .sample(
            "bert.encoder.layer.2.attention.self.query.weight", layer: 2, shape: [768, 768],
            training: .structure(1.5, .noise), rules: [.untrainedStrong]),
        .sample(
            "bert.encoder.layer.3.attention.self.query.weight", layer: 3, shape: [768, 768],
            training: .seed(42, correlation: 0.95, z: 61, .barely), rules: [.barelyTrained]),
        .sample(
            "bert.encoder.layer.4.attention.self.query.weight", layer: 4, shape: [768, 768], .mismatched,
            rules: [.shapeMismatch]),
        .sample(
            "bert.encoder.layer.5.attention.self.query.weight", layer: 5, shape: [768, 768], offset: nil,
            training: .structure(777), rules: [.nonFinite], isFaulty: true),
        .sample(
            "bert.encoder.layer.6.attention.self.query.weight", layer: 6, shape: [768, 768],
            obstacle: "models/bad/model-00002-of-00002.safetensors: the file is cut short", rules: []),
        .sample("classifier.weight", part: "classifier", shape: [3, 768], training: .init(.undecided)),
        .sample("classifier.bias", part: "classifier", shape: nil, .missing, rules: [.missingParameter]),
    ]
}
