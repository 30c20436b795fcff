import Glibc

extension Terminal {
    /// How many columns a line of the result may have; nil: any number, as in a file or a pipe.
    ///
    /// The variable `COLUMNS` comes first, as a terminal may not know its own width.
    static var columns: Int? {
        if let text = unsafe getenv("COLUMNS").flatMap({ unsafe String(validatingCString: $0) }),
            let columns = Int(text), columns > 0
        {
            return columns
        }
        guard isTerminal(STDOUT_FILENO) else { return nil }
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}

/// Rows of cells in columns, which fit a terminal.
///
/// The first column has names, which lose their beginning if they take too much room. The last column has sentences,
/// which continue on lines of their own.
struct TextTable {
    /// The least that is left of a name, and the least room for a sentence beside other cells.
    private static let leastWidth = 24
    private static let gap = "  "
    private static let indent = "    "

    private let heading: [String]?
    private let rows: [[String]]
    /// The columns of the terminal; nil: as many as needed.
    private let columns: Int?

    /// - Parameters:
    ///   - heading: the names of the columns; that of the last is left out if there is no room beside the others.
    ///   - rows: at least two cells each, and the same number in each; the last may be empty.
    init(heading: [String]? = nil, _ rows: [[String]], columns: Int?) {
        self.heading = heading
        self.rows = rows
        self.columns = columns
    }

    var lines: [String] {
        let all = rows + [heading].compactMap(\.self)
        let count = all.map(\.count).max() ?? 0
        var widths = (0..<count).map { column in all.map { $0[column].count }.max() ?? 0 }
        if let columns, let longest = widths.first {
            let others = widths.dropFirst().dropLast().reduce(0) { $0 + $1 + Self.gap.count }
            let half = count > 2 ? columns - others : columns / 2
            widths[0] = min(longest, max(half, Self.leastWidth))
        }
        let body = rows.flatMap { row in lines(of: row, widths) }
        guard let heading else { return body }
        let isWhole = columns.map { widths.dropLast().reduce(0) { $0 + $1 + Self.gap.count } + Self.leastWidth <= $0 }
        return lines(of: isWhole ?? true ? heading : heading.dropLast() + [""], widths) + body
    }

    private func lines(of row: [String], _ widths: [Int]) -> [String] {
        var start = ""
        for (cell, width) in zip(row, widths).dropLast() {
            let text = Self.shortened(cell, to: width)
            start += text + String(repeating: " ", count: width - text.count) + Self.gap
        }
        let sentence = row.last ?? ""
        guard let columns, !sentence.isEmpty, start.count + sentence.count > columns else {
            return [Self.trimmed(start + sentence)]
        }
        let isBeside = columns - start.count >= Self.leastWidth
        let room = max(columns - (isBeside ? start.count : Self.indent.count), Self.leastWidth)
        let parts = Self.wrapped(sentence, to: room)
        guard isBeside else { return [Self.trimmed(start)] + parts.map { Self.indent + $0 } }
        let margin = String(repeating: " ", count: start.count)
        return parts.enumerated().map { index, part in (index == 0 ? start : margin) + part }
    }

    private static func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }

    /// A name without its beginning, if it is longer than `width`: layers and parameters are told apart by their ends.
    private static func shortened(_ name: String, to width: Int) -> String {
        name.count <= width ? name : "…" + name.suffix(max(width - 1, 0))
    }

    /// The words of a sentence on lines of at most `width` characters; a longer word has a line of its own.
    static func wrapped(_ sentence: String, to width: Int) -> [String] {
        var lines: [String] = []
        for word in sentence.split(separator: " ", omittingEmptySubsequences: false) {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
