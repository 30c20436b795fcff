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
/// The first column has names, which lose their middle if they take too much room. The last column has sentences, which
/// continue on lines of their own.
struct TextTable {
    /// The least that is left of a name, and the least room for a sentence beside other cells.
    private static let leastWidth = 24
    private static let gap = "  "
    private static let indent = "    "

    private let rows: [[String]]
    /// The columns of the terminal; nil: as many as needed.
    private let columns: Int?

    /// - Parameter rows: at least two cells each, and the same number in each; the last may be empty.
    init(_ rows: [[String]], columns: Int?) {
        self.rows = rows
        self.columns = columns
    }

    var lines: [String] {
        let count = rows.map(\.count).max() ?? 0
        var widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        if let columns, let longest = widths.first {
            let others = widths.dropFirst().dropLast().reduce(0) { $0 + $1 + Self.gap.count }
            let half = count > 2 ? columns - others : columns / 2
            widths[0] = min(longest, max(half, Self.leastWidth))
        }
        return rows.flatMap { row in lines(of: row, widths) }
    }

    private func lines(of row: [String], _ widths: [Int]) -> [String] {
        var start = ""
        for (cell, width) in zip(row, widths).dropLast() {
            let text = Self.shortened(cell, to: width)
            start += text + String(repeating: " ", count: width - text.count) + Self.gap
        }
        let sentence = row.last ?? ""
        guard let columns, start.count + sentence.count > columns else { return [Self.trimmed(start + sentence)] }
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

    /// A name without its middle, if it is longer than `width`.
    private static func shortened(_ name: String, to width: Int) -> String {
        guard name.count > width, width > 2 else { return name.count > width ? String(name.prefix(width)) : name }
        let end = (width - 1) * 2 / 3
        return name.prefix(width - 1 - end) + "…" + name.suffix(end)
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
