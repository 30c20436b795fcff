import TestSupport
import Testing

@Suite("Streams and terminals")
struct StreamTests {
    private static let input = Fixtures.path("transformers-4.44.2/BertForSequenceClassification/tf_model.h5")
    private static let hole = Fixtures.path("h5py-3.16.0/one-kernel-deleted.h5")
    private static let hasTerminal = Tool.run(["script", "--version"]).status == 0

    @Test("Where nobody looks at a terminal there is no colour and no progress bar")
    func noEscapes() {
        let folder = TemporaryFolder()
        for arguments in [
            ["convert", Self.input, folder.file("out.safetensors")],
            ["convert", Self.hole, folder.file("x.safetensors")],
            ["convert", "/nothing", folder.file("x.safetensors")], ["inspect", Self.input],
        ] {
            let run = Tool.bertconv(arguments)
            #expect(!(run.output + run.errors).contains("\u{1B}"))
            #expect(!(run.output + run.errors).contains("\r"))
        }
        #expect(folder.names == ["out.safetensors"])
    }

    @Test(
        "At a terminal errors are coloured unless NO_COLOR says otherwise",
        .enabled(if: hasTerminal, "needs script(1) of util-linux"), arguments: [("", true), ("1", false)])
    func colour(noColor: String, isColoured: Bool) {
        let folder = TemporaryFolder()
        let line =
            "NO_COLOR=\(noColor) '\(Tool.path("bertconv"))' convert '\(Self.hole)' '\(folder.file("x.safetensors"))'"
        let run = Tool.run(["script", "-qec", line, "/dev/null"])
        #expect(run.status == 1)
        #expect(run.output.contains("1 of 25 parameters"))
        #expect(run.output.contains("\u{1B}[31;1merror[BC101]") == isColoured, "\(run.output)")
        #expect(folder.names.isEmpty)
    }

    @Test("At a terminal the progress bar is taken away again", .enabled(if: hasTerminal, "needs script(1)"))
    func progressBar() {
        let folder = TemporaryFolder()
        let line = "'\(Tool.path("bertconv"))' convert '\(Self.input)' '\(folder.file("x.safetensors"))'"
        let run = Tool.run(["script", "-qec", line, "/dev/null"])
        #expect(run.status == 0)
        #expect(run.output.contains("━ 100 %"))
        let afterBar = run.output.split(separator: "\r").last { $0.contains("\u{1B}[K") }
        #expect(afterBar?.hasPrefix("\u{1B}[K\(Self.input): keras-hdf5") == true, "\(run.output)")
        #expect(folder.names == ["x.safetensors"])
    }

    @Test("The helper's own output never reaches the user's streams")
    func helperIsSilent() {
        let run = Tool.bertconv(["inspect", Fixtures.path("h5py-3.16.0/external-link.h5")])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.split(separator: "\n").count == 1)
        #expect(!run.errors.contains("{\"error\""))
    }
}
