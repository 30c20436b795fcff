internal import ByteIO
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let foreignPrefix = Rule("BC105", "foreign-prefix", .error, needs: .headers)
}

extension Check {
    static let foreignPrefix = Check(
        .foreignPrefix, page: PackageResources.BC105_md, verify: ForeignPrefixCheck.findings)
}

/// BC105: the parameters are there, behind something that the library does not know.
///
/// Every one of them would be filled with random numbers; one finding says so for all.
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
            case .dialect, .adapter, .flattened, .unrecognised: continue
            }
        }
        return findings
    }

    private static func finding(
        _ prefix: String, _ count: Int, _ kept: Int, _ example: String?, _ examination: Examination
    ) -> Finding {
        let path = examination.checkpoint.path
        let wrappers = try? Wrappers()
        let origin = wrappers?.origin(of: prefix).map { ", which \($0) puts there" } ?? ""
        return Finding(
            .foreignPrefix, subject: prefix, file: path,
            message: "stands before or within \(count) names\(origin), and the library does not know it: "
                + "\(kept) parameters would be filled with random numbers",
            help: "ask whoever saved it for the state_dict of the model itself, whose names do not have '\(prefix)'; "
                + "with a prefix alone a conversion would help, here more is wrong",
            conversion: "write the model anew under the names without '\(prefix)'",
            evidence: [
                ("prefix", .string(prefix)), ("tensors", .integer(count)), ("parameters", .integer(kept)),
                ("example", .text(example)),
            ])
    }

    private static func group(_ name: String, _ count: Int, _ kept: Int, _ examination: Examination) -> Finding {
        let path = examination.checkpoint.path
        let groups = examination.binding.dialect.arrangement.groups.map { "'\($0.name)'" }.joined(separator: ", ")
        return Finding(
            .foreignPrefix, subject: name, file: path,
            message: "is the group of \(count) weights; \(examination.loading.library) looks only into \(groups), and "
                + "\(kept) parameters would be filled with random numbers",
            help: "save the model again with the class that it is to be loaded as",
            conversion: "write the model anew; a conversion goes by the weights' own names",
            evidence: [("group", .string(name)), ("tensors", .integer(count)), ("parameters", .integer(kept))])
    }

    private static func nested(_ keys: [String], _ count: Int, _ kept: Int, _ examination: Examination) -> Finding {
        let path = examination.checkpoint.path
        let place = keys.map { "'\($0)'" }.joined(separator: ", in ")
        return Finding(
            .foreignPrefix, subject: keys.joined(separator: "."), file: path,
            message: "is where the \(count) tensors are (in \(place)); the library looks for them outside of it and "
                + "finds none of \(kept) parameters",
            help: "ask whoever saved it for a file that has nothing but the state_dict of the model",
            conversion: "write the tensors of \(place) anew as a model of their own",
            evidence: [
                ("nesting", .array(keys.map { .string($0) })), ("tensors", .integer(count)),
                ("parameters", .integer(kept)),
            ])
    }
}
