import Glibc
import JSONText
import TestSupport
import Testing

/// The n-th call of the C library fails, for every n: what is there afterwards is what was there before, or the whole
/// output, and the exit status says which.
@Suite("A fault at every call", .slow, .enabled(if: FaultShim.isThere, "needs clang"))
struct FaultAtEveryCallTests {
    /// Calls that no run may ignore the failure of.
    private static let needed: Set = ["pread", "pwrite", "fallocate", "linkat", "rename", "mkdir"]
    private static let failed = (number: EIO, words: "the disk or its connection failed")
    private static let full = (number: ENOSPC, words: "there is no room for it")
    /// The errors of a call in turn: its first has the first, its second the second, and so on.
    private static let errors: [(call: String, errors: [(number: Int32, words: String)])] = [
        ("pread", [failed]), ("pwrite", [full, failed]), ("fallocate", [full]), ("fsync", [failed]), ("linkat", [full]),
        ("rename", [failed, (EROFS, "check the permissions")]), ("mkdir", [full]),
        ("open", [failed, (EACCES, "check the permissions")]),
    ]

    @Test(
        "An error at any call is status 2 with its reason, and everything is as before",
        arguments: FaultScenario.Kind.allCases)
    func errors(kind: FaultScenario.Kind) throws {
        let scenario = try FaultScenario(kind)
        // What verify cannot read is not its own failure but what it reports, see below.
        let ownErrors = Self.errors.filter { kind != .report || !["pread", "open"].contains($0.call) }
        for (call, errors) in ownErrors {
            let count = try scenario.count([call])
            var failures = 0
            for turn in 0..<(count == 0 ? 0 : max(count, errors.count)) {
                let (at, (number, words)) = (turn % count + 1, errors[turn % errors.count])
                let fault = InjectedFault(calls: [call], at: at, action: "errno:\(number)")
                let outcome = try scenario.run(fault)
                guard outcome.status != 0 else {
                    #expect((outcome.tree == scenario.after) as Bool, "\(kind) \(fault)")
                    #expect(!Self.needed.contains(call), "\(kind) \(fault)")
                    continue
                }
                failures += 1
                #expect(outcome.status == 2, "\(kind) \(fault): \(outcome.errors)")
                #expect((outcome.tree == scenario.before) as Bool, "\(kind) \(fault): \(outcome.tree.keys.sorted())")
                let line = outcome.errors.split(separator: "\n").first ?? ""
                #expect(line.hasPrefix("error: \(scenario.folder.path)/"), "\(kind) \(fault): \(line)")
                #expect(line.contains(words), "\(kind) \(fault): \(line)")
            }
            if count > 0 { #expect(failures > 0, "\(kind) \(call)") }
        }
    }

    @Test(
        "What verify cannot read is never a pass, and the report that says so is whole", arguments: ["never", "error"])
    func unread(threshold: String) throws {
        let scenario = try FaultScenario(.report, arguments: ["--fail-on", threshold])
        let count = try scenario.count(["pread"])
        for at in stride(from: 1, through: count, by: 1) {
            let fault = InjectedFault(calls: ["pread"], at: at, action: "errno:\(EIO)")
            let outcome = try scenario.run(fault)
            #expect(outcome.status == 2, "\(fault)")
            let report = try JSONParser.parse(try #require(outcome.tree["out.json"]))
            #expect(report.object?["summary"]?.object?["partial"] == 1, "\(fault)")
        }
    }

    @Test("What is interrupted or done by half is done again or to the end", arguments: FaultScenario.Kind.allCases)
    func resumed(kind: FaultScenario.Kind) throws {
        let scenario = try FaultScenario(kind)
        let calls = ["pread", "pwrite", "fsync", "fallocate", "linkat", "rename", "mkdir"]
        let count = try scenario.count(calls)
        // Each call is interrupted, and the next, which is the same again, is not; or none does more than half.
        for fault in [
            InjectedFault(calls: calls, at: 1, action: "errno:\(EINTR)", step: 2),
            InjectedFault(calls: ["pread", "pwrite"], at: 1, action: "short", step: 1),
        ] {
            let outcome = try scenario.run(fault)
            #expect(outcome.status == 0, "\(kind) \(fault): \(outcome.errors)")
            #expect((outcome.tree == scenario.after) as Bool, "\(kind) \(fault)")
            #expect(outcome.calls > count, "\(kind) \(fault)")
        }
    }

    @Test("A disk that fills up and stays full leaves everything as before", arguments: FaultScenario.Kind.allCases)
    func fullFromThenOn(kind: FaultScenario.Kind) throws {
        let scenario = try FaultScenario(kind)
        let calls = ["pwrite", "fallocate", "linkat", "mkdir"]
        for at in stride(from: 1, through: try scenario.count(calls), by: 1) {
            let fault = InjectedFault(calls: calls, at: at, action: "errno:\(ENOSPC)", step: 1)
            let outcome = try scenario.run(fault)
            #expect(outcome.status == 2, "\(kind) \(fault): \(outcome.errors)")
            #expect(outcome.errors.contains("there is no room for it"), "\(kind) \(fault): \(outcome.errors)")
            #expect((outcome.tree == scenario.before) as Bool, "\(kind) \(fault): \(outcome.tree.keys.sorted())")
        }
    }
}
