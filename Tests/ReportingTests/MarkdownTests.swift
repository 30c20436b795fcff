import TestSupport
import Testing

@testable import Reporting
@testable import Verification

@Suite("Markdown for a job's summary")
struct MarkdownTests {
    private static func text(_ reports: [VerifyReport]) throws -> String {
        try #require(VerifyReportFormat.markdown.rendered(reports, toolVersion: "1.0.0", failOn: .error))
    }

    @Test("The verdict is the first line, then what it means", arguments: Sample.all)
    func headline(report: VerifyReport) throws {
        let lines = try Self.text([report]).split(separator: "\n")
        #expect(lines[0].hasPrefix("## \(report.label): "))
        #expect(lines[1].hasSuffix("."))
    }

    @Test("Layers that lack the same are one row of the table of what would be untrained, without loss")
    func folded() throws {
        let text = try Self.text([Sample.fail])
        #expect(
            text.contains("| `bert.encoder.layer.{10-11}.attention.self.query.weight` | [768, 768] | normal(0, 0.02) |")
        )
        #expect(text.contains("| `bert.encoder.layer.{0-1,3}.output.LayerNorm.weight` | [768] | ones |"))
        #expect(text.contains("### error BC101 missing-parameter: 6 parameters missing"))
        #expect(text.contains("<summary>Other parameters that the library would initialise: 1</summary>"))
    }

    @Test("Findings that say the same are one row with all their subjects")
    func grouped() throws {
        let rows = try Self.text([Sample.fail]).split(separator: "\n").filter { $0.contains("| BC401 non-finite |") }
        #expect(rows.count == 1)
        #expect(rows.first?.contains("| 12: `bert.encoder.layer.{0-11}.output.dense.bias` |") == true)
    }

    @Test("Subjects for which there is no room are in a list that holds all")
    func list() throws {
        let names = (0..<6).map { "tensor-\(Character(Unicode.Scalar(UInt8(97 + $0))))" }
        let report = VerifyReport(
            "m", summary: Sample.fail.summary,
            findings: names.map {
                JudgedFinding(Finding(.nonFinite, subject: $0, message: "is wrong", help: "mend it"))
            })
        let text = try Self.text([report])
        #expect(text.contains("| 6: `tensor-a`, `tensor-b`, `tensor-c`, `tensor-d`, … |"))
        #expect(names.allSatisfy { text.contains("\n- `\($0)`") })
    }

    @Test("An accepted finding is in no table but that of the accepted, with who and why")
    func accepted() throws {
        let text = try Self.text([Sample.accepted])
        #expect(!text.contains("### error"))
        #expect(text.contains("<summary>Accepted: 3 findings</summary>"))
        #expect(text.contains("| bertconv.yaml | the head is trained next \\| see #12 |"))
        #expect(text.contains("| --allow |  |"))
    }

    @Test("What was not checked stands open, with its causes")
    func unchecked() throws {
        let text = try Self.text([Sample.partial])
        let open = try #require(text.split(separator: "<details>").first)
        #expect(open.contains("### Not checked\n\n- `pooler.dense.weight`: "))
        #expect(open.contains("  - cause: CRC-32 is `1c291ca3`, "))
    }

    @Test("Several models begin with a table, the worst first; details are those of what does not pass")
    func several() throws {
        let text = try Self.text([Sample.pass, Sample.fail, Sample.partial, Sample.accepted])
        let lines = text.split(separator: "\n")
        #expect(lines[0] == "## 2 of 4 models do not pass")
        #expect(lines[1] == "| verdict | model | class | what matters most |")
        let rows = lines.dropFirst(3).prefix { $0.hasPrefix("| ") }
        #expect(
            rows.map { $0.split(separator: " | ").prefix(2).joined(separator: " ") } == [
                "| PARTIAL `/srv/models/torn`", "| FAIL `./models/bad`", "| PASS `models/good`",
                "| PASS `models/base`",
            ])
        #expect(rows.first?.contains("(BC602) |") == true)
        let details = text.split(separator: "<details><summary>").filter { $0.contains("</code></summary>") }
        #expect(details.map { $0.prefix { $0 != ":" } } == ["PARTIAL", "FAIL"])
        #expect(try Self.text([Sample.pass, Sample.pass]).hasPrefix("## All 2 models pass\n"))
    }

    /// Guards the limit of GitHub's comments, 65,536 characters.
    @Test("No report has more than 60 kB, whatever the number of models, and what is left out is counted", .slow)
    func limit() throws {
        let many = (0..<500).map { number in
            VerifyReport(
                "models/number-\(number)", className: "BertModel", summary: Sample.fail.summary,
                missing: Sample.fail.missing, findings: Sample.fail.findings)
        }
        for reports in [many, Array(many.prefix(60))] {
            let text = try Self.text(reports)
            #expect(text.utf8.count <= 60_000)
            #expect(text.utf8.count > 40_000)
            #expect(text.count(of: "<details>") == text.count(of: "</details>"))
        }
        let text = try Self.text(many)
        let rows = text.count(of: "\n| FAIL |")
        #expect(rows > 100)
        #expect(text.contains("\n\n\((500 - rows).formatted) more models: `--report json=FILE` writes"))
        let named = VerifyReportFormat.markdown.rendered(many, Sample.run(500, wholeReport: "out/verify.json"))
        #expect(named?.contains(" more models in `out/verify.json`.") == true)
    }

    @Test("The report on one model has no more either")
    func limitOfOne() throws {
        let findings = (0..<3_000).map { number in
            JudgedFinding(
                Finding(.nonFinite, subject: "tensor-\(number)", message: "is wrong \(number)", help: "help \(number)"))
        }
        let text = try Self.text([VerifyReport("m", summary: Sample.fail.summary, findings: findings)])
        #expect(text.utf8.count <= 60_000)
        #expect(text.utf8.count > 50_000)
        #expect(text.hasSuffix(" more lines: `--report json=FILE` writes a report with everything.\n"))
    }

    @Test("What is cut is closed again: details in details, and code")
    func cut() {
        let lines = ["<details><summary>a</summary>", "", "<details><summary>b</summary>", "````sh", "x", "````"]
        let cut = MarkdownText.cut(lines + ["</details>", "</details>", "y"], to: 102)
        #expect(cut.lines == lines.dropLast() + ["", "````", "</details>", "</details>"])
        #expect(cut.left == 4)
        #expect(MarkdownText.cut(["a", "b"], to: 5).left == 0)
        #expect(MarkdownText.cut(["a", "b"], to: 4).lines == ["a"])
    }

    @Test("No name becomes markup, ends a cell or a line")
    func hostile() throws {
        let text = try Self.text([Sample.hostile])
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isInvisible })
        let unescaped = text.replacing(/\\./, with: "")
        #expect(!unescaped.contains("<b"))
        #expect(unescaped.matches(of: /`[^`]*`/).map { String($0.output) } == ["`pooler.dense.bias`"])
        #expect(unescaped.count { $0 == "`" } == 2)
        for table in text.split(separator: "\n\n").filter({ $0.hasPrefix("|") }) {
            let widths = table.split(separator: "\n").map { row in
                row.replacing(/\\./, with: "").count { $0 == "|" }
            }
            #expect(Set(widths).count == 1, "\(table)")
        }
    }

    @Test(
        "A name is a code span where that can hold it, and HTML where not",
        arguments: [
            ("bert.pooler_x*", "`bert.pooler_x*`"), ("<b>", "`<b>`"), ("a`b", "<code>a&#96;b</code>"),
            ("a|b", "<code>a&#124;b</code>"), ("a\\|b", "<code>a&#92;&#124;b</code>"), ("", "<code></code>"),
            (" a", "<code>&#32;a</code>"), ("a\n", "<code>a&#92;u&#123;a&#125;</code>"), ("ü", "`ü`"),
        ])
    func code(name: String, shown: String) {
        #expect(MarkdownText.code(name) == shown)
    }

    @Test(
        "A sentence has its markup escaped, and names in it stay readable",
        arguments: [
            ("num_labels is 3", "num_labels is 3"), ("_a_", "\\_a\\_"), ("the shape [2, 3]", "the shape [2, 3]"),
            ("a*b <i> [x](y)", "a\\*b \\<i\\> [x\\](y)"),
            ("a|b `c` \\", "a\\|b \\`c\\` \\\\"), ("&lt; #1 ~~x~~ $x$", "\\&lt; `#1` \\~\\~x\\~\\~ \\$x\\$"),
        ])
    func prose(text: String, shown: String) {
        #expect(MarkdownText.prose(text) == shown)
    }

    @Test(
        "What GitHub would make a link, a mention or a picture of is shown as code, and nothing else is",
        arguments: [
            ("see https://x.example/a?b", "see `https://x.example/a?b`"), ("(HTTP://x)", "(`HTTP://x`)"),
            ("WWW.x.example", "`WWW.x.example`"), ("'ftp://x'", "'`ftp://x`'"), ("a@b.com is", "`a@b.com` is"),
            ("@everyone", "`@everyone`"), ("'@org/team'", "'`@org/team`'"), ("org/repo#1", "`org/repo#1`"),
            ("#12,", "`#12`,"), ("gh-12", "`gh-12`"), ("GH-12.", "`GH-12`."), ("mailto:x", "`mailto:x`"),
            ("xmpp:x", "`xmpp:x`"), ("0a1b2c3", "`0a1b2c3`"), ("org/repo@0a1b2c3d", "`org/repo@0a1b2c3d`"),
            ("':tada:'", "'`:tada`:'"), ("a|@b", "<code>a&#124;&#64;b</code>"), ("x\u{A0}@y", "`x\u{A0}@y`"),
            ("1234567 values: 3", "1234567 values: 3"), ("defaced cafe", "defaced cafe"), ("high-level", "high-level"),
            ("layer.0: [2, 3]: x", "layer.0: [2, 3]: x"), ("a  b", "a  b"),
        ])
    func links(text: String, shown: String) {
        #expect(MarkdownText.prose(text) == shown)
    }

    @Test(
        "Numbers between dots are folded without loss",
        arguments: [
            (["l.0.w", "l.1.w", "l.3.w"], ["l.{0-1,3}.w"]), (["l.5.w"], ["l.5.w"]), (["a", "b"], ["a", "b"]),
            (["l.0.w", "l.1.b", "l.1.w"], ["l.{0-1}.w", "l.1.b"]), (["l.01.w", "l.1.w"], ["l.01.w", "l.1.w"]),
            (["l.+1.w", "l.1.w"], ["l.+1.w", "l.1.w"]), (["l1.w", "l2.w"], ["l1.w", "l2.w"]),
            (["7", "8", "a.9"], ["{7-8}", "a.9"]), (["a.0.1.w", "a.0.2.w"], ["a.0.1.w", "a.0.2.w"]),
            (["l.99999999999999999999.w", "l.1.w"], ["l.99999999999999999999.w", "l.1.w"]), (["x", "x"], ["x"]),
        ])
    func fold(names: [String], folded: [String]) {
        #expect(FoldedNames.fold(names).map(\.name) == folded)
        #expect(FoldedNames.fold(names).reduce(0) { $0 + $1.count } == names.count)
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}

extension Int {
    /// With a comma after each three digits.
    fileprivate var formatted: String { Quantity.count(self) }
}
