internal import ByteIO
internal import Forensics
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let constantTensor = Rule("BC402", "constant-tensor", .error, needs: .values)
}

extension Check {
    static let constantTensor = Check(
        .constantTensor, page: PackageResources.BC402_md, verify: ConstantTensorCheck.findings)
}

/// BC402: all values of a tensor are the same, or all rows or columns of a matrix, although no initialiser makes them
/// so.
///
/// A table that a converter fills with zeros may be so. Biases of zeros and scales of ones are initial values; other rules report whether they were trained since.
enum ConstantTensorCheck {
    private static let help = "the weights were lost before or during saving: get the checkpoint again"

    static func findings(_ examination: Examination) -> [Finding] {
        examination.scannedTensors.compactMap { entry, scan, use in
            if use.parameter != nil, let line = examination.values.evidence[entry.name]?.repeatedLine {
                let count = entry.shape.dimensions[line == .row ? 0 : 1]
                return Finding(
                    .constantTensor, severity: use.severity(.error), about: entry,
                    message: "has the same values in each of its \(count) \(line)s", help: help,
                    evidence: [(line == .row ? "rows" : "columns", .integer(count))])
            }
            guard let value = scan.constant, scan.count > 1, value.isFinite else { return nil }
            if let parameter = use.ofModule {
                guard parameter.usual != value else { return nil }
            } else {
                guard value != 0 || use.parameter?.mayBeZero != true else { return nil }
                switch use.parameter?.initializer {
                case .zeros where value == 0, .ones where value == 1, nil: return nil
                case .zeros, .ones, .normal, .truncatedNormal, .sinusoid: break
                }
            }
            return Finding(
                .constantTensor, severity: use.severity(.error), about: entry,
                message: "has the same value everywhere: \(scan.count) times \(value)",
                help: help,
                evidence: [("value", .decimal("\(value)")), ("values", .integer(scan.count))])
        }
    }
}
