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
        for reason in examination.diagnosis.tensors.values { counts[reason, default: 0] += 1 }
        let missing = examination.diagnosis.reasons.values
        for (reason, count) in counts.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            let kept = missing.count { $0 == reason }
            let examples = examination.diagnosis.tensors.filter { $0.value == reason }.map(\.key).sorted()
            switch reason {
            case .prefix(let prefix): findings.append(finding(prefix, count, kept, examples.first, examination))
            case .nested(let keys): findings.append(nested(keys, count, kept, examination))
            case .group(let name): findings.append(group(name, count, kept, examination))
            case .dialect, .alike, .adapter, .flattened, .quantised, .renamed, .reparametrised, .second, .wrapped,
                .unrecognised:
                continue
            }
        }
        return findings
    }

    private static func finding(
        _ prefix: String, _ count: Int, _ kept: Int, _ example: String?, _ examination: Examination
    ) -> Finding {
        let path = examination.checkpoint.path
        let wrappers = try? Wrappers()
        // Tensors of other classes, and constants, have the prefix too.
        let names = max(count, examination.checkpoint.table.entries.count { $0.name.hasPrefix(prefix) })
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
