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

/// BC503: some rows or columns of a matrix are still the bits of a random generator.
///
/// They are positions or tokens that no training text had, or units that were initialised again.
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
            return "has \(lines.direction)s with the bits of a random generator, which are too short to be identified"
        }
        let more = lines.runs.count > 8 ? ", …" : ""
        let shown = lines.runs.prefix(8).map { text($0.rows) }.joined(separator: ", ") + more
        let place =
            lines.count == 1
            ? "\(lines.direction) \(shown)" : "\(lines.direction)s \(shown) (\(lines.count) of \(lines.total))"
        return "has the bits of a random generator in \(place): "
            + (lines.together == 1 || lines.count == 1
                ? "never trained" : "most of them were never trained (they are tested \(lines.together) at a time)")
    }

    private static func help(_ judged: JudgedModule, _ lines: UntouchedLines) -> String {
        guard judged.module.kind.hasSuffix("embedding") else {
            return "train the model with them, or get the checkpoint in which they were trained"
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
