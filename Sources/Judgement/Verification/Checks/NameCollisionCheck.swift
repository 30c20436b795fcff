internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let nameCollision = Rule("BC104", "name-collision", .error, needs: .headers)
}

extension Check {
    static let nameCollision = Check(
        .nameCollision, page: PackageResources.BC104_md, verify: NameCollisionCheck.findings,
        convert: NameCollisionCheck.findings, unread: NameCollisionCheck.breaks)
}

/// BC104: two tensors of a file are the same parameter.
///
/// Which of them a loader takes depends on its version, and no loader reports that there are two. This is harmless only
/// if their bytes are equal.
enum NameCollisionCheck {
    /// Whether two shards of a set have a tensor of one name.
    static func breaks(_ fault: Fault) -> Bool { fault.code == .shardDuplicate }

    /// For a conversion, which binds both.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ model: ModelCase) throws(Fault) -> [Finding] {
        guard !model.binding.dialect.storesCopies else { return [] }
        return try CopiesCheck.findings(model, .nameCollision, help: "remove one of them from the file")
    }

    /// For a loader.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        var findings: [Finding] = []
        for shadowed in examination.loading.shadowed {
            var difference: String? = "their values were not compared"
            if examination.depth >= .values {
                difference = try TensorDifference.phrase(shadowed.kept, shadowed.entry)
            }
            guard let difference else { continue }
            findings.append(
                Finding(
                    .nameCollision, about: shadowed.entry, .parameter(shadowed.parameter.path),
                    message:
                        "is loaded as '\(shadowed.parameter.name)', and so is '\(shadowed.kept.name)': \(difference)",
                    help: "remove one of them from the file: \(examination.loading.library) uses "
                        + "'\(shadowed.kept.name)', other versions use the other",
                    evidence: [("parameter", .string(shadowed.parameter.name)), ("kept", .string(shadowed.kept.name))]))
        }
        return findings
    }
}
