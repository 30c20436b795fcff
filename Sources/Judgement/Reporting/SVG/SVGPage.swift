internal import ByteIO
internal import Verification

/// A document in SVG that is drawn from the top to the bottom.
struct SVGCanvas {
    static let width = 860
    private static let margin = 20

    private var content = ""
    /// Where the next thing begins.
    private(set) var y = 16
    private let shades: [Shade]

    init(_ shades: [Shade]) {
        self.shades = shades
    }

    /// The whole document.
    func document(title: String) -> String {
        let height = y + 12
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.width)" height="\(height)" \
            viewBox="0 0 \(Self.width) \(height)" role="img" aria-label="\(HTMLText.text(title, limit: 200))">
            <title>\(HTMLText.text(title, limit: 200))</title>
            <style>\(Self.layout)\(rules(isDark: false))@media(prefers-color-scheme:dark)\
            {\(Self.dark)\(rules(isDark: true))}</style>
            <defs>\(shades.map(\.pattern).joined())</defs>
            <rect class="bg" width="\(Self.width)" height="\(height)" rx="8"/>
            \(content)</svg>

            """
    }

    private func rules(isDark: Bool) -> String { shades.map { $0.svgCSS(isDark: isDark) }.joined() }

    private static let layout =
        "text{font:13px system-ui,sans-serif;fill:#1a1e23}.n{font:12px ui-monospace,monospace}"
        + ".d{fill:#5a646e}.h{font-size:15px;font-weight:600}.z{font-size:10px;text-anchor:middle}.e{text-anchor:end}"
        + ".bg{fill:#fff;stroke:#dfe3e8}.o{fill:none;stroke:#8886}.w{fill:#fff;font-weight:700;font-size:12px}"
        + "g rect{stroke:#8886;stroke-width:.6}"
        + ".good{fill:#1a7f37}.bad{fill:#b3261e}.unclear{fill:#8a5a00}a text{fill:#0a58ca}"
    private static let dark =
        "text{fill:#e3e7ec}.d{fill:#98a3ae}.bg{fill:#0e1217;stroke:#2a313a}.w{fill:#fff}a text{fill:#7cb8ff}"

    /// Goes down.
    mutating func skip(_ height: Int) { y += height }

    /// Draws a shape, as it is.
    mutating func add(_ shape: String) { content += shape + "\n" }

    /// Draws a line of text at the left margin, or at `x`, and goes down if it is at the margin.
    mutating func text(_ text: String, _ name: String = "", x: Int? = nil, limit: Int = 120) {
        let own = name.isEmpty ? "" : " class=\"\(name)\""
        add("<text\(own) x=\"\(x ?? Self.margin)\" y=\"\(y + 12)\">\(HTMLText.text(text, limit: limit))</text>")
        if x == nil { y += 20 }
    }

    /// Draws a paragraph in lines of about `length` characters, and at most `limit` lines.
    mutating func paragraph(_ text: String, _ name: String = "", length: Int = 118, limit: Int = 4) {
        var lines: [String] = [""]
        for word in text.split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty || line.count + word.count < length {
                lines[lines.count - 1] = line.isEmpty ? String(word) : line + " " + word
            } else {
                lines.append(String(word))
            }
        }
        let hasMore = lines.count > limit
        for (index, line) in lines.prefix(limit).enumerated() {
            self.text(hasMore && index == limit - 1 ? line + " …" : line, name, limit: length + 10)
        }
    }

    /// Draws the verdict and the subject.
    mutating func title(_ verdict: String, _ tone: Picture.Tone, _ subject: String, limit: Int = 78) {
        let width = 16 + verdict.count * 9
        add(
            "<rect class=\"\(tone.rawValue)\" x=\"\(Self.margin)\" y=\"\(y - 2)\" width=\"\(width)\" height=\"20\""
                + " rx=\"4\"/>"
                + "<text class=\"w\" x=\"\(Self.margin + 8)\" y=\"\(y + 12)\">\(HTMLText.text(verdict))</text>")
        text(subject, "n h", x: Self.margin + width + 10, limit: limit)
        y += 28
    }

    /// Draws one of several models: verdict, path and reason, with the map at the right margin.
    mutating func row(_ picture: Picture, _ reason: String, _ map: SmallMap?) {
        let top = y + 10
        y = top
        title(picture.verdict, picture.tone, picture.subject, limit: 52)
        if !reason.isEmpty { paragraph(reason, "d", length: 76, limit: 2) }
        guard let map, map.width > 0 else { return }
        let scale = min(1, 240 / Double(map.width))
        let x = Self.width - Self.margin - Int(Double(map.width) * scale)
        add("<g transform=\"translate(\(x) \(top)) scale(\(Quantity.rounded(scale)))\">\(map.paths)</g>")
        y = max(y, top + Int(Double(map.height) * scale) + 4)
    }

    /// Draws the legend in columns.
    mutating func legend(_ legend: [(shade: Shade, count: Int?)]) {
        let columns = 3
        for (index, item) in legend.enumerated() {
            let x = Self.margin + index % columns * (Self.width - Self.margin) / columns
            add(
                "<rect class=\"\(item.shade.code)\" x=\"\(x)\" y=\"\(y)\" width=\"22\" height=\"14\"/>"
                    + "<rect class=\"o\" x=\"\(x)\" y=\"\(y)\" width=\"22\" height=\"14\"/>")
            text(
                item.shade.title + (item.count.map { ": " + Quantity.count($0) } ?? ""), "d", x: x + 30)
            if index % columns == columns - 1 || index == legend.count - 1 { y += 20 }
        }
        y += 6
    }
}

/// A document in SVG with the picture of one model or of one comparison.
package enum SVGPage {
    /// Findings that are named below the map.
    private static let itemLimit = 8

    package static func page(_ picture: Picture) -> String {
        var canvas = SVGCanvas(HTMLPage.shades(picture.map))
        canvas.title(picture.verdict, picture.tone, picture.subject)
        canvas.paragraph(picture.headline + ".")
        for fact in picture.facts.prefix(5) { canvas.text(fact, "d") }
        if let map = picture.map {
            canvas.skip(8)
            SVGMap(map).draw(on: &canvas)
            canvas.skip(4)
            canvas.legend(map.legend.map { ($0.shade, $0.count) })
        }
        for item in picture.items.prefix(itemLimit) {
            let statement = item.statements.first
            let subject = statement?.subjects.first.map { $0 + " " } ?? ""
            let line =
                item.label + " " + (item.rule.map { $0.number + ": " } ?? "") + subject + (statement?.message ?? "")
            if let rule = item.rule { canvas.add("<a href=\"\(rule.address)\">") }
            canvas.paragraph(line)
            if item.rule != nil { canvas.add("</a>") }
        }
        let left = picture.items.count - itemLimit
        if left > 0 { canvas.text("and \(Quantity.count(left, "more finding"))", "d") }
        return canvas.document(title: "\(picture.verdict) \(picture.subject): \(picture.headline)")
    }
}
