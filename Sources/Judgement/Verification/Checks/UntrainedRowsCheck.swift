internal import ByteIO
internal import Forensics
internal import JSONText
internal import Tensors

extension Rule {
    package static let untrainedRows = Rule("BC503", "untrained-rows", .warning, needs: .values)
}

extension Check {
    static let untrainedRows = Check(
        .untrainedRows, page: PackageResources.BC503_md, verify: { UntrainedRowsCheck.findings($0.modules) })
}

/// BC503: rows or columns that are still what a random generator made, in a matrix whose others are not.
///
/// Positions that no text of the training reached, tokens that it never had, units that were drawn anew.
enum UntrainedRowsCheck {
    static func findings(_ modules: [JudgedModule]) -> [Finding] {
        modules.compactMap { judged in
            guard case .untouched(let lines) = judged.verdict else { return nil }
            return judged.finding(
                .untrainedRows, message: words(lines), help: help(judged, lines),
                evidence: [
                    ("test", .string("L")),
                    (lines.direction == .row ? "rows" : "columns", .array(lines.runs.map { .string(text($0.rows)) })),
                    ("untouched", .integer(lines.count)), ("of", .integer(lines.total)),
                    ("leastZ", .number(lines.runs.map(\.leastZ).min())),
                    ("usable", .count(lines.usable)),
                ])
        }
    }

    private static func words(_ lines: UntouchedLines) -> String {
        guard !lines.runs.isEmpty else {
            return "has \(lines.direction)s that hold the bits of a random generator; they are too short to tell which"
        }
        let more = lines.runs.count > 8 ? ", …" : ""
        let shown = lines.runs.prefix(8).map { text($0.rows) }.joined(separator: ", ") + more
        let noun =
            lines.count == 1
            ? "\(lines.direction) \(shown) holds"
            : "\(lines.direction)s \(shown) (\(lines.count) of \(lines.total)) hold"
        return noun + " the bits of a random generator: "
            + (lines.together == 1 || lines.count == 1
                ? "never trained" : "most of them were never trained; they are told \(lines.together) at a time")
    }

    private static func help(_ judged: JudgedModule, _ lines: UntouchedLines) -> String {
        guard judged.module.kind.hasSuffix("embedding") else {
            return "train the model with them, or get the checkpoint where they were trained"
        }
        if judged.module.name.contains("position"), let usable = lines.usable {
            return "use texts of at most \(usable) tokens, or train with longer ones"
        }
        return "make sure that nothing uses these rows, or train them"
    }

    private static func text(_ rows: Range<Int>) -> String {
        rows.count == 1 ? "\(rows.lowerBound)" : "\(rows.lowerBound)-\(rows.upperBound - 1)"
    }
}
