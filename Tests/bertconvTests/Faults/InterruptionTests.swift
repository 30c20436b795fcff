import Glibc
import TestSupport
import Testing

@Suite("Signals as shells and supervisors expect them", .enabled(if: FaultShim.isThere, "needs clang"))
struct InterruptionTests {
    private static let slow = InjectedFault(calls: ["pread"], delay: 50_000)

    @Test("It dies of the signal itself, not with a status of its own", arguments: [SIGINT, SIGTERM, SIGHUP])
    func diesOfIt(signal: Int32) throws {
        let scenario = try FaultScenario(.folder)
        let outcome = try scenario.run(Self.slow, signal: (signal, 2))
        #expect(outcome.status == 128 + signal)
        #expect((outcome.tree == scenario.before) as Bool)
        #expect(outcome.errors.isEmpty)
    }

    @Test(
        "What the caller ignores stays ignored: nohup, a job in the background", .slow,
        arguments: ["HUP", "INT", "TERM"])
    func ignored(name: String) throws {
        let scenario = try FaultScenario(.folder)
        scenario.folder.restore(scenario.before)
        let counters = TemporaryFolder()
        let counter = counters.write([UInt8](repeating: 0, count: 8), to: "count")
        let hasBegun = "[ $(od -An -tu1 -N1 '\(counter)') -ge 2 ]"
        let line =
            "trap '' \(name); \"$@\" & while kill -0 $! && ! \(hasBegun); do :; done; kill -\(name) $!; wait $!"
        let run = Tool.run(
            ["/bin/sh", "-c", line, "sh", "env"] + Self.slow.environment(counter: counter)
                + [Tool.path("bertconv")] + scenario.arguments)
        #expect(run.status == 0)
        #expect((scenario.folder.tree == scenario.after) as Bool)
    }

    @Test("The helper ends with the program that asked it", arguments: [SIGTERM, SIGINT, SIGHUP])
    func helper(signal: Int32) throws {
        let folder = TemporaryFolder()
        // A program takes the helper that lies beside it; this one says who it is and does not answer.
        _ = folder.program(
            "echo $$ > '\(folder.file("new"))'; mv '\(folder.file("new"))' '\(folder.file("helper"))'; exec sleep 86400",
            named: "bertconv-hdf5")
        #expect(Tool.run(["cp", Tool.path("bertconv"), folder.file("bertconv")]).status == 0)
        let input = folder.copy(Fixtures.path("transformers-4.44.2/BertModel/tf_model.h5"))
        let child = try #require(Child([folder.file("bertconv"), "convert", input, folder.file("out.safetensors")]))
        while bytes(ofFile: folder.file("helper")).isEmpty, !child.hasEnded { usleep(1_000) }
        let helper = String(decoding: bytes(ofFile: folder.file("helper")).dropLast(), as: UTF8.self)
        // Of a process that has ended and was not waited for its state is left (proc_pid_stat(5)): Z. Its command line
        // says nothing: that is empty for a moment while a process starts another program, as this one does.
        func isRunning() -> Bool {
            let status = String(decoding: bytes(ofFile: "/proc/\(helper)/stat"), as: UTF8.self)
            guard let state = status.split(separator: ")").last?.split(separator: " ").first else { return false }
            return state != "Z" && state != "X"
        }
        try #require(!helper.isEmpty && isRunning())
        child.send(signal)
        let end = child.wait()
        #expect(end.status == 128 + signal)
        #expect(end.errors.isEmpty)
        while isRunning() { usleep(1_000) }
    }
}
