internal import ByteIO
internal import Forensics
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let deadValues = Rule("BC405", "dead-values", .warning, needs: .values)
}

extension Check {
    static let deadValues = Check(.deadValues, page: PackageResources.BC405_md, verify: DeadValuesCheck.findings)
}

/// BC405: a matrix or a norm's scale of which little is left: most values are zero, whole rows are, or hardly a bit of
/// each remains.
///
/// A tensor of one value is the matter of BC402; what was dequantised from 4 bits and more is that of BC506. Biases may
/// be next to nothing: that of a key has no gradient.
enum DeadValuesCheck {
    /// Values below which a tensor's are too few to say that most of them are dead.
    private static let leastCount = 8
    /// Values below which their precision says nothing.
    private static let leastPreciseCount = 256
    /// Different values, or bits of a grid, up to which a matrix has lost its weights.
    private static let fewValues = 8
    private static let fewBits = 3

    static func findings(_ examination: Examination) -> [Finding] {
        examination.scannedTensors.compactMap { entry, scan, use in
            guard let parameter = use.parameter, parameter.initializer != .zeros, scan.constant == nil,
                scan.nonFiniteCount == 0, let evidence = examination.values.evidence[entry.name],
                let death = death(of: evidence, parameter)
            else { return nil }
            return Finding(
                .deadValues, about: entry, message: death.message,
                help: "get the checkpoint again, or find out what emptied it; if it is meant, as pruning is, allow it "
                    + "in a policy",
                evidence: death.facts)
        }
    }

    /// The first reason that applies: one cause is one finding.
    private static func death(
        of evidence: TensorEvidence, _ parameter: Parameter
    ) -> (message: String, facts: [(StaticString, JSONValue)])? {
        let count = evidence.shape.elementCount
        if count >= leastCount, evidence.tiny > count / 2 {
            return (
                "is mostly dead: more than half of its values are zero or subnormal",
                [("zeros", .integer(evidence.zeros)), ("tiny", .integer(evidence.tiny)), ("values", .integer(count))]
            )
        }
        guard evidence.shape.rank == 2 else { return nil }
        if let rows = deadRows(evidence, parameter) { return rows }
        if let number = evidence.fewValues, number <= fewValues, count >= leastPreciseCount {
            return ("has only \(number) different values", [("different", .integer(number))])
        }
        if let grid = evidence.grid, grid.bits <= fewBits {
            return ("has values of \(grid.bits) bits only", [("bits", .integer(grid.bits))])
        }
        if evidence.isCoarse, count >= leastPreciseCount {
            return ("has no more than 3 bits of each value's mantissa left", [("mantissaBits", .integer(3))])
        }
        return nil
    }

    /// Rows of zeros; not the row of padding, nor rows at the end of a vocabulary, which fill it up.
    private static func deadRows(
        _ evidence: TensorEvidence, _ parameter: Parameter
    ) -> (message: String, facts: [(StaticString, JSONValue)])? {
        let rows = evidence.shape.dimensions.first ?? 0
        var count = evidence.deadRows.count
        var runs = evidence.deadRows.runs
        if let zeroRow = parameter.zeroRow {
            let padding = zeroRow < 0 ? rows + zeroRow : zeroRow
            if let last = runs.last, last.upperBound == rows {
                runs.removeLast()
                count -= last.count
            }
            if let place = runs.firstIndex(where: { $0.contains(padding) }) {
                let run = runs.remove(at: place)
                runs.insert(contentsOf: [run.lowerBound..<padding, padding + 1..<run.upperBound], at: place)
                count -= 1
            }
        }
        let shown = runs.filter { !$0.isEmpty }
        guard count > 0, !shown.isEmpty else { return nil }
        let texts = shown.prefix(8).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound - 1)" }
        let list = texts.joined(separator: ", ") + (shown.count > 8 ? ", …" : "")
        return (
            count == 1 ? "row \(list) is zero throughout" : "rows \(list) (\(count) of \(rows)) are zero throughout",
            [("rows", .array(texts.map { .string($0) })), ("dead", .integer(count)), ("of", .integer(rows))]
        )
    }
}
