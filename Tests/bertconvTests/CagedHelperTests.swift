import Glibc
import TestSupport
import Testing

@Suite("The program beside its helper")
struct CagedHelperTests {
    @Test("The helper says which layers of its cage are in force on this system")
    func version() {
        let run = Tool.run([Tool.path("bertconv-hdf5"), "--version"])
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("bertconv-hdf5, libhdf5 ") == true)
        #expect(lines.last?.hasPrefix("cage: ") == true)
    }

    @Test(
        "A helper that dies is one error and exit status 2, and nothing is written",
        arguments: [
            ("SYS", "made a system call that its cage forbids"),
            ("SEGV", "crashed while it read this"),
            ("XCPU", "used all its processor time"),
        ])
    func death(signal: String, reason: String) {
        let folder = TemporaryFolder()
        _ = folder.program("kill -\(signal) $$", named: "bertconv-hdf5")
        #expect(Tool.run(["cp", Tool.path("bertconv"), folder.file("bertconv")]).status == 0)
        let input = Fixtures.path("h5py-3.16.0/latest-format.h5")
        for command in [["inspect", input], ["convert", input, folder.file("out.safetensors")]] {
            let run = Tool.run([folder.file("bertconv")] + command)
            #expect(run.status == 2)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains(reason))
            #expect(run.errors.split(separator: "\n").count == 1)
        }
        #expect(folder.names == ["bertconv", "bertconv-hdf5"])
    }
}
