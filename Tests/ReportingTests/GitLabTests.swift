import JSONText
import Testing

@testable import Reporting
@testable import Verification

@Suite("Issues for GitLab's Code Quality")
struct GitLabTests {
    private static func issues(_ reports: [VerifyReport]) throws -> [JSONObject] {
        let text = try #require(VerifyReportFormat.gitlab.rendered(reports, toolVersion: "1.0.0", failOn: .error))
        return try #require(try JSONParser.parse(Array(text.utf8)).array).compactMap(\.object)
    }

    @Test("Each finding that counts is one issue, with its rule, its file and its severity in GitLab's words")
    func findings() throws {
        let issues = try Self.issues([Sample.fail])
        #expect(issues.count == Sample.fail.findings.count)
        let shape = try #require(issues.first { $0["check_name"] == "BC103 shape-mismatch" })
        #expect(shape["severity"] == "critical")
        #expect(
            shape["description"]
                == "classifier.weight has the shape [2, 768], the model needs [3, 768]; help: look at config.json")
        let location = try #require(shape["location"]?.object)
        #expect(location["path"] == "models/bad/model-00002-of-00002.safetensors")
        #expect(location["lines"]?.object?["begin"] == 1)
        #expect(Set(issues.compactMap { $0["severity"]?.string }) == ["critical", "minor", "info"])
    }

    @Test("What is accepted is no issue; what could not be checked is one, unless a finding says so")
    func uncounted() throws {
        #expect(try Self.issues([Sample.accepted]).map { $0["check_name"] } == ["BC304 missing-format-metadata"])
        #expect(try Self.issues([Sample.partial]).map { $0["check_name"] } == ["BC602 corrupt-archive"])
        let nothing = try Self.issues([Sample.nothing])
        #expect(nothing.map { $0["check_name"] } == ["model.no-weights"])
        #expect(nothing[0]["location"]?.object?["path"] == "models/empty")
        #expect(try Self.issues([]).isEmpty)
    }

    @Test("A path outside of the repository is relative too, as GitLab asks")
    func outside() throws {
        let path = try Self.issues([Sample.partial]).first?["location"]?.object?["path"]
        #expect(path == "../srv/models/torn/pytorch_model.bin")
    }

    @Test("Fingerprints differ between findings and between models, and not between ways to name a model")
    func fingerprints() throws {
        func prints(_ path: String) throws -> [String?] {
            let findings = ["a", "a", "b"].map {
                JudgedFinding(Finding(.nonFinite, subject: $0, message: "is wrong", help: "x"))
            }
            return try Self.issues([VerifyReport(path, summary: Sample.fail.summary, findings: findings)])
                .map { $0["fingerprint"]?.string }
        }
        let first = try prints("models/a")
        #expect(Set(first).count == 3)
        #expect(try prints("./models//a/") == first)
        #expect(try prints("/repo/models/a") == first)
        #expect(Set(first).isDisjoint(with: try prints("models/b")))
        #expect(first.allSatisfy { $0?.count == 32 })
    }

    @Test("No name moves a cursor")
    func hostile() throws {
        let text = try #require(VerifyReportFormat.gitlab.rendered([Sample.hostile], toolVersion: "1", failOn: .error))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isInvisible })
    }
}
