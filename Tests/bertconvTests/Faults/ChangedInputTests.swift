import Glibc
import TestSupport
import Testing

/// Something is done to the input, or to the output's place, before the n-th call, for every n.
@Suite("What changes under the program", .enabled(if: FaultShim.isThere, "needs clang"))
struct ChangedInputTests {
    private static let changes = [
        ("rewritten", "printf x | dd of=%i bs=1 seek=900 conv=notrunc status=none"),
        ("cut short", "truncate -s 700 %i"), ("emptied", "truncate -s 0 %i"), ("longer", "printf x >> %i"),
    ]

    @Test("An input that changes while it is read is noticed, and nothing is written", .slow, arguments: changes)
    func changed(name: String, command: String) throws {
        let scenario = try FaultScenario(.file)
        let input = scenario.folder.file("model.safetensors")
        let command = command.split(separator: "%i", omittingEmptySubsequences: false).joined(separator: input)
        let count = try scenario.count(["pread"])
        // Before the second read, the first being of config.json, nothing was read that could have changed.
        for at in stride(from: 2, through: count, by: 1) {
            let outcome = try scenario.run(
                InjectedFault(calls: ["pread"], at: at, action: "run:\(command)"))
            #expect(outcome.status == 2, "\(name) at \(at)")
            let line = outcome.errors.split(separator: "\n").first ?? ""
            #expect(
                line.hasPrefix("error: \(input): ")
                    && (line.contains("changed while it was being read") || line.contains("file ends before")
                        || line.contains("ends at byte")),
                "\(name) at \(at): \(line)")
            #expect(outcome.tree["out.safetensors"] == nil, "\(name) at \(at)")
            #expect(Set(outcome.tree.keys) == Set(scenario.before.keys), "\(name) at \(at)")
        }
    }

    @Test("An input whose name another file takes, as a hub's cache does, is read to its end as it was")
    func replaced() throws {
        let scenario = try FaultScenario(.file)
        let input = scenario.folder.file("model.safetensors")
        let expected = try scenario.run(InjectedFault(calls: ["pread"], at: 1, action: "run:true")).tree[
            "out.safetensors"]
        #expect(expected != nil)
        // The first two reads are of config.json, and the input is not open yet.
        for at in stride(from: 4, through: try scenario.count(["pread"]), by: 5) {
            let outcome = try scenario.run(
                InjectedFault(calls: ["pread"], at: at, action: "run:printf x > \(input).new; mv \(input).new \(input)")
            )
            #expect(outcome.status == 0, "at \(at): \(outcome.errors)")
            #expect((outcome.tree["out.safetensors"] == expected) as Bool, "at \(at)")
        }
    }

    @Test("verify says of such an input that it could not be checked")
    func verify() throws {
        let folder = TemporaryFolder()
        let input = TinyBert().write(to: folder)
        let fault = InjectedFault(calls: ["pread"], at: 6, action: "run:printf x >> \(input)")
        let run = try FaultShim.bertconv(["verify", input], fault)
        #expect(run.status == 2)
        #expect(run.output.hasPrefix("PARTIAL "))
        #expect(run.output.contains("changed while it was being read"))
    }

    @Test("Nothing is mapped, so that a file that is cut short can never be a SIGBUS")
    func notMapped() throws {
        let sources = Fixtures.path("../Sources")
        let found = Tool.run(["grep", "-rnE", "--include=*.swift", "mmap\\(|mmap64\\(|MAP_SHARED|MAP_PRIVATE", sources])
        #expect(found.status == 1, "\(found.output)")
        #expect(Tool.run(["grep", "-rlw", "--include=*.swift", "pread", sources]).status == 0)
    }
}
