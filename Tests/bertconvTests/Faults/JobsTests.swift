import Glibc
import TestSupport
import Testing

/// Guards that `--jobs N` verifies N models at a time where reads wait, as they do on network file systems: no read
/// returns before N threads have begun one.
@Suite("--jobs where reads wait", .enabled(if: FaultShim.isThere, "needs clang"))
struct JobsTests {
    private static let count = 24

    private static func models() -> TemporaryFolder {
        let folder = TemporaryFolder()
        let model = TinyBert("BertModel", layers: 0)
        let bytes = SafetensorsBytes.file(model.tensors)
        for number in 0..<count {
            unsafe mkdir(folder.file("\(number)"), 0o700)
            _ = folder.write(bytes, to: "\(number)/model.safetensors")
            _ = folder.write(model.configurationText, to: "\(number)/config.json")
        }
        return folder
    }

    private static func verify(_ folder: TemporaryFolder, jobs: Int, together: Int) throws -> Int32 {
        let paths = (0..<count).map { folder.file("\($0)") }
        let fault = InjectedFault(calls: ["pread"], together: together)
        return try FaultShim.bertconv(
            ["verify", "--no-policy", "--quiet", "--format", "jsonl", "--jobs", "\(jobs)"] + paths, fault
        ).status
    }

    @Test("So many models are read at once, however few processors there are", arguments: [1, 2, 7, count])
    func all(jobs: Int) throws {
        #expect(try Self.verify(Self.models(), jobs: jobs, together: jobs) == 0)
    }

    @Test("And no more, apart from readers of tensors for processors that are left", arguments: [3, 8])
    func noMore(jobs: Int) throws {
        let most = max(jobs, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        #expect(try Self.verify(Self.models(), jobs: jobs, together: most + 1) == 97)
    }
}
