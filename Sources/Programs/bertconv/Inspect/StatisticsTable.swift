import ByteIO
import Forensics
import Reporting
import Tensors
import Verification

extension StatisticsReport {
    /// The verdict on each tensor, and why, in lines that fit a terminal.
    ///
    /// - Parameter columns: the columns of the terminal; nil: as many as needed.
    func text(columns: Int?) -> [String] {
        let hasRatio = rows.contains { $0.initializerRatio != nil }
        let heading = ["name", "shape", hasRatio ? "std (× init)" : "std", "verdict", "why"]
        let table = rows.map { row in
            let words = VerdictWords(row)
            return [
                escapingControls(row.entry.name), row.evidence.shape.description, Self.spread(row), words.verdict,
                words.why,
            ]
        }
        return TextTable(heading: heading, table, columns: columns).lines + [""]
            + Self.verdicts(hasRatio: hasRatio).flatMap { TextTable.wrapped($0, to: columns ?? .max) }
    }

    private static func spread(_ row: TensorStatistics) -> String {
        guard row.evidence.std.isFinite else { return "-" }
        let ratio = row.initializerRatio.map { " (\(Quantity.brief($0)) ×)" } ?? ""
        return Quantity.rounded(row.evidence.std) + ratio
    }

    private static func verdicts(hasRatio: Bool) -> [String] {
        [
            "std: the standard deviation" + (hasRatio ? ", and how many times that of fresh values it is" : ""),
            "trained: the values show it. untrained: BC501 or BC502. in part: BC503. barely: BC504. constant: BC402. "
                + "unknown: too few values, or too little precision, to tell.",
            "--full prints the numbers of all tests; docs/untrained.md explains them.",
        ]
    }
}

/// A verdict in one word, and what it rests on.
struct VerdictWords {
    let verdict: String
    let why: String

    init(_ row: TensorStatistics) {
        let (verdict, why) = Self.words(row.verdict, row.evidence)
        self.verdict = verdict
        // The reason is that of the weight, which has a row of its own.
        self.why = !row.isBiasOfWeight ? why : why.isEmpty ? "" : row.evidence.isAllZeros ? "all 0" : "with its weight"
    }

    private static func words(_ verdict: UntrainedVerdict, _ evidence: TensorEvidence) -> (String, String) {
        switch verdict {
        case .trained: ("trained", "")
        case .proven(let proof): ("untrained", words(proof))
        case .strong(let strong): ("untrained", words(strong))
        case .untouched(let lines): ("in part", words(lines))
        case .barely(let barely): ("barely", words(barely))
        case .constant: ("constant", evidence.isConstant ? doubt(evidence) : "")
        case .undecided: ("unknown", doubt(evidence))
        }
    }

    private static func words(_ proof: UntrainedVerdict.Proof) -> String {
        switch proof {
        case .lattice(let lattice): "the bits of \(lattice.law.generator), z \(Quantity.rounded(lattice.z))"
        case .seed(let match, let isBitEqual):
            "torch's seed \(match.seed), " + (isBitEqual ? "bit for bit" : "scaled or rounded")
        }
    }

    private static func words(_ strong: UntrainedVerdict.Strong) -> String {
        switch strong {
        case .noise: "no structure, and the bias is 0"
        case .truncated: "no structure, the spread of TensorFlow's initialiser, and the bias is 0"
        case .decayed: "no structure, weight decay alone, and the bias is 0"
        case .spread: "the spread of the initialiser, and the bias is 0"
        case .norm: "exactly 1, and the bias is 0"
        }
    }

    private static func words(_ lines: UntouchedLines) -> String {
        guard !lines.runs.isEmpty else { return "some \(lines.direction)s were never trained" }
        let shown = lines.runs.prefix(4).map { StatisticsReport.range($0.rows) }.joined(separator: ", ")
        return "\(lines.direction)s \(shown)\(lines.runs.count > 4 ? ", …" : "") "
            + "(\(Quantity.count(lines.count)) of \(Quantity.count(lines.total))) were never trained"
    }

    private static func words(_ barely: UntrainedVerdict.Barely) -> String {
        switch barely {
        case .seed(let match):
            "began as torch's seed \(match.seed), correlation \(Quantity.rounded(match.correlation.magnitude))"
        case .noise: "no structure"
        case .zeroBias: "the bias is 0"
        }
    }

    private static func doubt(_ evidence: TensorEvidence) -> String {
        if evidence.nonFinite > 0 { return "\(Quantity.count(evidence.nonFinite, "value")) not finite" }
        if evidence.isConstant { return "all \(Quantity.rounded(Double(evidence.minimum)))" }
        return ""
    }
}
