import JSONText

@testable import Reporting
@testable import Verification

extension Sample {
    /// A name that ends lines, commands, attributes, cells and code, turns the line around and moves the cursor.
    static let hostileName =
        "x\n::error::y,z:%0A##[add-mask]\"'<b a=\"1\">&amp;]]>--|`\\|\u{202E}\u{0}\u{1B}[2J\u{9B}\u{FFFE}\u{E0041} "

    /// Every text that a file can decide is the hostile name.
    static let hostile = named(hostileName)

    /// The same with a harmless one.
    static let hostileTamed = named("x")

    private static func named(_ name: String) -> VerifyReport {
        VerifyReport(
            "models/\(name)", architecture: "bert", className: "BertModel", classSource: "guessed from its heads",
            loader: "transformers 5.23",
            weights: [
                VerifyReport.Weights(
                    file: "models/\(name)/model.safetensors", format: "safetensors", dialect: nil, tensors: 2,
                    bytes: 8)
            ],
            summary: VerifyReport.Summary(
                verdict: .partial, depth: "values", expected: 39, loaded: 38, missing: 1, unexpected: 1, mismatched: 1,
                tensors: 2, checkedTensors: 1),
            missing: [
                VerifyReport.Missing(
                    name: "pooler.dense.bias", template: "pooler.dense.bias", layer: nil, shape: nil,
                    initializer: "zeros")
            ],
            unexpected: [
                VerifyReport.Unexpected(name: name, tensor: name, shape: [1], elementType: "F32")
            ],
            mismatched: [VerifyReport.Mismatched(name: name, expected: [], found: [0])],
            findings: [
                JudgedFinding(
                    Finding(
                        .unexpectedTensor, subject: name, file: "models/\(name)/model.safetensors",
                        message: "is \(name)", help: "see \(name)",
                        evidence: [("name", .string(name))])),
                JudgedFinding(
                    Finding(.badConfiguration, subject: name, message: name, help: name),
                    acceptance: JudgedFinding.Acceptance(source: name, reason: name)),
            ],
            unchecked: [
                VerifyReport.Unchecked(
                    subject: name, code: "file.checksum", description: name, causes: [name])
            ],
            notes: [name],
            parameters: [
                .sample("bert.pooler.dense.bias", part: "pooler", shape: nil, .missing, file: "models/\(name)"),
                .sample(
                    "bert.encoder.layer.0.output.dense.weight", layer: 0, shape: [4, 6], .loaded,
                    file: "models/\(name)/model.safetensors", tensor: name, obstacle: name),
            ])
    }
}

extension VerifyReport {
    init(
        _ path: String, architecture: String? = nil, className: String? = nil, classSource: String? = nil,
        loader: String? = nil, weights: [Weights] = [], summary: Summary, missing: [Missing] = [],
        unexpected: [Unexpected] = [], mismatched: [Mismatched] = [], findings: [JudgedFinding] = [],
        unchecked: [Unchecked] = [], notes: [String] = [], parameters: [Parameter] = []
    ) {
        self.init(
            path: path, architecture: architecture, className: className, classSource: classSource, loader: loader,
            loadedType: nil,
            weights: weights, summary: summary, missing: missing, unexpected: unexpected, mismatched: mismatched,
            findings: findings, unchecked: unchecked, notes: notes)
        self.parameters = parameters
    }
}

extension VerifyReportFormat {
    /// The report of a run in the repository `/repo`.
    func rendered(_ reports: [VerifyReport], toolVersion: String, failOn: Severity?) -> String? {
        rendered(reports, Sample.run(reports.count, toolVersion: toolVersion, failOn: failOn))
    }
}

extension Sample {
    /// A run in the repository `/repo`, from where it began.
    static func run(
        _ count: Int, toolVersion: String = "1.0.0", failOn: Severity? = .error, wholeReport: String? = nil,
        category: [String] = ["models"], listsParameters: Bool = false
    ) -> ReportRun {
        ReportRun(
            toolVersion: toolVersion, failOn: failOn, modelCount: count,
            root: RepositoryRoot("/repo", workingFolder: "/repo"), category: category, wholeReport: wholeReport,
            listsParameters: listsParameters)
    }
}
