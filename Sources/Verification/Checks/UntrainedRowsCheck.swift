internal import ByteIO
internal import Forensics
internal import JSONText
internal import Tensors

/// BC503: rows of an embedding that are still what a random generator made.
///
/// Positions that no text of the training reached, tokens that it never had.
enum UntrainedRowsCheck {
    static func findings(_ modules: [JudgedModule]) -> [Finding] {
        modules.compactMap { judged in
            guard case .untouchedRows(let runs, let rows) = judged.verdict else { return nil }
            let count = runs.reduce(0) { $0 + $1.rows.count }
            return judged.finding(
                .untrainedRows, message: words(runs, count: count, of: rows), help: help(judged, runs, of: rows),
                evidence: [
                    ("test", .string("L")), ("rows", .array(runs.map { .string(text($0.rows)) })),
                    ("untouched", .integer(count)), ("of", .integer(rows)),
                    ("leastZ", runs.map(\.leastZ).min().map { .number($0) } ?? .null),
                    ("usable", usable(runs, of: rows).map { .integer($0) } ?? .null),
                ])
        }
    }

    private static func words(_ runs: [EmbeddingRows.Run], count: Int, of rows: Int) -> String {
        guard !runs.isEmpty else {
            return "has rows that hold the bits of a random generator; they are too short to tell which"
        }
        let shown = runs.prefix(8).map { text($0.rows) }.joined(separator: ", ") + (runs.count > 8 ? ", …" : "")
        let noun = count == 1 ? "row \(shown) holds" : "rows \(shown) (\(count) of \(rows)) hold"
        return "\(noun) the bits of a random generator: never trained"
    }

    private static func help(_ judged: JudgedModule, _ runs: [EmbeddingRows.Run], of rows: Int) -> String {
        if judged.module.name.contains("position"), let usable = usable(runs, of: rows) {
            return "use texts of at most \(usable) tokens, or train with longer ones"
        }
        return "make sure that nothing uses these rows, or train them"
    }

    /// How many rows from the first on are trained, when the untouched ones are the last.
    private static func usable(_ runs: [EmbeddingRows.Run], of rows: Int) -> Int? {
        guard let last = runs.last, last.rows.upperBound == rows else { return nil }
        return last.rows.lowerBound
    }

    private static func text(_ rows: Range<Int>) -> String {
        rows.count == 1 ? "\(rows.lowerBound)" : "\(rows.lowerBound)-\(rows.upperBound - 1)"
    }
}
