import JSONText

@testable import Reporting
@testable import Verification

/// Reports made by hand, for every member and every verdict.
enum Sample {
    /// Nothing is wrong; one thing is worth knowing.
    static let pass = VerifyReport(
        "models/good", architecture: "bert", className: "BertForMaskedLM", classSource: "from config.json",
        loader: "transformers 5.23",
        weights: [weights("models/good/model.safetensors", tensors: 40, bytes: 24_052)],
        summary: VerifyReport.Summary(
            verdict: .pass, depth: "values", expected: 41, loaded: 41, parameters: 6_013, randomParameters: 0,
            tensors: 40, checkedTensors: 40),
        findings: [
            JudgedFinding(
                Finding(
                    .legacyName, subject: "bert.embeddings.LayerNorm.gamma", file: "models/good/model.safetensors",
                    message: "is an old spelling of 10 names, which the library renames",
                    help: "nothing needs to be done",
                    evidence: [("tensors", .integer(10))]))
        ],
        notes: ["models/good: tf_model.h5 is there too; loaders take model.safetensors"],
        parameters: soundParameters)

    /// A head and two layers are missing, a tensor has another shape, values are not finite.
    static let fail = VerifyReport(
        "./models/bad", architecture: "bert", className: "BertForSequenceClassification",
        classSource: "from --as", loader: "transformers 5.23",
        weights: [
            weights("models/bad/model-00001-of-00002.safetensors", tensors: 150, bytes: 300_000_000),
            weights("models/bad/model-00002-of-00002.safetensors", tensors: 48, bytes: 137_930_656),
        ],
        summary: VerifyReport.Summary(
            verdict: .fail, depth: "values", expected: 201, loaded: 193, missing: 7, unexpected: 2, mismatched: 1,
            parameters: 109_483_778, randomParameters: 1_183_490, untrainedParameters: 590_592, tensors: 198,
            checkedTensors: 198),
        missing: missing,
        unexpected: [
            VerifyReport.Unexpected(
                name: "cls.predictions.bias", tensor: "cls.predictions.output_bias", shape: [30_522],
                elementType: "F32"),
            VerifyReport.Unexpected(name: "epoch", tensor: "epoch", shape: nil, elementType: nil),
        ],
        mismatched: [VerifyReport.Mismatched(name: "classifier.weight", expected: [3, 768], found: [2, 768])],
        findings: missing.map(missingFinding) + failures, parameters: brokenParameters)

    /// A record is damaged, so that not everything could be read.
    static let partial = VerifyReport(
        "/srv/models/torn", architecture: "bert", className: "BertModel",
        classSource: "guessed from its heads; could be BertForPreTraining: pass --as", loader: "transformers 5.23",
        weights: [
            VerifyReport.Weights(
                file: "/srv/models/torn/pytorch_model.bin", format: "torch", dialect: nil, tensors: 39, bytes: 23_000)
        ],
        summary: VerifyReport.Summary(
            verdict: .partial, depth: "values", expected: 39, loaded: 39, tensors: 39, checkedTensors: 38),
        findings: [
            JudgedFinding(
                Finding(
                    .corruptArchive, subject: "pooler.dense.weight", file: "/srv/models/torn/pytorch_model.bin",
                    message: "record 'torn/data/7': its bytes changed since they were written",
                    help: "the file is damaged: fetch it again", evidence: [("code", "file.checksum")]))
        ],
        unchecked: [
            VerifyReport.Unchecked(
                subject: "pooler.dense.weight", code: "file.checksum",
                description: "/srv/models/torn/pytorch_model.bin: record 'torn/data/7', byte 4096: its bytes changed "
                    + "since they were written; the file is damaged: fetch it again",
                causes: ["CRC-32 is 1c291ca3, recorded is 6d2b2d2a"])
        ])

    /// The folder is empty.
    static let nothing = VerifyReport(
        "models/empty",
        summary: VerifyReport.Summary(verdict: .nothing, depth: "headers"),
        unchecked: [
            VerifyReport.Unchecked(
                subject: "empty", code: "model.no-weights",
                description:
                    "models/empty: the folder holds no weights that bertconv reads, so there is nothing to check",
                causes: ["the folder is empty"])
        ])

    /// What is missing was accepted, what is milder counts but does not fail; only headers were read.
    static let accepted = VerifyReport(
        "models/base", architecture: "bert", className: "BertForSequenceClassification",
        classSource: "from --as", loader: "transformers 5.23",
        weights: [weights("models/base/model.safetensors", tensors: 200, bytes: 437_935_648)],
        summary: VerifyReport.Summary(
            verdict: .pass, depth: "headers", expected: 201, loaded: 199, missing: 2, parameters: 109_483_778,
            randomParameters: 1_538, tensors: 200, checkedTensors: 200),
        missing: head,
        findings: head.map { parameter in
            JudgedFinding(
                finding(of: parameter),
                acceptance: JudgedFinding.Acceptance(
                    source: "bertconv.yaml", reason: "the head is trained next | see #12"))
        } + [
            JudgedFinding(
                cured(
                    Finding(
                        .missingFormatMetadata, subject: "model.safetensors", file: "models/base/model.safetensors",
                        message: "does not say which framework wrote it", help: "save it again",
                        conversion: "convert it again")),
                severity: .note),
            JudgedFinding(
                Finding(
                    .vocabularyMismatch, subject: "vocab.txt", file: "models/base/vocab.txt",
                    message: "knows 30520 tokens, the embeddings have 30522 rows",
                    help: "check that they belong together"),
                severity: .error, acceptance: JudgedFinding.Acceptance(source: "--allow")),
        ],
        notes: ["bertconv.yaml: the entry for BC105 accepted nothing; remove it"])

    /// With the command that a fix of it would be.
    private static func cured(_ finding: Finding) -> Finding {
        Fix(
            words: ["bertconv", "convert", "models/base", "models/base it's", "--to", "safetensors"],
            output: "models/base it's"
        )
        .map { finding.cured(by: $0, leaving: []) } ?? finding
    }

    static let all = [pass, fail, partial, nothing, accepted, hostile]
}
