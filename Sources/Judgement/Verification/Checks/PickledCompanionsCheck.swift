internal import ByteIO
internal import Formats
internal import JSONText

extension Rule {
    package static let pickledCompanions = Rule("BC605", "pickled-companions", .note, needs: .headers)
}

extension Check {
    static let pickledCompanions = Check(
        .pickledCompanions, page: PackageResources.BC605_md, verify: PickledCompanionsCheck.findings)
}

/// BC605: beside the weights lie pickles, each of which runs code when something loads it.
enum PickledCompanionsCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        let facts = examination.facts
        guard facts.isModelFolder else { return [] }
        let read = Set(examination.checkpoint.files.map(\.path))
        return PickledCompanions(in: facts.path, read: read).names.map { name in
            Finding(
                .pickledCompanions, subject: name, file: FilePath.join(facts.path, name),
                message:
                    "is a pickle and holds no weights; it was not looked at, and whatever loads it runs what it says",
                help: "take it out of the folder unless the model needs it",
                conversion: "if the model does not need it, write the model anew, without it",
                evidence: [("file", .string(name))])
        }
    }
}
