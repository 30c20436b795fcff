import Testing

@testable import Reporting
@testable import Verification

@Suite("Several models end in a table, the worst first")
struct ModelTableTests {
    private static func table(_ reports: [VerifyReport]) -> ModelTable {
        var table = ModelTable()
        for report in reports { table.add(report) }
        return table
    }

    private static func report(_ path: String, errors: Int, warnings: Int = 0) -> VerifyReport {
        let rules = Rule.all.dropFirst().prefix(errors + warnings)
        let findings = rules.enumerated().map { index, rule in
            JudgedFinding(
                Finding(rule, subject: "t", message: "is wrong", help: "x"),
                severity: index < errors ? .error : .warning)
        }
        return VerifyReport(
            path, summary: errors > 0 ? Sample.fail.summary : Sample.pass.summary, findings: findings)
    }

    @Test("By the verdict first, then by errors and warnings, then in the order of the run")
    func order() {
        let reports = [
            Sample.pass, Self.report("one", errors: 1), Self.report("three", errors: 3), Sample.nothing,
            Self.report("warned", errors: 0, warnings: 2), Self.report("again", errors: 1), Sample.partial,
            Self.report("more", errors: 1, warnings: 1),
        ]
        #expect(
            Self.table(reports).rows.map(\.path) == [
                "/srv/models/torn", "three", "more", "one", "again", "models/empty", "warned", "models/good",
            ])
    }

    @Test("Only the worst are kept, however many come, and all are counted")
    func bounded() {
        var table = ModelTable()
        for number in 0..<2_000 { table.add(Self.report("\(number)", errors: number % 10 == 0 ? 1 : 0)) }
        #expect(table.rows.count == ModelTable.rowLimit)
        #expect(table.rows.prefix(200).allSatisfy { !$0.passes })
        #expect(table.rows.dropFirst(200).allSatisfy { $0.passes })
        #expect(table.tally.count == 2_000)
        #expect(table.failingCount == 200)
    }

    @Test("A row has what matters most in words, also where the model passes with warnings, and no report's length")
    func reason() {
        let rows = Self.table([Sample.fail, Self.report("w", errors: 0, warnings: 1), Sample.pass]).rows
        #expect(rows[0].reason == Sample.fail.reason)
        #expect(rows[1].reason == "t is wrong (BC102)")
        #expect(rows[2].reason == nil)
        let long = Finding(
            .nonFinite, subject: String(repeating: "x", count: 10_000), message: "is wrong", help: "x")
        let report = VerifyReport("l", summary: Sample.fail.summary, findings: [JudgedFinding(long)])
        #expect((Self.table([report]).rows[0].reason?.count ?? 0) < 300)
    }

    @Test("The text of several models has those that do not pass, or all if that is asked for")
    func text() throws {
        let reports = [Sample.pass, Sample.fail, Sample.accepted]
        func text(_ reports: [VerifyReport], showsPassing: Bool) throws -> String {
            let lines = TextLines(showsPassing: showsPassing) {
                ["\($0.label) \($0.path)", "x"]
            } closing: { table in
                table.rows.map(\.path) + [table.tally.description]
            }
            var stream = ReportStream(.text, Sample.run(reports.count), text: lines)
            var text = ""
            for report in reports { try stream.append(report) { text += $0 } }
            try stream.finish { text += $0 }
            return text
        }
        let table = "\n./models/bad\nmodels/good\nmodels/base\n3 models: 2 passed, 1 failed\n"
        #expect(try text(reports, showsPassing: false) == "FAIL ./models/bad\nx\n" + table)
        #expect(
            try text(reports, showsPassing: true)
                == "PASS models/good\nx\n\nFAIL ./models/bad\nx\n\nPASS models/base\nx\n" + table)
        #expect(try text([Sample.pass], showsPassing: false) == "PASS models/good\nx\n")
        #expect(
            try text([Sample.pass, Sample.accepted], showsPassing: false)
                == "models/good\nmodels/base\n2 models: 2 passed, 0 failed\n")
    }
}
