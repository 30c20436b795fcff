internal import ByteIO
internal import Formats
internal import ModelSchema

extension Rule {
    package static let noCurrentLoader = Rule("BC303", "no-current-loader", .error, needs: .headers)
}

extension Check {
    static let noCurrentLoader = Check(
        .noCurrentLoader, page: PackageResources.BC303_md, verify: NoCurrentLoaderCheck.findings)
}

/// BC303: the library that is to load the model cannot read its weights.
enum NoCurrentLoaderCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        let wanted = examination.facts.place.library
        guard wanted.name != examination.model.library.name else { return [] }
        let path = examination.checkpoint.path
        // Beside a file that the user named there may be others.
        let isAll = examination.facts.place.isFolder
        return [
            Finding(
                .noCurrentLoader, subject: FilePath.name(of: path), file: path,
                message: (isAll
                    ? "holds the only weights, and \(wanted.title) cannot read it"
                    : "has a format that \(wanted.title) cannot read")
                    + " (checked as \(examination.loading.library) loads it)",
                help: "ask its author for weights in a format that it reads",
                conversion: "convert it to a format that it reads")
        ]
    }
}
