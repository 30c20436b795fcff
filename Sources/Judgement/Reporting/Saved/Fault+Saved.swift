package import ByteIO
internal import Verification

extension Fault.Code {
    package static let reportSyntax = Fault.Code("report.syntax")
    package static let reportMember = Fault.Code("report.member")
    package static let reportVersion = Fault.Code("report.version")
    package static let reportRule = Fault.Code("report.rule")
    package static let reportSize = Fault.Code("report.size")
    package static let reportEmpty = Fault.Code("report.empty")
    package static let reportMissing = Fault.Code("report.missing")
    package static let reportDiffers = Fault.Code("report.differs")
}

extension Fault {
    static func savedMember(_ place: String, _ problem: String) -> Fault {
        Fault(
            .reportMember, subject: place.isEmpty ? "the report" : place, reason: problem,
            remedy: "give a file that 'bertconv verify --format jsonl' wrote")
    }

    static func savedVersion(_ found: String) -> Fault {
        Fault(
            .reportVersion, subject: "/schemaVersion",
            reason: "is \(found); this program reads version \(JSONReport.schemaVersion)",
            remedy: "verify the model again, or use the bertconv that wrote it")
    }

    static func savedRule(_ number: String, version: String) -> Fault {
        Fault(
            .reportRule, subject: "the rule '\(number)'",
            reason: "is unknown to this program; bertconv \(version) wrote the report",
            remedy: "use that version, or a newer one")
    }
}

extension Fault {
    static func savedCut(_ path: String, _ line: LineReader.Line) -> Fault {
        Fault(
            .reportSyntax, file: path, subject: "line \(line.number)", offset: line.offset,
            reason: "is cut short: the run that wrote it was stopped",
            remedy: "finish it with 'bertconv verify --resume', which goes on after the last whole line")
    }

    static func savedMissing(_ first: String, _ count: Int, of all: Int) -> Fault {
        Fault(
            .reportMissing,
            reason: "\(Quantity.count(count)) of \(Quantity.count(all, "model")) "
                + "\(count == 1 ? "has" : "have") no report, such as '\(first)'",
            remedy: "run the commands again that wrote these files; with --resume they verify only what is missing")
    }

    static func savedThresholds(_ first: VerifyReport, _ other: VerifyReport) -> Fault {
        let words = [first, other].map { $0.summary.failOn?.rawValue ?? VerifyReport.Summary.neverFails }
        return Fault(
            .reportDiffers,
            reason: "'\(first.path)' was verified with --fail-on \(words[0]), '\(other.path)' with \(words[1])",
            remedy: "merge reports of one --fail-on")
    }
}
