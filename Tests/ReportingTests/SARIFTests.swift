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

    @Test("Every finding of every model is one result, of its effective severity, that leads to its rule")
    func results() throws {
        let run = try Self.run(Sample.all)
        let rules = try #require(run["tool"]?.object?["driver"]?.object?["rules"]?.array).compactMap(\.object)
        let results = try Self.results(Sample.all)
        let findings = Sample.all.flatMap(\.findings)
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

    @Test("The bytes of a tensor are a region, and there is none where they are unknown")
    func region() throws {
        let results = try Self.results([Sample.fail])
        let places = Sample.fail.findings.map(\.finding.place)
        for (result, place) in zip(results, places) {
            let physical = result["locations"]?.array?.first?.object?["physicalLocation"]?.object
            #expect(physical?["region"]?.object?["byteOffset"]?.integer == place.map { Int($0.offset) })
            #expect(physical?["region"]?.object?["byteLength"]?.integer == place?.byteCount)
        }
        #expect(places.contains(nil) && places.contains { $0 != nil })
    }

    @Test("An accepted finding is suppressed, by whom and why; no other is")
    func suppressions() throws {
        let results = try Self.results([Sample.accepted])
        let justifications = results.map {
            $0["suppressions"]?.array?.first?.object?["justification"]?.string
        }
        let reason = "bertconv.yaml: the head is trained next | see #12"
        #expect(justifications == [reason, reason, nil, "--allow"])
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

    @Test(
        "A path is a URI reference: relative ones stay so, absolute ones are of the scheme file",
        arguments: [
            ("model/a.bin", "model/a.bin"), ("./model//a.bin", "model/a.bin"), ("../x/", "../x"), (".", "."),
            ("/srv/a b", "file:///srv/a%20b"), ("C:x", "C%3Ax"), ("50%/ü?#", "50%25/%C3%BC%3F%23"),
            ("a\n\u{0}", "a%0A%00"), ("/", "file:///"), ("a/\u{301}b", "a/%CC%81b"),
        ])
    func uri(path: String, uri: String) {
        #expect(ArtifactURI(path: path).description == uri)
    }
}
