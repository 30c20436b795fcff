import JSONText

@testable import Reporting
@testable import Verification

extension Sample {
    static func weights(_ file: String, tensors: Int, bytes: Int) -> VerifyReport.Weights {
        VerifyReport.Weights(
            file: file, format: "safetensors", dialect: "huggingface-pytorch", tensors: tensors, bytes: bytes)
    }

    static let head = [
        VerifyReport.Missing(
            name: "classifier.weight", template: "classifier.weight", layer: nil, shape: [2, 768],
            initializer: "normal(0, 0.02)"),
        VerifyReport.Missing(
            name: "classifier.bias", template: "classifier.bias", layer: nil, shape: [2], initializer: "zeros"),
    ]

    static let missing =
        [10, 11].map { (layer: Int) in
            VerifyReport.Missing(
                name: "bert.encoder.layer.\(layer).attention.self.query.weight",
                template: "bert.encoder.layer.{layer}.attention.self.query.weight", layer: layer, shape: [768, 768],
                initializer: "normal(0, 0.02)")
        }
        + [0, 1, 3].map { (layer: Int) in
            VerifyReport.Missing(
                name: "bert.encoder.layer.\(layer).output.LayerNorm.weight",
                template: "bert.encoder.layer.{layer}.output.LayerNorm.weight", layer: layer, shape: [768],
                initializer: "ones")
        }
        + [
            VerifyReport.Missing(
                name: "bert.pooler.dense.bias", template: "bert.pooler.dense.bias", layer: nil, shape: nil,
                initializer: "zeros"),
            VerifyReport.Missing(
                name: "classifier.bias", template: "classifier.bias", layer: nil, shape: [3], initializer: "zeros"),
        ]

    static func finding(of parameter: VerifyReport.Missing) -> Finding {
        Finding(
            .missingParameter, subject: parameter.name, file: nil,
            message: "is missing: loaders will initialise it with \(parameter.initializer)",
            help: "get the complete checkpoint",
            evidence: [("initializer", .string(parameter.initializer))])
    }

    /// The pooler's bias is excused by its context.
    static func missingFinding(_ parameter: VerifyReport.Missing) -> JudgedFinding {
        guard parameter.name.contains("pooler") else { return JudgedFinding(finding(of: parameter)) }
        return JudgedFinding(
            Finding(
                .missingParameter, severity: .warning, subject: parameter.name, file: "models/bad",
                message: "is not in the file; sentence-transformers does not use it here", help: "fine as it is"))
    }

    static let failures =
        [
            JudgedFinding(
                Finding(
                    .unexpectedTensor, severity: .note, subject: "cls.predictions.output_bias",
                    file: "models/bad/model-00001-of-00002.safetensors",
                    place: Finding.Place(offset: 8_192, byteCount: 122_088), message: "belongs to another class's head",
                    help: "nothing needs to be done")),
            JudgedFinding(
                Finding(
                    .shapeMismatch, subject: "classifier.weight", file: "models/bad/model-00002-of-00002.safetensors",
                    message: "has the shape [2, 768], the model needs [3, 768]", help: "look at config.json",
                    evidence: [("found", [2, 768]), ("expected", [3, 768])])),
        ]
        + (0..<12).map { layer in
            JudgedFinding(
                Finding(
                    .nonFinite, subject: "bert.encoder.layer.\(layer).output.dense.bias",
                    file: "models/bad/model-00001-of-00002.safetensors",
                    place: Finding.Place(offset: UInt64(1_000 + layer * 3_072), byteCount: 3_072),
                    message: "has 1 NaN of 768 values, the first is element 5", help: "get the checkpoint again",
                    evidence: [("nan", 1), ("values", 768)]))
        }
}
