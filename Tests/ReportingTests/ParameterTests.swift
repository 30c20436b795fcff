import ByteIO
import Formats
import JSONText
import TestSupport
import Testing

@testable import Reporting
@testable import Verification

/// What the report has about each parameter agrees with its other lists and numbers.
@Suite("Every parameter of a model is in the report once, as what it is")
struct ParameterTests {
    static let damaged: [String] = ((try? Folder.names(in: Fixtures.path("damage"))) ?? []).filter {
        PathKind(of: Fixtures.path("damage/\($0)")) == .folder
    }

    /// Guards ``ParameterState``: a cell of the picture and a line of the lists never disagree.
    @Test("States are those of the summary and of the lists", arguments: damaged)
    func states(of name: String) throws {
        let report = try Self.report(name, .headers)
        #expect(report.parameters.count == report.summary.expected)
        #expect(report.parameters.count { $0.state == .missing } == report.summary.missing)
        // Of two parameters that share their values, the loader lists the one whose name the tensor has.
        let mismatched = report.parameters.filter { $0.state == .mismatched }
        let shared = report.parameters.filter { $0.sharedWith != nil }
        #expect(mismatched.map(\.name) == report.mismatched.map(\.name) || !shared.isEmpty)
        for listed in report.mismatched {
            let parameter = try #require(report.parameters.first { $0.name == listed.name })
            #expect(parameter.state == .mismatched || parameter.sharedWith != nil, "\(listed.name)")
        }
        #expect(report.parameters.count { $0.isJudged } == report.summary.judged)
        #expect(report.parameters.filter { $0.state == .missing }.map(\.name) == report.missing.map(\.name))
        #expect(Set(report.parameters.map(\.canonical)).count == report.parameters.count)
        #expect(report.parameters.allSatisfy { $0.training == nil && ($0.tensor == nil) == ($0.state == .missing) })
    }

    @Test("A parameter has the tensor, the test, its numbers and the rule of its finding")
    func training() throws {
        let (rule, report) = ("BC501", try Self.report("fresh-model", .values))
        let judged = report.parameters.filter { $0.training?.verdict == .proven }
        #expect(!judged.isEmpty)
        for parameter in judged { #expect(parameter.rules.map(\.number).contains(rule), "\(parameter.canonical)") }
        let weight = try #require(judged.first { $0.canonical.hasSuffix("weight") && $0.shape?.count == 2 })
        let training = try #require(weight.training)
        #expect(training.test == "L" && training.z ?? 0 >= 4 || training.test == "S" && training.seed != nil)
        let tensor = try #require(weight.tensor)
        #expect(tensor.offset ?? 0 > 0 && tensor.elementType == "F32")
        let weights = report.findings.filter { $0.finding.rule.number == rule }.map(\.finding.subject)
        #expect(Set(weights).isSubset(of: Set(judged.compactMap(\.tensor?.name))))
    }

    /// Guards that nothing that was not read looks as if it had been.
    @Test("Values that are not finite are a fault, and what could not be read is not judged")
    func faulty() throws {
        let nan = try Self.report("not-a-number", .values)
        #expect(nan.parameters.contains { $0.isFaulty })
        #expect(nan.parameters.filter(\.isFaulty).allSatisfy { !$0.rules.isEmpty })
        let torn = try Self.report("flipped-byte", .values)
        let unread = torn.parameters.filter { !$0.isJudged }
        #expect(!unread.isEmpty)
        for parameter in unread { #expect(parameter.obstacle != nil && parameter.training == nil) }
    }

    static func report(_ name: String, _ depth: Examination.Depth) throws -> VerifyReport {
        let scratch = TemporaryFolder()
        let folder = Fixtures.path("damage/" + name)
        let facts = (try? JSONParser.parse(bytes(ofFile: folder + "/case.json")))?.object
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), depth: depth,
            as: facts?["as"]?.string, scratchFolder: scratch.path)
        let result = verifier.verify(folder)
        return VerifyReport(result, result.findings.map { JudgedFinding($0) }, failOn: .error, notes: [])
    }
}
