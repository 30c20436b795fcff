internal import ByteIO
internal import Forensics
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let quantisedGrid = Rule("BC506", "quantised-grid", .note, needs: .values)
}

extension Check {
    static let quantisedGrid = Check(
        .quantisedGrid, page: PackageResources.BC506_md, verify: QuantisedGridCheck.findings)
}

/// BC506: the values of a matrix lie on a grid, because integers were multiplied by scales.
enum QuantisedGridCheck {
    /// The least bits of a grid; BC405 reports grids of fewer.
    private static let leastBits = 4

    static func findings(_ examination: Examination) -> [Finding] {
        examination.scannedTensors.compactMap { entry, _, use in
            guard use.parameter != nil, let grid = examination.values.evidence[entry.name]?.grid,
                grid.bits >= leastBits
            else { return nil }
            return Finding(
                .quantisedGrid, about: entry,
                message: "was dequantised from \(grid.bits) bits, with a scale \(words(grid.scope)): "
                    + "its values lie on a grid",
                help: "nothing needs to be done if it was quantised on purpose; the original checkpoint has the full "
                    + "precision",
                evidence: [("bits", .integer(grid.bits)), ("scale", .string(words(grid.scope)))])
        }
    }

    private static func words(_ scope: Grid.Scope) -> String {
        switch scope {
        case .tensor: "for the whole tensor"
        case .row: "for each row"
        case .group(let count): "for each group of \(count) values, or of a multiple"
        }
    }
}
