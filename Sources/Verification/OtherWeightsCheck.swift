internal import ByteIO
internal import Formats

/// BC302 as a note: the folder holds further weights, which were not looked at.
enum OtherWeightsCheck {
    static func findings(_ inspection: Inspection) -> [Finding] {
        let read = FilePath.name(of: inspection.checkpoint.path)
        return inspection.checkpoint.otherWeights.map { name in
            Finding(
                .weightFilesDiffer, severity: .note, subject: name, file: inspection.checkpoint.path,
                message: "is in the folder too and was not read: loaders take \(read)",
                help: "name the file itself to read that one")
        }
    }
}
