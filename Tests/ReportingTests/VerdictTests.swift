import ByteIO
import Formats
import Reporting
import TestSupport
import Testing
import Verification

@Suite("The verdict of a report")
struct VerdictTests {
    private static let thresholds: [Severity?] = [.error, .warning, .note, nil]

    private static func result(
        _ name: String, _ depth: Examination.Depth = .values
    ) throws -> ModelVerifier.Result {
        let scratch = TemporaryFolder()
        let verifier = try ModelVerifier(
            reader: CheckpointReader(helperPath: Tool.path("bertconv-hdf5")), depth: depth, as: nil,
            scratchFolder: scratch.path)
        let result = verifier.verify(Fixtures.path("damage/\(name)"))
        withExtendedLifetime(scratch) {}
        return result
    }

    private static func verdict(
        _ result: ModelVerifier.Result, failOn: Severity?, accepting isAccepted: Bool = false,
        as severity: Severity? = nil
    ) -> VerifyReport.Verdict {
        let acceptance = isAccepted ? JudgedFinding.Acceptance(source: "--allow") : nil
        let findings = result.findings.map { JudgedFinding($0, severity: severity, acceptance: acceptance) }
        return VerifyReport(result, findings, failOn: failOn, notes: []).summary.verdict
    }

    @Test(
        "A finding at or above the threshold fails, one below it passes",
        arguments: [
            ("one-weight-missing", [.fail, .fail, .fail, .pass]), ("beyond-half", [.pass, .fail, .fail, .pass]),
            ("position-ids", [.pass, .pass, .fail, .pass]), ("healthy-BertModel", [.pass, .pass, .fail, .pass]),
        ] as [(String, [VerifyReport.Verdict])])
    func thresholds(name: String, verdicts: [VerifyReport.Verdict]) throws {
        let result = try Self.result(name)
        #expect(Self.thresholds.map { Self.verdict(result, failOn: $0) } == verdicts)
    }

    @Test("An accepted finding does not fail; one whose severity a policy changed counts as that")
    func judged() throws {
        let result = try Self.result("one-weight-missing")
        #expect(
            Self.thresholds.map { Self.verdict(result, failOn: $0, accepting: true) }
                == Array(repeating: .pass, count: 4))
        #expect(Self.verdict(result, failOn: .error, as: .warning) == .pass)
        #expect(Self.verdict(try Self.result("position-ids"), failOn: .error, as: .error) == .fail)
    }

    @Test(
        "Nothing that was not read passes or fails: it is partial, whatever is accepted and wherever the threshold is",
        arguments: [
            "flipped-byte", "truncated-archive", "truncated-safetensors", "empty-file", "shard-missing", "index-broken",
            "unsafe-pickle", "numpy-values", "model-type-other", "tensor-in-two-shards",
            "lfs-pointer-archive",
        ])
    func partial(name: String) throws {
        let result = try Self.result(name)
        for threshold in Self.thresholds {
            for isAccepted in [false, true] {
                #expect(Self.verdict(result, failOn: threshold, accepting: isAccepted) == .partial, "\(isAccepted)")
            }
        }
    }

    @Test("Where there is nothing to check, nothing passes; findings of the folder still fail")
    func nothing() throws {
        let empty = try Self.result("no-weights")
        #expect(Self.thresholds.map { Self.verdict(empty, failOn: $0) } == Array(repeating: .nothing, count: 4))
        let adapter = try Self.result("adapter-only")
        #expect(Self.thresholds.map { Self.verdict(adapter, failOn: $0) } == [.fail, .fail, .fail, .nothing])
        #expect(Self.verdict(adapter, failOn: .error, accepting: true) == .nothing)
    }

    @Test("What passes with everything accepted was read whole, in each folder of damage", .slow)
    func everyFolder() throws {
        let names = try Folder.names(in: Fixtures.path("damage")).filter {
            PathKind(of: Fixtures.path("damage/\($0)")) == .folder
        }
        #expect(names.count > 100)
        for name in names {
            let result = try Self.result(name, .headers)
            guard let report = Self.accepted(result) else { continue }
            #expect(report.unchecked.isEmpty && result.examination != nil, "\(name)")
            #expect(report.summary.checkedTensors == report.summary.tensors, "\(name)")
            #expect(report.summary.depth == "headers")
        }
    }

    @Test(
        "So it was with its values",
        arguments: ["deflated", "number-beside-weights", "whole-module", "mixed-types", "healthy-legacy"])
    func values(name: String) throws {
        let result = try Self.result(name)
        let report = try #require(Self.accepted(result))
        #expect(report.unchecked.isEmpty && report.summary.depth == "values")
        #expect(report.summary.checkedTensors == report.summary.tensors && report.summary.tensors > 30)
    }

    /// Guards `isWhollyJudged`: a parameter of integers is judged by nobody, whatever a policy accepts.
    @Test(
        "Weights of integers fail, and where the finding is accepted they are partial",
        arguments: [
            Examination.Depth.headers, .values,
        ])
    func integers(depth: Examination.Depth) throws {
        let result = try Self.result("integers", depth)
        #expect(result.findings.contains { $0.rule == .notFloat && $0.severity == .error })
        #expect(Self.verdict(result, failOn: .error) == .fail)
        #expect(Self.verdict(result, failOn: .error, accepting: true) == .partial)
    }

    /// The report where everything is accepted; nil when that does not pass.
    private static func accepted(_ result: ModelVerifier.Result) -> VerifyReport? {
        let findings = result.findings.map { JudgedFinding($0, acceptance: .init(source: "policy")) }
        let report = VerifyReport(result, findings, failOn: nil, notes: [])
        return report.summary.verdict == .pass ? report : nil
    }

    @Test(
        "Each verdict has its own exit status",
        arguments: [(VerifyReport.Verdict.pass, 0), (.fail, 1), (.partial, 2), (.nothing, 3)]
            as [(VerifyReport.Verdict, Int32)])
    func status(verdict: VerifyReport.Verdict, status: Int32) {
        #expect(verdict.status == status)
    }

    @Test("The numbers of a report add up, in each folder that could be opened")
    func sums() throws {
        for name in [
            "healthy-BertForMaskedLM", "missing-head", "fewer-labels", "h5-missing-head", "more-layers",
            "data-parallel",
        ] {
            let summary = VerifyReport(try Self.result(name), [], failOn: nil, notes: []).summary
            #expect(summary.loaded + summary.missing + summary.mismatched == summary.expected, "\(name)")
            #expect((summary.randomParameters ?? 0) <= summary.parameters ?? 0)
            #expect((summary.randomParameters == 0) == (summary.missing + summary.mismatched == 0), "\(name)")
        }
    }

    @Test("What would run code is the first finding, before those of rules with lower numbers")
    func order() throws {
        let result = try Self.result("unsafe-pickle")
        let findings = result.findings.map { JudgedFinding($0) }
        let numbers = VerifyReport(result, findings, failOn: .error, notes: []).findings.map(\.finding.rule.number)
        #expect(numbers.first == "BC601")
        let others = numbers.drop { $0 == "BC601" }
        #expect(others.first == "BC101")
        #expect(Array(others) == others.sorted())
    }
}
