import ByteIO
import Formats
import JSONText
import Reporting
import TestSupport
import Testing
import Verification

/// Every folder of `testdata/gate` and `testdata/loading` gets the answer that is right for it.
///
/// Each was made to show one way past a gate, or one model that people could not load; `case.json` says what the real
/// library does with it, and which exit statuses and rules are right.
@Suite("What a check could wave through gets its right answer", .slow)
struct GateTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let folder: String
        let className: String?
        let answer: JSONObject

        func statuses(_ name: String) -> [Int] {
            (answer[name]?.array ?? []).compactMap(\.integer)
        }
    }

    static let cases: [Case] = ["gate", "loading"].flatMap { group in
        ((try? Folder.names(in: Fixtures.path(group))) ?? []).compactMap { name in
            let folder = Fixtures.path("\(group)/\(name)")
            guard PathKind(of: folder + "/case.json") == .file,
                let object = try? JSONParser.parse(bytes(ofFile: folder + "/case.json")).object,
                let answer = object["answer"]?.object
            else { return nil }
            return Case(
                testDescription: "\(group)/\(name)", folder: folder, className: object["as"]?.string, answer: answer)
        }
    }

    @Test("The folders are there")
    func complete() {
        #expect(Self.cases.count >= 360)
    }

    @Test("With values: exit status and rules", arguments: cases)
    func values(of one: Case) throws {
        let report = try Self.report(one, .values)
        #expect(one.statuses("verify").contains(Int(report.summary.verdict.status)), "\(report.headline)")
        let rules = Set(report.findings.map(\.finding.rule.number))
        let expected = (one.answer["rules"]?.array ?? []).compactMap(\.string)
        #expect(rules.isSuperset(of: expected), "\(rules.sorted()) lack some of \(expected)")
    }

    @Test("With headers only: exit status", arguments: cases)
    func headers(of one: Case) throws {
        let report = try Self.report(one, .headers)
        #expect(one.statuses("headersOnly").contains(Int(report.summary.verdict.status)), "\(report.headline)")
    }

    @Test("Converted as a folder: exit status, and nothing is left of what is refused", arguments: cases)
    func conversion(of one: Case) {
        let statuses = one.statuses("convert")
        guard !statuses.isEmpty else { return }
        let folder = TemporaryFolder()
        let run = Tool.bertconv(
            ["convert", one.folder, folder.file("out"), "--to", "safetensors"]
                + (one.className.map { ["--as", $0] } ?? []))
        #expect(statuses.contains(Int(run.status)), "\(run.errors)")
        #expect(run.status == 0 || folder.names.isEmpty)
    }

    private static func report(_ one: Case, _ depth: Examination.Depth) throws -> VerifyReport {
        let scratch = TemporaryFolder()
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), depth: depth, as: one.className,
            scratchFolder: scratch.path)
        let result = verifier.verify(one.folder)
        return VerifyReport(result, result.findings.map { JudgedFinding($0) }, failOn: .error, notes: [])
    }
}
