import TestSupport
import Testing

/// Every command × every report × a standard output that nobody reads, that has no room, or that is not there: the
/// exit status is the verdict's, and what goes to files is whole.
@Suite("The verdict survives the printer")
struct UndeliveredResultTests {
    private static let formats = [
        "text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html", "svg",
    ]
    private static let models: [(folder: String, status: Int32)] = [
        ("healthy-BertForMaskedLM", 0), ("missing-head", 1), ("truncated-safetensors", 2), ("no-weights", 3),
    ]

    /// What a status becomes: a reader who wants no more changes nothing, a result that is lost is no success.
    private static func expected(_ status: Int32, _ sink: Tool.Sink) -> Int32 {
        sink != .closedPipe && status == 0 ? 2 : status
    }

    private static func expectSaid(_ run: Tool.Run, _ sink: Tool.Sink, _ comment: String) {
        switch sink {
        case .closedPipe: #expect(run.errors.isEmpty, "\(comment): \(run.errors)")
        case .full: #expect(run.errors.contains("error: standard output: cannot write the result"), "\(comment)")
        case .none: #expect(run.errors.contains("error: standard output: cannot write the result"), "\(comment)")
        }
    }

    @Test("verify: every verdict in every format, and every report file", .slow, arguments: formats)
    func verify(format: String) {
        for model in Self.models {
            let arguments = ["verify", Fixtures.path("damage/\(model.folder)"), "--format", format]
            let plain = Tool.bertconv(arguments)
            #expect(plain.status == model.status)
            for sink in Tool.Sink.allCases {
                let folder = TemporaryFolder()
                let reports = Self.formats.flatMap { ["--report", "\($0)=\(folder.file($0))"] }
                let run = Tool.bertconv(arguments + reports, into: sink)
                let comment = "\(model.folder) \(sink)"
                #expect(run.status == Self.expected(model.status, sink), "\(comment): \(run.errors)")
                Self.expectSaid(run, sink, comment)
                #expect(folder.names == Self.formats.sorted())
                let written = String(decoding: bytes(ofFile: folder.file(format)), as: UTF8.self)
                #expect((withoutTimes(written) == withoutTimes(plain.output)) as Bool, "\(comment)")
            }
        }
    }

    @Test(
        "verify of several models: all of them are in the files, and the worst decides", .slow,
        arguments: Tool.Sink.allCases)
    func several(sink: Tool.Sink) {
        let folder = TemporaryFolder()
        let paths = Self.models.prefix(2).map { Fixtures.path("damage/\($0.folder)") }
        let many = Array(repeating: paths, count: 20).flatMap(\.self)
        let report = ["--report", "jsonl=\(folder.file("r"))"]
        let run = Tool.bertconv(["verify", "--headers-only"] + many + report, into: sink)
        #expect(run.status == 1)
        #expect(bytes(ofFile: folder.file("r")).count { $0 == UInt8(ascii: "\n") } == 40)
    }

    @Test("verify: a report on standard output, a policy and a baseline", .slow, arguments: Tool.Sink.allCases)
    func others(sink: Tool.Sink) {
        let folder = TemporaryFolder()
        for model in Self.models.prefix(2) {
            let path = Fixtures.path("damage/\(model.folder)")
            for arguments in [
                ["--report", "json=-"], ["--report", "sarif=/dev/stdout"], ["--write-baseline", "-"],
                ["--print-policy"],
                ["--quiet"], ["--write-baseline", folder.file("baseline")],
            ] {
                let run = Tool.bertconv(["verify", "--headers-only", path] + arguments, into: sink)
                #expect(run.status == Self.expected(model.status, sink), "\(arguments): \(run.errors)")
                Self.expectSaid(run, sink, "\(arguments)")
            }
            #expect(!bytes(ofFile: folder.file("baseline")).isEmpty)
        }
    }

