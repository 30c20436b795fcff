internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let foreignPrefix = Rule("BC105", "foreign-prefix", .error, needs: .headers)
}

extension Check {
    static let foreignPrefix = Check(
        .foreignPrefix, page: PackageResources.BC105_md, verify: ForeignPrefixCheck.findings)
}

/// BC105: the names of parameters have a prefix that the library does not know.
///
/// One finding reports all of these parameters, which would be initialised with random numbers.
enum ForeignPrefixCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        var findings: [Finding] = []
        var counts: [Diagnosis.Reason: Int] = [:]
        var examples: [Diagnosis.Reason: String] = [:]
        for (name, reason) in examination.diagnosis.tensors where isForeign(reason) {
            counts[reason, default: 0] += 1
            examples[reason] = min(examples[reason] ?? name, name)
        }
        guard !counts.isEmpty else { return [] }
        var kept: [Diagnosis.Reason: Int] = [:]
        for reason in examination.diagnosis.reasons.values { kept[reason, default: 0] += 1 }
        let names = SortedNames(examination.checkpoint.table.entries)
        for (reason, count) in counts.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            let kept = kept[reason] ?? 0
            switch reason {
            case .prefix(let prefix):
                // Tensors of other classes, and constants, have the prefix too.
                let all = max(count, names.entries(behind: prefix).count)
                findings.append(finding(prefix, all, kept, examples[reason], examination))
            case .ending(let text): findings.append(ending(text, count, kept, examples[reason], examination))
            case .nested(let keys): findings.append(nested(keys, count, kept, examination))
            case .group(let name): findings.append(group(name, count, kept, examination))
            default: continue
            }
        }
        return findings
    }

    /// Whether tensors with this reason are this rule's.
    private static func isForeign(_ reason: Diagnosis.Reason) -> Bool {
        switch reason {
        case .prefix, .ending, .nested, .group: true
        case .dialect, .alike, .adapter, .flattened, .quantised, .renamed, .reparametrised, .second, .wrapped,
            .unrecognised:
            false
        }
    }

    /// - Parameter names: how many begin with the prefix.
    private static func finding(
        _ prefix: String, _ names: Int, _ kept: Int, _ example: String?, _ examination: Examination
    ) -> Finding {
        let path = examination.checkpoint.path
        let wrappers = try? Wrappers()
        let all = examination.loading.missing.count
        let origin = wrappers?.origin(of: prefix).map { " (added by \($0))" } ?? ""
        return Finding(
            .foreignPrefix, subject: prefix, file: path,
            message: "is a prefix in \(names) names\(origin) that the library does not strip: \(kept) parameters "
                + "would be random" + (all > kept ? "; with those of other findings, \(all)" : ""),
            help: help, conversion: "convert it, which strips the prefix",
            evidence: [
                ("prefix", .string(prefix)), ("tensors", .integer(names)), ("parameters", .integer(kept)),
                ("example", .text(example)),
            ])
    }

    private static func ending(
        _ ending: String, _ count: Int, _ kept: Int, _ example: String?, _ examination: Examination
    ) -> Finding {
        let names = max(count, examination.checkpoint.table.entries.count { $0.name.hasSuffix(ending) })
        let title = examination.binding.dialect.endings.first { $0.text == ending }?.title ?? ""
        return Finding(
            .foreignPrefix, subject: ending, file: examination.checkpoint.path,
            message: "is the end of \(names) names (\(title)); \(examination.loading.library) looks for names without "
                + "it: \(kept) parameters would be random",
            help: help, conversion: "convert it, which writes them as the weights",
            evidence: [
                ("ending", .string(ending)), ("tensors", .integer(names)), ("parameters", .integer(kept)),
                ("example", .text(example)),
            ])
    }

    private static func group(_ name: String, _ count: Int, _ kept: Int, _ examination: Examination) -> Finding {
        let path = examination.checkpoint.path
        let groups = examination.binding.dialect.arrangement.groups.map { "'\($0.name)'" }.joined(separator: ", ")
        return Finding(
            .foreignPrefix, subject: name, file: path,
            message: "is the group of \(count) weights; \(examination.loading.library) only looks in \(groups), so "
                + "\(kept) parameters would be random",
            help: help, conversion: "convert it; a conversion ignores the names of groups",
            evidence: [("group", .string(name)), ("tensors", .integer(count)), ("parameters", .integer(kept))])
    }

    /// What to do where a conversion would stop.
    private static let help =
        "fix the other findings first, because a conversion stops at them; or save the state_dict of the model itself"

    private static func nested(_ keys: [String], _ count: Int, _ kept: Int, _ examination: Examination) -> Finding {
        let path = examination.checkpoint.path
        let place = keys.map { "'\($0)'" }.joined(separator: ", in ")
        let prefixes = examination.model.prefixes.map { "'\($0)'" }
        let prefix =
            prefixes.isEmpty
            ? ""
            : ", whose names have the \(prefixes.count == 1 ? "prefix" : "prefixes") "
                + prefixes.joined(separator: " and ")
        return Finding(
            .foreignPrefix, subject: keys.joined(separator: "."), file: path,
            message:
                "holds the \(count) tensors\(prefix); the library only looks outside it and finds none of \(kept) "
                + "parameters",
            help: help, conversion: "convert it, which writes the tensors in \(place) alone",
            evidence: [
                ("prefix", .text(examination.model.prefixes.first)),
                ("nesting", .array(keys.map { .string($0) })), ("tensors", .integer(count)),
                ("parameters", .integer(kept)),
            ])
    }
}
