internal import ByteIO
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let buffer = Rule("BC203", "buffer", .note, needs: .values)
}

extension Check {
    static let buffer = Check(
        .buffer, page: PackageResources.BC203_md, verify: BufferCheck.findings, convert: BufferCheck.findings)
}

/// BC203: a constant that old versions stored with the parameters.
///
/// It is a note if the constant has the usual values. Otherwise it is a warning, because no loader notices the change.
enum BufferCheck {
    /// For a loader.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        examination.depth >= .values ? try findings(examination.model) : unread(examination.model)
    }

    /// For a conversion.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ model: ModelCase) throws(Fault) -> [Finding] {
        var findings: [Finding] = []
        for buffer in model.binding.buffers {
            let isUsual = try model.tree.architecture.isUsual(buffer.entry, path: buffer.path)
            findings.append(
                Finding(
                    .buffer, severity: isUsual ? .note : .warning, about: buffer.entry,
                    message: isUsual
                        ? "is a constant that current versions no longer store; it is ignored"
                        : "is a constant, but not with the usual values; no loader uses it",
                    help: isUsual
                        ? "nothing needs to be done"
                        : "find out why it was changed; a conversion copies it as it is")
            )
        }
        return findings
    }

    /// Where no values are read.
    private static func unread(_ model: ModelCase) -> [Finding] {
        model.binding.buffers.map { buffer in
            Finding(
                .buffer, about: buffer.entry,
                message: "is a constant that current versions no longer store; its values were not read",
                help: "nothing needs to be done if the values are the usual ones")
        }
    }
}
