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

/// BC604: the folder brings code of its own, so that another program than the one that was judged may run.
enum OwnCodeCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        let facts = examination.facts
        // A file by itself is examined by itself.
        guard facts.isModelFolder else { return [] }
        return OwnCode(in: facts.path, names: facts.place.files).places.map { place in
            Finding(
                .ownCode, subject: place.name, file: FilePath.join(facts.path, place.name),
                message: "\(place.words); with trust_remote_code=True another program than the one judged may run",
                help: "load the model without trust_remote_code, or read the code first",
                evidence: [("code", .string(place.words))])
        }
    }
}
