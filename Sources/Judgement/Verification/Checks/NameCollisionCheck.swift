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

    /// For a conversion.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ model: ModelCase) throws(Fault) -> [Finding] {
        try findings(model, comparesValues: true, isConversion: true)
    }

    /// For a loader.
    ///
    /// - Throws: ``Fault`` when a file cannot be read.
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        try findings(examination.model, comparesValues: examination.depth >= .values, isConversion: false)
    }

    /// The same for both: what the library silently drops, then what has the name of a parameter that it loads from
    /// another tensor, as `module.` in front of some names makes it.
    ///
    /// - Parameter isConversion: whether heads of other classes are compared, which a conversion copies.
    private static func findings(
        _ model: ModelCase, comparesValues: Bool, isConversion: Bool
    ) throws(Fault) -> [Finding] {
        // The copies of Keras are BC204.
        guard !model.binding.dialect.storesCopies else { return [] }
        var findings: [Finding] = []
        var known: Set<String> = []
        for shadowed in model.loading.shadowed {
            known.insert(shadowed.entry.name)
            let difference = try TensorDifference.phrase(
                shadowed.kept, shadowed.entry, comparesValues: comparesValues)
            guard let difference else { continue }
            findings.append(
                finding(
                    shadowed.entry, shadowed.parameter.path,
                    "is loaded as '\(shadowed.parameter.name)', and so is '\(shadowed.kept.name)': \(difference)",
                    "\(model.loading.library) uses '\(shadowed.kept.name)', other versions use the other",
                    kept: shadowed.kept, as: shadowed.parameter.name))
        }
        for path in model.binding.order {
            guard let tensors = model.binding.tensors[path], tensors.count > 1, let first = tensors.first,
                isConversion || model.tree[path] != nil
            else { continue }
            let loaded = model.loading.loaded[path]?.name
            let kept = tensors.first { $0.entry.name == loaded } ?? first
            for other in tensors where other.entry.name != kept.entry.name && !known.contains(other.entry.name) {
                let difference = try TensorDifference.phrase(kept, other, comparesValues: comparesValues)
                guard let difference else { continue }
                let name = model.tree[path]?.name ?? path.description
                findings.append(
                    finding(
                        other.entry, path, "means '\(name)', and so does '\(kept.entry.name)': \(difference)",
                        loaded == nil
                            ? "\(model.loading.library) uses neither"
                            : "\(model.loading.library) uses '\(kept.entry.name)' and drops this one",
                        kept: kept.entry, as: name))
            }
        }
        return findings
    }

    private static func finding(
        _ entry: TensorEntry, _ path: ParameterPath, _ message: String, _ use: String, kept: TensorEntry,
        as name: String
    ) -> Finding {
        Finding(
            .nameCollision, about: entry, .parameter(path), message: message,
            help: "remove one of them from the file: " + use,
            evidence: [("parameter", .string(name)), ("kept", .string(kept.name))])
    }
}
