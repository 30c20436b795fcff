import Foundation
import HDF5
import TestSupport
import Testing

@Suite("Plug-ins of libhdf5")
struct PlugInTests {
    @Test("libhdf5 loads none once it has been started; it would before")
    func state() throws {
        try Library.start()
        #expect(try !Library.loadsPlugins())
    }

    @Test("A filter that only a plug-in has is refused, whatever the environment says of plug-ins")
    func environment() throws {
        let file = Fixture.h5py("unknown-filter")
        let folder = TemporaryFolder()
        _ = folder.write("not a shared object", to: "libfilter.so")
        for preload in ["", "::", folder.path] {
            let environment = ["HDF5_PLUGIN_PATH=\(folder.path)", "HDF5_PLUGIN_PRELOAD=\(preload)"]
            let run = Tool.run(
                ["/bin/sh", "-c", "exec \"$0\" catalog < \"$1\"", Tool.path("bertconv-hdf5"), file],
                environment: environment)
            #expect(run.status == 1)
            #expect(run.output.contains("\"code\":\"unknown-filter\""))
        }
    }

    @Test("The program says which layers of its cage are in force, and that there are no plug-ins")
    func version() throws {
        let run = Tool.run([Tool.path("bertconv-hdf5"), "--version"])
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("bertconv-hdf5, libhdf5 ") == true)
        let layers = try #require(lines.last).split(separator: ": ", maxSplits: 1).last?.components(separatedBy: ", ")
        let expected = [
            "no new privileges", "no environment", "three descriptors only", "address space 1024 MiB",
            "processor 120 s", "no plug-ins",
        ]
        #expect(layers?.suffix(expected.count) == expected[...])
        let filter = CageProbeRun.hasFilters ? "system call filter" : "no system call filter on this system"
        #expect(layers?.first == filter)
    }
}
