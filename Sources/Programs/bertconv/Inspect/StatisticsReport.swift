import ByteIO
import Forensics
import JSONText
import Reporting
import Tensors
import Verification

/// The statistics of `inspect --stats`: moments of each tensor, evidence of the tests for untrained weights, verdicts.
struct StatisticsReport {
    let rows: [TensorStatistics]
    /// The place of each tensor's row, by its name.
    private let positions: [String: Int]

    init(rows: [TensorStatistics]) {
        self.rows = rows
        positions = Dictionary(
            rows.enumerated().map { ($0.element.entry.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    private static let columns = [
        "name", "dtype", "shape", "mean", "std", "min", "max", "kurtosis", "zeros", "ones", "non-finite", "half", "L",
        "seed", "S", "N", "edge", "verdict",
    ]

    /// All columns, as wide as needed, and what they mean.
    var fullText: [String] {
        let cells = [Self.columns] + rows.map { Self.cells($0, isRounded: true) }
        let widths = Self.columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        let table = cells.map { row in
            zip(row, widths).enumerated().map { index, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return index < 3 ? cell.0 + space : space + cell.0
            }.joined(separator: "  ")
        }
        let untouched = rows.filter { !$0.untouchedRows.isEmpty }.map { row in
            "rows of \(escapingControls(row.entry.name)) that equal what a generator draws: "
                + row.untouchedRows.map { Self.range($0.rows) }.joined(separator: ", ")
        }
        return table + untouched + [""] + Self.legend
    }

    private static let legend = [
        "half: float16 or bfloat16, or as precise as they are",
        "L: z of Test L for the best generator; from \(Quantity.brief(Threshold.lattice)) on these are its bits",
        "seed, S: the closest seed of torch and its z, from \(Quantity.brief(Threshold.replayMoved)) on no chance",
        "N, edge: structure, above \(Quantity.brief(Threshold.structure)) or "
            + "\(Quantity.brief(Threshold.spectralEdge)) it was trained; edge is for matrices that N leaves in doubt",
        "docs/untrained.md explains the tests",
    ]

    /// One line for each tensor, in full precision.
    var csv: [String] {
        ([Self.columns] + rows.map { Self.cells($0, isRounded: false) }).map { row in
            row.map(Self.quoted).joined(separator: ",")
        }
    }

    /// The statistics of one tensor, for the JSON of `inspect`; null if it has none.
    func json(_ name: String) -> JSONValue {
        positions[name].map { Self.json(rows[$0]) } ?? .null
    }

    private static func cells(_ row: TensorStatistics, isRounded: Bool) -> [String] {
        let evidence = row.evidence
        func number(_ value: Double?) -> String {
            guard let value, value.isFinite else { return isRounded ? "-" : "" }
            return isRounded ? Quantity.rounded(value) : "\(value)"
        }
        // Of a hundred seeds one is always the closest.
        let seed = row.replay.flatMap { isRounded && $0.z < Threshold.replayMoved ? nil : "\($0.seed)" }
        return [
            escapingControls(row.entry.name), row.entry.elementType.rawValue,
            evidence.shape.description, number(evidence.mean), number(evidence.std),
            number(Double(evidence.minimum)), number(Double(evidence.maximum)), number(evidence.excessKurtosis),
            "\(evidence.zeros)", "\(evidence.ones)", "\(evidence.nonFinite)", evidence.isHalfPrecision ? "yes" : "no",
            number(evidence.bestLattice?.z), seed ?? number(nil), number(row.replay?.z),
            number(evidence.structure?.evidence), number(row.edge?.statistic), VerdictWords(row).verdict,
        ]
    }

    private static func quoted(_ cell: String) -> String {
        guard cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }

    static func range(_ rows: Range<Int>) -> String {
        rows.count == 1 ? "\(rows.lowerBound)" : "\(rows.lowerBound)-\(rows.upperBound - 1)"
    }
}

extension StatisticsReport {
    private static func json(_ row: TensorStatistics) -> JSONValue {
        let evidence = row.evidence
        let words = VerdictWords(row)
        return .object(
            JSONObject([
                ("verdict", .string(words.verdict)), ("why", .string(words.why)),
                ("initializerRatio", .number(row.initializerRatio)), ("mean", .number(evidence.mean)),
                ("std", .number(evidence.std)), ("min", .number(Double(evidence.minimum))),
                ("max", .number(Double(evidence.maximum))),
                ("kurtosis", .number(evidence.excessKurtosis)), ("zeros", .integer(evidence.zeros)),
                ("ones", .integer(evidence.ones)), ("nonFinite", .integer(evidence.nonFinite)),
                ("halfPrecision", .bool(evidence.isHalfPrecision)), ("L", lattice(evidence)), ("S", replay(row)),
                ("N", noise(row)),
                (
                    "Z",
                    .object(
                        JSONObject([("allZeros", .bool(evidence.isAllZeros)), ("allOnes", .bool(evidence.isAllOnes))]))
                ),
                ("rows", .array(row.untouchedRows.map(json))),
            ]))
    }

    private static func lattice(_ evidence: TensorEvidence) -> JSONValue {
        guard let lattice = evidence.bestLattice else { return .null }
        return .object(
            JSONObject([
                ("generator", .string(lattice.law.generator)), ("z", .number(lattice.z)),
                ("transposed", .bool(lattice.order == .transposed)), ("values", .integer(lattice.count)),
            ]))
    }

    private static func replay(_ row: TensorStatistics) -> JSONValue {
        guard let match = row.replay else { return .null }
        return .object(
            JSONObject([
                ("seed", .integer(Int(clamping: match.seed))), ("correlation", .number(match.correlation)),
                ("z", .number(match.z)), ("values", .integer(match.count)),
            ]))
    }

    private static func noise(_ row: TensorStatistics) -> JSONValue {
        guard let structure = row.evidence.structure else { return .null }
        return .object(
            JSONObject([
                ("structure", .number(structure.evidence)), ("edge", .number(row.edge?.statistic)),
            ]))
    }

    private static func json(_ run: UntouchedRows.Run) -> JSONValue {
        .object(
            JSONObject([
                ("first", .integer(run.rows.lowerBound)), ("last", .integer(run.rows.upperBound - 1)),
                ("leastZ", .number(run.leastZ)),
            ]))
    }
}
