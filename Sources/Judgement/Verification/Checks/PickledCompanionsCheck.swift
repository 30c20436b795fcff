internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let pickledCompanions = Rule("BC605", "pickled-companions", .note, needs: .headers)
}

extension Check {
    static let pickledCompanions = Check(
        .pickledCompanions, page: PackageResources.BC605_md, verify: PickledCompanionsCheck.findings)
}

/// BC605: there are pickles beside the weights, which may run code when something loads them.
enum PickledCompanionsCheck {
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        let facts = examination.facts
        guard facts.place.isModel else { return [] }
        let read = Set(examination.checkpoint.files.map(\.path))
        return try PickledCompanions(in: facts.path, read: read).names.map { name in
            Finding(
                .pickledCompanions, subject: name, file: FilePath.join(facts.path, name),
                message:
                    "is a pickle that does not hold the weights; it was not checked, and may run code when loaded",
                help: "delete it unless the model needs it",
                conversion: "convert the model unless it needs the pickle, which is not copied",
                evidence: [("file", .string(name))])
        }
    }
}
