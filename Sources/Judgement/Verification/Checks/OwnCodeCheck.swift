internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let ownCode = Rule("BC604", "own-code", .warning, needs: .headers)
}

extension Check {
    static let ownCode = Check(.ownCode, page: PackageResources.BC604_md, verify: OwnCodeCheck.findings)
}

/// BC604: the folder contains code of its own, which may run instead of the model that was checked.
enum OwnCodeCheck {
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        let facts = examination.facts
        // Other files beside a single file may not belong to it.
        guard facts.place.isModel else { return [] }
        return try OwnCode(in: facts.path, names: facts.place.files).occurrences.map { code in
            Finding(
                .ownCode, subject: code.name, file: FilePath.join(facts.path, code.name),
                message: "\(code.words); with trust_remote_code=True, code that was not checked may run"
                    + (code.name == "config.json" && facts.hasOwnClasses
                        ? "; without it, the library puts the weights into its own model, which may compute something "
                            + "else"
                        : ""),
                help: "load the model without trust_remote_code, or read the code first",
                evidence: [("code", .string(code.words))])
        }
    }
}
