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

    @Test("Files are named by their path in the repository; what is about the whole model is at its weights")
    func files() throws {
        let files = try Self.lines([Sample.fail]).compactMap { line in
            line.split(separator: "file=").last?.split(separator: ",").first.map(String.init)
        }
        let shards = ["models/bad/model-00001-of-00002.safetensors", "models/bad/model-00002-of-00002.safetensors"]
        #expect(Set(files.filter { !$0.hasPrefix("::") }) == Set(shards))
    }

    @Test("Errors come first, then warnings, then notices; notes are notices")
    func levels() throws {
        let levels = try Self.lines([Sample.fail]).compactMap { $0.split(separator: " ").first }
        #expect(levels == Array(repeating: "::error", count: 10) + ["::warning", "::notice"])
        #expect(
            try Self.lines([Sample.pass]).last?.hasPrefix("::notice file=models/good/model.safetensors,title=note::")
                == true)
    }

    @Test("Of several models each that does not pass is one error, and one that passes with warnings a warning")
    func several() throws {
        let lines = try Self.lines([Sample.pass, Sample.fail, Sample.partial, Sample.nothing, Sample.accepted])
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.hasPrefix("::error ") })
        #expect(lines[0].contains("title=PARTIAL /srv/models/torn::pooler.dense.weight "))
        #expect(lines[1].contains("title=FAIL ./models/bad::"))
        #expect(
            lines[2].contains(
                "title=NOTHING models/empty::there is nothing to check; models/empty: the folder holds no weights"))
        let finding = Finding(.vocabularyMismatch, subject: "vocab.txt", message: "has 3 tokens", help: "x")
        let warned = VerifyReport("w", summary: Sample.pass.summary, findings: [JudgedFinding(finding)])
        #expect(
            try Self.lines([Sample.pass, warned])
                == ["::warning file=w,title=PASS w::vocab.txt has 3 tokens (BC702)"])
    }

    @Test("The ten annotations of several models go to the worst: nine, and one that counts the others")
    func worst() throws {
        let models = (0..<30).map { number in
            VerifyReport(
                "m\(number)", summary: number == 17 ? Sample.partial.summary : Sample.fail.summary,
                findings: (0...number).map { _ in
                    JudgedFinding(Finding(.nonFinite, subject: "t", message: "is wrong", help: "mend it"))
                })
        }
        let lines = try Self.lines(models + [Sample.pass])
        #expect(lines.count == 10)
        #expect(lines[0].contains("title=PARTIAL m17::"))
        #expect(
            lines[9] == "::error title=bertconv verify::and 21 more models; the formats json and jsonl list all of them"
        )
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