    @Test(
        "Every other command ends with the status that it has when its result is read", .slow,
        arguments: Tool.Sink.allCases)
    func commands(sink: Tool.Sink) {
        let folder = TemporaryFolder()
        let model = Fixtures.path("damage/healthy-BertForMaskedLM")
        let other = Fixtures.path("damage/healthy-BertModel")
        let hole = Fixtures.path("h5py-3.16.0/one-kernel-deleted.h5")
        for (arguments, status) in [
            (["inspect", model], 0), (["inspect", model, "--format", "json"], 0),
            (["inspect", model, "--stats", "--format", "csv"], 0), (["inspect", model, "--stats"], 0),
            (["digest", model], 0), (["diff", model, model], 0), (["diff", model, other], 1),
            (["diff", model, other, "--format", "json"], 1), (["explain"], 0), (["explain", "BC101"], 0),
            (["--help"], 0), (["--version"], 0), (["verify", "--help"], 0), (["help", "convert"], 0),
            (["convert", model, folder.file("dry.bin"), "--dry-run"], 0),
            (["convert", hole, folder.file("hole.safetensors"), "--format", "json"], 1),
        ] as [([String], Int32)] {
            let run = Tool.bertconv(arguments, into: sink)
            #expect(run.status == Self.expected(status, sink), "\(arguments): \(run.errors)")
            if status == 0 || sink != .closedPipe { Self.expectSaid(run, sink, "\(arguments)") }
        }
        #expect(folder.names.isEmpty)
        for arguments in [["inspect"], ["inspect", folder.file("none")]] {
            #expect(Tool.bertconv(arguments, into: sink).status == Tool.bertconv(arguments).status)
        }
    }

    @Test(
        "What convert and init write is whole, and no file takes the place of a missing stream", .slow,
        arguments: Tool.Sink.allCases)
    func written(sink: Tool.Sink) {
        let model = Fixtures.path("damage/healthy-BertForMaskedLM")
        let folder = TemporaryFolder()
        for (arguments, name) in [
            (["convert", model, folder.file("a.safetensors")], "a.safetensors"),
            (["convert", model, folder.file("a.bin"), "--format", "json"], "a.bin"),
            (["init", model, folder.file("b.safetensors")], "b.safetensors"),
            (["convert", model, folder.file("c"), "--to", "safetensors"], "c/model.safetensors"),
        ] {
            let run = Tool.bertconv(arguments, into: sink)
            #expect(run.status == Self.expected(0, sink), "\(arguments): \(run.errors)")
            let path = folder.file(name)
            let again = TemporaryFolder()
            let plain = Tool.bertconv([
                arguments[0], model, again.file(name.split(separator: "/").last.map(String.init) ?? ""),
            ])
            #expect(plain.status == 0)
            let written = bytes(ofFile: path)
            let whole = again.contents.values.first
            #expect((written == whole) as Bool, "\(arguments)")
        }
    }

    @Test("A report that cannot be written never hides a verdict, and stops no other report")
    func unwritten() {
        for model in Self.models {
            func arguments(_ folder: TemporaryFolder) -> [String] {
                [
                    Tool.path("bertconv"), "verify", Fixtures.path("damage/\(model.folder)"), "--quiet", "--report",
                    "sarif=\(folder.file("long"))", "--report", "github=\(folder.file("short"))",
                ]
            }
            let (whole, folder) = (TemporaryFolder(), TemporaryFolder())
            #expect(Tool.run(arguments(whole)).status == model.status)
            // Room for the short report, in blocks of 512 bytes, and none for the long one.
            let blocks = (bytes(ofFile: whole.file("short")).count + 511) / 512
            #expect(blocks * 512 < bytes(ofFile: whole.file("long")).count)
            let run = Tool.run(
                ["/bin/sh", "-c", "ulimit -f \(blocks); exec \"$0\" \"$@\""] + arguments(folder))
            #expect(run.status == (model.status == 0 ? 2 : model.status), "\(model.folder): \(run.errors)")
            #expect(run.errors.hasPrefix("error: \(folder.file("long")): cannot write"), "\(run.errors)")
            #expect(folder.names == ["short"], "\(model.folder)")
        }
    }
}
