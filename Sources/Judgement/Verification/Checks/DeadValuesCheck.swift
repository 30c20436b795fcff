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

/// BC405: a matrix or the scale of a norm has lost its values: most of them or whole rows are zero, or hardly any bits
/// of each are left.
///
/// BC402 reports tensors of one value, BC506 what was dequantised from 4 bits or more. Biases may be almost zero: that
/// of a key has no gradient.
enum DeadValuesCheck {
    /// The least number of values of which most must be dead.
    private static let leastCount = 8
    /// The least number of values whose precision is judged.
    private static let leastPreciseCount = 256
    /// The most different values, or bits of a grid, of a matrix that has lost its weights.
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
                help: "get the checkpoint again, or find out what emptied it; if that was done on purpose, as in "
                    + "pruning, allow it in a policy",
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
                "has lost most of its values: more than half of them are zero or subnormal",
                [("zeros", .integer(evidence.zeros)), ("tiny", .integer(evidence.tiny)), ("values", .integer(count))]
            )
        }
        guard evidence.shape.rank == 2 else { return nil }
        if let rows = deadRows(evidence, parameter) { return rows }
        if let number = evidence.fewValues, number <= fewValues, count >= leastPreciseCount {
            return ("has only \(number) different values", [("different", .integer(number))])
        }
        if let grid = evidence.grid, grid.bits <= fewBits {
            return ("has only \(grid.bits) bits of precision", [("bits", .integer(grid.bits))])
        }
        if evidence.isCoarse, count >= leastPreciseCount {
            return ("has at most 3 bits of each value's mantissa left", [("mantissaBits", .integer(3))])
        }
        return nil
    }

    /// Rows of zeros, except the padding row and the unused rows at the end of a vocabulary.
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
            count == 1 ? "has zeros only in row \(list)" : "has zeros only in rows \(list) (\(count) of \(rows))",
            [("rows", .array(texts.map { .string($0) })), ("dead", .integer(count)), ("of", .integer(rows))]
        )
    }
}
