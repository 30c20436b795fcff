internal import ByteIO
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let halfPrecisionRange = Rule("BC403", "half-precision-range", .warning, needs: .values)
}

extension Check {
    static let halfPrecisionRange = Check(
        .halfPrecisionRange, page: PackageResources.BC403_md, verify: HalfPrecisionCheck.findings)
}

/// BC403: values beyond the range of half precision.
///
/// Many servers load models as float16, where such values become infinite. From ``absurd`` on, they cannot come from
/// training.
enum HalfPrecisionCheck {
    /// The largest finite float16 (IEEE 754, binary16).
    private static let largest = 65504.0
    /// Weights of trained models stay below a few hundred; uninitialised memory can hold any number.
    private static let absurd = 1e10

    static func findings(_ examination: Examination) -> [Finding] {
        examination.scannedTensors.compactMap { entry, scan, use in
            guard scan.largestMagnitude > largest else { return nil }
            let isAbsurd = scan.largestMagnitude >= absurd
            // If the library casts to float16, BC404 reports the loss.
            if !isAbsurd, use.parameter != nil, examination.model.loadedType?.elementType == .float16 { return nil }
            // A float is shorter, but a double may be out of its range.
            let float = Float(scan.largestMagnitude)
            let shown = float.isFinite ? "\(float)" : "\(scan.largestMagnitude)"
            return Finding(
                .halfPrecisionRange, severity: use.severity(isAbsurd ? .error : .warning), about: entry,
                message: "has values up to \(shown), which become infinite in float16 (above 65504)"
                    + (isAbsurd ? "; training does not make values that large" : ""),
                help: isAbsurd
                    ? "the values are damaged: get the checkpoint again"
                    : "load it as bfloat16 or float32, never as float16",
                evidence: [("largest", .decimal("\(scan.largestMagnitude)"))])
        }
    }
}
