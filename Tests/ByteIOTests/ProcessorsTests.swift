import Glibc
import TestSupport
import Testing

@testable import ByteIO

@Suite("Processors that may be used")
struct ProcessorsTests {
    @Test("A control group's quota counts in whole processors, and so do those of the groups that it is in")
    func quotas() throws {
        let folder = TemporaryFolder()
        for (group, text) in [
            ("", "400000 100000\n"), ("/a", "max 100000\n"), ("/a/b", "150000 100000\n"), ("/a/b/c", "1000 100000\n"),
            ("/odd", "many few"), ("/zero", "0 0"), ("/one", "7"),
        ] {
            unsafe mkdir(folder.path + group, 0o700)
            _ = folder.write(text, to: group + "/cpu.max")
        }
        #expect(Processors.quotas(below: folder.path, group: "/") == [4])
        #expect(Processors.quotas(below: folder.path, group: "/a") == [4])
        #expect(Processors.quotas(below: folder.path, group: "/a/b") == [4, 2])
        #expect(Processors.quotas(below: folder.path, group: "/a/b/c") == [4, 2, 1])
        #expect(Processors.quotas(below: folder.path, group: "/a/none") == [4])
        for group in ["/odd", "/zero", "/one"] {
            #expect(Processors.quotas(below: folder.path, group: group) == [4], "\(group)")
        }
        #expect(Processors.quotas(below: folder.file("none"), group: "/").isEmpty)
    }

    @Test("There is one at least, and no more than the system has")
    func count() {
        #expect(Processors.count >= 1)
        #expect(Processors.count <= Int(sysconf(Int32(_SC_NPROCESSORS_CONF))))
    }
}
