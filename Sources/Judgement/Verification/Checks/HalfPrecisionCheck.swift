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

/// BC403: values beyond what half precision can hold.
///
/// Loaded as float16, as many servers do, they become infinite. From ``absurd`` on no training made them.
enum HalfPrecisionCheck {
    /// The largest finite float16 (IEEE 754, binary16).
    private static let largest = 65504.0
    /// Weights of trained models stay below some hundred; memory that nobody wrote to holds any number.
    private static let absurd = 1e10

    static func findings(_ examination: Examination) -> [Finding] {
        examination.scannedTensors.compactMap { entry, scan, use in
            guard scan.largestMagnitude > largest else { return nil }
            let isAbsurd = scan.largestMagnitude >= absurd
            // Where the library casts to float16, the values are lost already (BC404).
            if !isAbsurd, use.parameter != nil, examination.model.loadedType?.elementType == .float16 { return nil }
            // As a float it is shorter; a double may be beyond what a float holds.
            let float = Float(scan.largestMagnitude)
            let shown = float.isFinite ? "\(float)" : "\(scan.largestMagnitude)"
            return Finding(
                .halfPrecisionRange, severity: use.severity(isAbsurd ? .error : .warning), about: entry,
                message: "has values up to \(shown); beyond 65504 float16 makes them infinite"
                    + (isAbsurd ? ", and no training makes them that large" : ""),
                help: isAbsurd
                    ? "the values are damaged: get the checkpoint again"
                    : "load it as bfloat16 or float32, never as float16",
                evidence: [("largest", .decimal("\(scan.largestMagnitude)"))])
        }
    }
}
