import JSONText
import Testing

@testable import Reporting
@testable import Verification

@Suite("SARIF 2.1.0")
struct SARIFTests {
    private static func run(_ reports: [VerifyReport]) throws -> JSONObject {
        let text = try #require(VerifyReportFormat.sarif.rendered(reports, toolVersion: "1.0.0", failOn: .error))
        let log = try #require(try JSONParser.parse(Array(text.utf8)).object)
        #expect(log["version"] == "2.1.0")
        let runs = try #require(log["runs"]?.array)
        #expect(runs.count == 1)
        return try #require(runs.first?.object)
    }

    private static func results(_ reports: [VerifyReport]) throws -> [JSONObject] {
        try #require(try run(reports)["results"]?.array).compactMap(\.object)
    }

    /// Where a finding is among the results: errors first, what is accepted last.
    private static func rank(_ judged: JudgedFinding) -> Int {
        judged.acceptance == nil ? [.error, .warning, .note].firstIndex(of: judged.severity) ?? 3 : 3
    }

    @Test("Every finding of every model is one result, of its effective severity, that leads to its rule")
    func results() throws {
        let run = try Self.run(Sample.all)
        let rules = try #require(run["tool"]?.object?["driver"]?.object?["rules"]?.array).compactMap(\.object)
        let results = try Self.results(Sample.all)
        let findings = Sample.all.flatMap(\.findings).sorted { Self.rank($0) < Self.rank($1) }
        #expect(results.count == findings.count)
        for (result, judged) in zip(results, findings) {
            #expect(result["level"]?.string == judged.severity.rawValue)
            let index = try #require(result["ruleIndex"]?.integer)
            #expect(rules[index]["id"]?.string == judged.finding.rule.number)
            #expect(result["ruleId"] == rules[index]["id"])
            let locations = try #require(result["locations"]?.array)
            let uri = locations.first?.object?["physicalLocation"]?.object?["artifactLocation"]?.object?["uri"]?.string
            #expect(uri?.isEmpty == false, "GitHub refuses a file that has a result without one")
        }
    }

    @Test("A rule has its page's words, its name in Pascal case and its own severity, not the finding's")
    func rules() throws {
        let driver = try #require(try Self.run([Sample.accepted])["tool"]?.object?["driver"]?.object)
        #expect(driver["version"] == "1.0.0")
        let rules = try #require(driver["rules"]?.array).compactMap(\.object)
        #expect(rules.map { $0["id"]?.string } == ["BC101", "BC304", "BC702"])
        #expect(rules[1]["name"] == "MissingFormatMetadata")
        #expect(rules[1]["defaultConfiguration"]?.object?["level"] == "warning")
        for rule in rules {
            for member in ["shortDescription", "fullDescription", "help"] {
                #expect((rule[member]?.object?["text"]?.string?.count ?? 0) > 20)
            }
        }
    }

    @Test("Every region has a line, and the bytes of a tensor where they are known")
    func region() throws {
        let results = try Self.results([Sample.fail])
        let places = Sample.fail.findings.sorted { Self.rank($0) < Self.rank($1) }.map(\.finding.place)
        for (result, place) in zip(results, places) {
            let physical = result["locations"]?.array?.first?.object?["physicalLocation"]?.object
            let region = try #require(physical?["region"]?.object)
            #expect(region["startLine"] == 1)
            #expect(region["byteOffset"]?.integer == place.map { Int($0.offset) })
            #expect(region["byteLength"]?.integer == place?.byteCount)
        }
        #expect(places.contains(nil) && places.contains { $0 != nil })
    }

    @Test("Files of the repository are relative to its root, others are not; the root is named")
    func artifacts() throws {
        func artifacts(_ report: VerifyReport) throws -> [JSONObject] {
            try Self.results([report]).compactMap { result in
                result["locations"]?.array?.first?.object?["physicalLocation"]?.object?["artifactLocation"]?.object
            }
        }
        for artifact in try artifacts(Sample.fail) {
            #expect(artifact["uri"]?.string?.hasPrefix("models/bad/model-0000") == true)
            #expect(artifact["uriBaseId"] == "%SRCROOT%")
        }
        for artifact in try artifacts(Sample.partial) {
            #expect(artifact["uri"] == "file:///srv/models/torn/pytorch_model.bin")
            #expect(artifact["uriBaseId"] == nil)
        }
        let run = try Self.run([Sample.fail])
        #expect(run["originalUriBaseIds"]?.object?["%SRCROOT%"]?.object?["uri"] == "file:///repo/")
        #expect(run["automationDetails"]?.object?["id"] == "bertconv/models/")
    }

