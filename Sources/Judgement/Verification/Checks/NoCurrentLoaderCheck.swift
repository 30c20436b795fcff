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

/// BC303: only weights that the library which is to load the model cannot read.
enum NoCurrentLoaderCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        let wanted = examination.facts.place.library
        guard wanted.name != examination.model.library.name else { return [] }
        let path = examination.checkpoint.path
        // A file that was named itself may lie beside others.
        let isAll = examination.facts.isModelFolder
        return [
            Finding(
                .noCurrentLoader, subject: FilePath.name(of: path), file: path,
                message: (isAll
                    ? "is all there is, and \(wanted.title) cannot read it"
                    : "is of a format that \(wanted.title) cannot read")
                    + "; it was compared with \(examination.loading.library)",
                help: "get the weights in a format that it reads from whoever saved them",
                conversion: "write the model anew in a format that it reads")
        ]
    }
}
