import ByteIO
import JSONText
import TestSupport
import Testing
import Verification

@testable import Reporting

@Suite("in-toto Statements have the report of each model as their predicate, and name what it is about")
struct InTotoTests {
    private static func statements(_ reports: [VerifyReport]) throws -> [JSONObject] {
        let text = try #require(VerifyReportFormat.intoto.rendered(reports, toolVersion: "1.0.0", failOn: .error))
        return try text.split(separator: "\n").map { line in
            try #require(try JSONParser.parse(Array(line.utf8)).object)
        }
    }

    @Test("One statement a line for each model, whatever the verdict, with the four members of the specification")
    func members() throws {
        let statements = try Self.statements(Sample.attested)
        #expect(statements.count == Sample.attested.count)
        for statement in statements {
            #expect(statement.members.map(\.name) == ["_type", "subject", "predicateType", "predicate"])
            #expect(statement["_type"] == "https://in-toto.io/Statement/v1")
        }
    }

    @Test("The predicate is the line that jsonl has, and its type is the address of its schema")
    func predicate() throws {
        let lines = try #require(
            VerifyReportFormat.jsonl.rendered(Sample.attested, toolVersion: "1.0.0", failOn: .error))
        for (statement, line) in zip(try Self.statements(Sample.attested), lines.split(separator: "\n")) {
            let predicate = try #require(statement["predicate"])
            #expect(JSONWriter.compact(predicate) == JSONWriter.compact(try JSONParser.parse(Array(line.utf8))))
            #expect(statement["predicateType"] == predicate.object?["$schema"])
        }
    }

    @Test("Each subject has its name and its SHA-256; only the weights' digest says how it is made")
    func subjects() throws {
        let subjects = try #require(try Self.statements(Sample.attested).first?["subject"]?.array).compactMap(\.object)
        let hostile = "a\u{301}\u{202E}\"/\u{7}.bin"
        #expect(subjects.map { $0["name"]?.string } == ["model", "bertconv digest", "config.json", hostile])
        #expect(subjects.allSatisfy { $0["digest"]?.object?["sha256"]?.string?.utf8.count == 64 })
        #expect(subjects.map { $0["uri"] != nil } == [false, true, false, false])
    }

    @Test("A model whose files were not hashed, or could not be, has no statement and stops the report")
    func withoutSubjects() {
        let fault = Fault(.fileChanged, file: "model/vocab.txt", reason: "the file changed")
        for (subjects, code) in [(nil, Fault.Code.noSubjects), (.failure(fault), .fileChanged)]
            as [(Result<[VerifyReport.Subject], Fault>?, Fault.Code)]
        {
            var report = Sample.pass
            report.subjects = subjects
            let writer = InTotoReportWriter(ReportRun(toolVersion: "1.0.0", failOn: .error, modelCount: 1))
            #expect {
                try writer.add(report) { _ in Issue.record("something was written") }
            } throws: { ($0 as? Fault)?.code == code }
        }
    }
}
