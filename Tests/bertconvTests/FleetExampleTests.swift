import ByteIO
import Glibc
import TestSupport
import Testing
import Yams

/// Guards `Examples/slurm` and `Examples/kubernetes`, whose scripts run here as plain processes.
///
/// `scripts/fleets` runs all examples on their engines.
@Suite("The examples for fleets, without their engines")
struct FleetExampleTests {
    private static let kinds = ["healthy-BertModel", "missing-head", "fresh-head", "truncated-safetensors"]
    private static let count = 24
    private static let parts = 3

    /// A folder with models, and the list of them.
    private static func fleet() -> TemporaryFolder {
        let folder = TemporaryFolder()
        unsafe mkdir(folder.file("models"), 0o700)
        let places = (0..<count).map { number in
            let place = folder.file("models/model \(number)")
            unsafe symlink(Fixtures.path("damage/\(kinds[number % kinds.count])"), place)
            return place
        }
        _ = folder.write(places.map { $0 + "\n" }.joined(), to: "models.txt")
        return folder
    }

    /// Runs a command in the folder, with bertconv on the path.
    private static func run(_ command: [String], in folder: TemporaryFolder, _ environment: [String]) -> Tool.Run {
        let products = FilePath.folder(of: Tool.path("bertconv"))
        return Tool.run(
            ["sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path] + command,
            environment: environment + ["PATH=\(products):$PATH"])
    }

    private static func lines(_ folder: TemporaryFolder, _ part: Int) -> [Substring] {
        String(decoding: bytes(ofFile: folder.file("part-\(part).jsonl")), as: UTF8.self).split(separator: "\n")
    }

    /// Runs the parts with `verify`, the second twice and from the middle of its file, and then the report.
    private static func expectWhole(
        in folder: TemporaryFolder, verify: (_ part: Int) -> Tool.Run, report: () -> Tool.Run
    ) {
        let one = Tool.bertconv(["verify", "--from-file", folder.file("models.txt"), "--quiet", "--format", "jsonl"])
        for part in 1...parts where part != 2 { #expect([0, 2].contains(verify(part).status)) }
        let early = report()
        #expect(early.status == 2)
        #expect(early.errors.contains("no report"))
        #expect(unsafe access(folder.file("fleet.md"), F_OK) != 0)
        let first = verify(2)
        let whole = bytes(ofFile: folder.file("part-2.jsonl"))
        _ = folder.write(Array(whole.prefix(whole.count * 2 / 3)), to: "part-2.jsonl")
        #expect(verify(2).status == first.status)
        #expect(bytes(ofFile: folder.file("part-2.jsonl")) == whole)
        #expect((1...parts).flatMap { lines(folder, $0) }.sorted() == one.output.split(separator: "\n").sorted())
        let last = report()
        #expect(last.status == 2)
        #expect(last.output.hasSuffix("24 models: 12 passed, 6 failed, 6 partial\n"))
        let page = String(decoding: bytes(ofFile: folder.file("fleet.md")), as: UTF8.self)
        #expect(page.contains("24 models"))
    }

    @Test("Slurm: tasks of an array, one of which is requeued, and the report")
    func slurm() throws {
        let folder = Self.fleet()
        let example = Fixtures.path("../Examples/slurm/")
        Self.expectWhole(in: folder) { part in
            Self.run(
                ["bash", example + "verify.sbatch", "models.txt", "\(Self.parts)"], in: folder,
                ["SLURM_ARRAY_TASK_ID=\(part)", "SLURM_CPUS_PER_TASK=2"])
        } report: {
            Self.run(["bash", example + "report.sbatch", "models.txt"], in: folder, [])
        }
        // Models that fail are the result of a task, wrong usage is not.
        let failing = folder.write(folder.file("models/model 1") + "\n", to: "failing.txt")
        let task = ["SLURM_ARRAY_TASK_ID=1"]
        #expect(Self.run(["bash", example + "verify.sbatch", failing, "1"], in: Self.fleet(), task).status == 0)
        #expect(Self.run(["bash", example + "verify.sbatch", failing, "0"], in: folder, task).status == 64)
    }

    @Test("Kubernetes: indices of a Job, one of which runs again, and the report")
    func kubernetes() throws {
        let folder = Self.fleet()
        let verify = try Self.command("verify.yaml")
        let report = try Self.command("report.yaml")
        Self.expectWhole(in: folder) { part in
            Self.run(verify, in: folder, ["JOB_COMPLETION_INDEX=\(part - 1)", "PARTS=\(Self.parts)"])
        } report: {
            Self.run(report, in: folder, [])
        }
    }

    /// The command of the only container of a Job.
    private static func command(_ file: String) throws -> [String] {
        let text = String(decoding: bytes(ofFile: Fixtures.path("../Examples/kubernetes/" + file)), as: UTF8.self)
        let job = try Yams.compose(yaml: text)
        let containers = job?["spec"]?["template"]?["spec"]?["containers"]?.sequence
        let words = containers?.first?["command"]?.sequence
        return try #require(words).compactMap { $0.string }
    }
}