    @Test("A rule has tags, a precision, and a page; those about security have GitHub's number")
    func properties() throws {
        let rules = try Rule.all.map { rule in
            let finding = JudgedFinding(Finding(rule, subject: "x", message: "is wrong", help: "x"))
            let report = VerifyReport("x", summary: Sample.fail.summary, findings: [finding])
            let driver = try Self.run([report])["tool"]?.object?["driver"]?.object
            #expect(driver?["informationUri"]?.string?.hasPrefix("https://") == true)
            return try #require(driver?["rules"]?.array?.first?.object)
        }
        for (rule, object) in zip(Rule.all, rules) {
            let properties = try #require(object["properties"]?.object)
            #expect((1...20).contains(properties["tags"]?.array?.count ?? 0), "GitHub refuses more than 20 tags")
            #expect(["high", "very-high"].contains(properties["precision"]?.string))
            #expect((properties["security-severity"] != nil) == rule.number.hasPrefix("BC6"))
            #expect(object["helpUri"]?.string?.hasSuffix("/docs/rules/\(rule.number).md") == true)
        }
    }

    @Test("Beyond what GitHub accepts, the mildest results are left out, and that is said")
    func limit() throws {
        func findings(_ rule: Rule, _ severity: Severity, _ count: Int) -> [JudgedFinding] {
            (0..<count).map {
                JudgedFinding(
                    Finding(rule, severity: severity, subject: "t\($0)", message: "is wrong", help: "x"))
            }
        }
        let notes = VerifyReport("a", summary: Sample.fail.summary, findings: findings(.buffer, .note, 60))
        let errors = VerifyReport("b", summary: Sample.fail.summary, findings: findings(.nonFinite, .error, 50))
        var writer = SARIFReport(Sample.run(2), limit: 100)
        var text = ""
        for report in [notes, errors] { try writer.add(report) { text += $0 } }
        try writer.finish { text += $0 }
        let log = try JSONParser.parse(Array(text.utf8)).object
        let run = try #require(log?["runs"]?.array?.first?.object)
        let results = try #require(run["results"]?.array).compactMap(\.object)
        #expect(results.count == 100)
        #expect(SARIFReport.resultLimit == 25_000)
        #expect(results.count { $0["level"] == "error" } == 50)
        let invocation = run["invocations"]?.array?.first?.object
        let texts = (invocation?["toolExecutionNotifications"]?.array ?? []).compactMap {
            $0.object?["message"]?.object?["text"]?.string
        }
        #expect(texts.count == 1 && texts[0].hasPrefix("10 results left out: "))
    }

    @Test("An accepted finding is suppressed, by whom and why; no other is")
    func suppressions() throws {
        let results = try Self.results([Sample.accepted])
        let justifications = results.map {
            $0["suppressions"]?.array?.first?.object?["justification"]?.string
        }
        let reason = "bertconv.yaml: the head is trained next | see #12"
        #expect(justifications == [nil, reason, reason, "--allow"])
    }

    @Test(
        "The invocation has the exit status of the worst model, and is no success when something was not checked",
        arguments: [
            ([Sample.pass], 0, true), ([Sample.pass, Sample.fail, Sample.pass], 1, true),
            ([Sample.partial, Sample.fail], 2, false), ([Sample.nothing, Sample.pass], 3, false),
        ] as [([VerifyReport], Int, Bool)])
    func invocation(reports: [VerifyReport], status: Int, isSuccessful: Bool) throws {
        let invocation = try #require(try Self.run(reports)["invocations"]?.array?.first?.object)
        #expect(invocation["exitCode"]?.integer == status)
        #expect(invocation["executionSuccessful"]?.bool == isSuccessful)
        let notifications = try #require(invocation["toolExecutionNotifications"]?.array).compactMap(\.object)
        #expect(notifications.count { $0["level"] == "error" } == reports.flatMap(\.unchecked).count)
        #expect(notifications.count { $0["level"] == "note" } == reports.flatMap(\.notes).count)
    }

    @Test("Messages for people have control characters written out")
    func message() throws {
        let text = try #require(try Self.results([Sample.hostile]).first?["message"]?.object?["text"]?.string)
        #expect(text.split(separator: "\n").count == 2)
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isInvisible })
    }
}
