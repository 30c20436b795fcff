import Testing

@testable import Reporting
@testable import Verification

@Suite("Annotations of GitHub Actions")
struct GitHubTests {
    private static func lines(_ reports: [VerifyReport]) throws -> [String] {
        let text = try #require(VerifyReportFormat.github.rendered(reports, toolVersion: "1.0.0", failOn: .error))
        return text.split(separator: "\n").map(String.init)
    }

    private static func report(_ findings: [(Rule, String)]) -> VerifyReport {
        VerifyReport(
            "m", summary: Sample.fail.summary,
            findings: findings.map { rule, subject in
                JudgedFinding(Finding(rule, subject: subject, message: "is wrong", help: "mend it"))
            })
    }

    @Test("A finding is one command with its file, its rule and its message")
    func finding() throws {
        #expect(
            try Self.lines([Sample.partial]).last
                == "::error file=/srv/models/torn/pytorch_model.bin,title=BC602 corrupt-archive::pooler.dense.weight "
                + "record 'torn/data/7': its bytes changed since they were written; "
                + "help: the file is damaged: fetch it again")
    }

    @Test("Errors come first, then warnings, then notices; notes are notices")
    func levels() throws {
        let levels = try Self.lines([Sample.fail, Sample.pass]).compactMap { $0.split(separator: " ").first }
        #expect(
            levels == Array(repeating: "::error", count: 10) + ["::warning"] + Array(repeating: "::notice", count: 3))
        #expect(try Self.lines([Sample.pass]).last?.hasPrefix("::notice file=models/good,title=note::") == true)
    }

    @Test("What was not checked is an error, also when nothing was found")
    func unchecked() throws {
        #expect(
            try Self.lines([Sample.nothing]).first?.hasPrefix("::error file=models/empty,title=not checked%3A empty::")
                == true)
    }

    @Test("An accepted finding is not shown")
    func accepted() throws {
        #expect(try Self.lines([Sample.accepted]).allSatisfy { !$0.contains("BC101") && !$0.contains("BC702") })
    }

    @Test("Ten of a level are shown; of eleven, nine and a line that counts the other two")
    func cap() throws {
        let eleven = (0..<11).map { (Rule.missingParameter, "t\($0)") }
        #expect(try Self.lines([Self.report(Array(eleven.prefix(10)))]).count == 10)
        #expect(try Self.lines([Self.report(eleven)]).count == 10)
        #expect(try Self.lines([Self.report(eleven)]).last?.contains("::and 2 more errors; ") == true)
        let both = try Self.lines([Self.report(eleven), Self.report(eleven)])
        #expect(both.count == 10, "the limit is of a step, not of a model")
        #expect(both.last?.contains("::and 13 more errors; ") == true)
    }

    @Test("Each rule is shown once before any is shown twice")
    func variety() throws {
        let many =
            (0..<30).map { (Rule.missingParameter, "t\($0)") } + [(Rule.nonFinite, "n"), (Rule.unsafePickle, "p")]
        let lines = try Self.lines([Self.report(many)])
        #expect(lines.count == 10)
        #expect(lines.count { $0.contains("BC101") } == 7)
        #expect(lines.count { $0.contains("BC401") } == 1)
        #expect(lines.count { $0.contains("BC601") } == 1)
    }

    @Test("No name can end a property or a command, or begin another")
    func hostile() throws {
        let lines = try Self.lines([Sample.hostile])
        #expect(lines.count == 3)
        for line in lines {
            #expect(line.unicodeScalars.allSatisfy { !$0.isInvisible })
            let parts = line.split(separator: "::", maxSplits: 1)
            let properties = try #require(parts.first?.split(separator: " ", maxSplits: 1).last)
            #expect(properties.split(separator: ",").count == 2, "\(properties)")
            #expect(!properties.contains(":"))
            // The runner would turn %0A into the end of a line.
            #expect(!line.contains("%0A"))
            #expect(line.contains("%250A"))
        }
    }

    @Test("A separator that a combining mark follows is escaped too")
    func combining() throws {
        let report = VerifyReport("a,\u{301}b:\u{301}%\u{301}", summary: Sample.fail.summary, notes: ["x"])
        #expect(try Self.lines([report]) == ["::notice file=a%2C\u{301}b%3A\u{301}%25\u{301},title=note::x"])
    }
}
