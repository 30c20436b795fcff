import Glibc
import TestSupport
import Testing

@Suite("The program beside its helper")
struct CagedHelperTests {
    @Test("The version is followed by libhdf5's and by the layers of the cage, a line each")
    func version() {
        let run = Tool.bertconv(["--version"])
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.first?.hasPrefix("bertconv ") == true)
        #expect(lines.dropFirst().first?.hasPrefix("bertconv-hdf5, libhdf5 ") == true)
        #expect(lines.last?.hasPrefix("cage: ") == true)
    }

    @Test("Without a helper the version is told all the same, and that there is no HDF5")
    func versionWithoutHelper() {
        let folder = TemporaryFolder()
        #expect(Tool.run(["cp", Tool.path("bertconv"), folder.file("bertconv")]).status == 0)
        let run = Tool.run([folder.file("bertconv"), "--version"])
        #expect(run.status == 0)
        #expect(run.output.contains("no HDF5: reading HDF5 needs the program "))
    }

    @Test(
        "A helper that dies is one error and exit status 2, and nothing is written",
        arguments: [
            ("SYS", "tried something it may not do while it worked on this file"),
            ("SEGV", "crashed while it read this"),
            ("XCPU", "did not come to an end within"),
        ])
    func death(signal: String, reason: String) {
        let folder = TemporaryFolder()
        _ = folder.write("#!/bin/sh\nkill -\(signal) $$\n", to: "bertconv-hdf5")
        #expect(unsafe chmod(folder.file("bertconv-hdf5"), 0o700) == 0)
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
