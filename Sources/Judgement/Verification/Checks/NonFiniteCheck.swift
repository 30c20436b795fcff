internal import ByteIO
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let nonFinite = Rule("BC401", "non-finite", .error, needs: .values)
}

extension Check {
    static let nonFinite = Check(.nonFinite, page: PackageResources.BC401_md, verify: NonFiniteCheck.findings)
}

/// BC401: values that are infinite or not a number (NaN).
enum NonFiniteCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        examination.scannedTensors.compactMap { entry, scan, use in
            guard scan.nonFiniteCount > 0, let first = scan.firstNonFinite else { return nil }
            return Finding(
                .nonFinite, severity: use.severity(.error), about: entry,
                message:
                    "has \(scan.nonFiniteCount) NaN or infinite values of \(scan.count), the first at element \(first)",
                help: "the training, the save or the download failed: get the checkpoint again, or repeat the training",
                evidence: [
                    ("nonFinite", .integer(scan.nonFiniteCount)), ("first", .integer(first)),
                    ("values", .integer(scan.count)),
                ])
        }
    }
}
