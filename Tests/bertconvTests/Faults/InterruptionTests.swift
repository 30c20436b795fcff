import Glibc
import TestSupport
import Testing

@Suite("Signals as shells and supervisors expect them", .enabled(if: FaultShim.isThere, "needs clang"))
struct InterruptionTests {
    private static let slow = InjectedFault(calls: ["pread"], delay: 50_000)

    @Test("It dies of the signal itself, not with a status of its own", arguments: [SIGINT, SIGTERM, SIGHUP])
    func diesOfIt(signal: Int32) throws {
        let scenario = try FaultScenario(.folder)
        let outcome = try scenario.run(Self.slow, signal: (signal, .calls(2)))
        #expect(outcome.status == 128 + signal)
        #expect((outcome.tree == scenario.before) as Bool)
        #expect(outcome.errors.isEmpty)
    }

    @Test("What the caller ignores stays ignored: nohup, a job in the background", arguments: ["HUP", "INT", "TERM"])
    func ignored(name: String) throws {
        let scenario = try FaultScenario(.folder)
        scenario.folder.restore(scenario.before)
        let line = "trap '' \(name); \"$@\" & sleep 0.15; kill -\(name) $!; wait $!"
        let run = Tool.run(
            ["/bin/sh", "-c", line, "sh", Tool.path("bertconv")] + scenario.arguments,
            environment: ["env"] + Self.slow.environment(counter: "/dev/null"))
        #expect(run.status == 0)
        #expect((scenario.folder.tree == scenario.after) as Bool)
    }

    @Test("The helper ends with the program that asked it", arguments: [SIGTERM, SIGINT])
    func helper(signal: Int32) throws {
        let folder = TemporaryFolder()
        let duration = "600.\(UInt32.random(in: 0 ... .max))"
        // A program takes the helper that lies beside it; this one would answer in ten minutes.
        _ = folder.program("exec sleep \(duration)", named: "bertconv-hdf5")
        #expect(Tool.run(["cp", Tool.path("bertconv"), folder.file("bertconv")]).status == 0)
        let input = folder.copy(Fixtures.path("transformers-4.44.2/BertModel/tf_model.h5"))
        let child = try #require(Child([folder.file("bertconv"), "convert", input, folder.file("out.safetensors")]))
        let pattern = "sleep \(duration)"
        var isRunning = false
        for _ in 0..<600 where !isRunning {
            usleep(50_000)
            isRunning = Tool.run(["pgrep", "-xf", pattern]).status == 0
        }
        #expect(isRunning)
        child.send(signal)
        let end = child.wait()
        #expect(end.status == 128 + signal)
        #expect(end.errors.isEmpty)
        for _ in 0..<600 where isRunning {
            isRunning = Tool.run(["pgrep", "-xf", pattern]).status == 0
            if isRunning { usleep(50_000) }
        }
        #expect(!isRunning)
    }
}
