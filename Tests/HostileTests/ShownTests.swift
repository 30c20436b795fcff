import JSONText
import TestSupport
import Testing

/// A name can hold whatever a terminal, a workflow runner or a browser would obey; no output repeats it as it is.
@Suite("Names that are commands")
struct ShownTests {
    /// Every control character, characters that turn the line or hide, and the markup of three formats.
    private static let evil: String = {
        var text = "x\u{1B}[2J\nerror: forged\r::error file=a::forged%0A|`<script>alert(1)</script>"
        let codes =
            Array(0..<0x20) + [
                0x7F, 0x85, 0x9B, 0x200B, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF,
            ]
        for code in codes { text.unicodeScalars.append(Unicode.Scalar(UInt32(code)) ?? " ") }
        return text
    }()

    /// The same as the name of a folder, which can hold neither NUL nor a slash.
    private static let folderName = String(
        String.UnicodeScalarView(evil.unicodeScalars.filter { $0 != "\0" && $0 != "/" }))

    /// A model in such a folder, with such a tensor.
    private static func model(in folder: TemporaryFolder) -> String {
        _ = Tool.run(["mkdir", folder.file(folderName)])
        var model = TinyBert()
        model.add(evil, [2])
        _ = folder.write(model.configurationText, to: folderName + "/config.json")
        _ = folder.write(SafetensorsBytes.file(model.tensors), to: folderName + "/model.safetensors")
        return folder.file(folderName)
    }

    private static func shown(_ arguments: [String]) -> Cage.Run {
        let run = Cage.run(arguments)
        #expect(run.status <= 2, "\(arguments.first ?? ""): \(run.errors)")
        #expect(run.unescaped.isEmpty, "\(arguments.first ?? "") \(arguments.dropFirst().first ?? "")")
        #expect((run.output + run.errors).contains("forged"), "the name is not shown at all")
        let lines = (run.output + run.errors).split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("error: forged") || $0.hasPrefix("::error file=a") })
        return run
    }

    @Test(
        "Every format of verify shows them escaped",
        arguments: ["text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html", "svg"])
    func verify(format: String) {
        let folder = TemporaryFolder()
        let run = Self.shown(["verify", "--format", format, Self.model(in: folder)])
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        switch format {
        case "json", "jsonl", "sarif": #expect(run.json != nil)
        case "gitlab": #expect((try? JSONParser.parse(Array(run.output.utf8)))?.array?.isEmpty == false)
        case "junit": #expect(!run.output.contains("<script"))
        case "html", "svg":
            #expect(run.output.ranges(of: "<script").count == (format == "html" ? 1 : 0))
        case "github":
            #expect(
                lines.allSatisfy { $0.hasPrefix("::warning ") || $0.hasPrefix("::notice ") || $0.hasPrefix("::error ") }
            )
            #expect(run.output.contains("%250A") && !run.output.contains("%0A"))
        case "markdown":
            #expect(!run.output.contains("<script>"))
            // A pipe ends a cell: as many in each row of a table as in its heading.
            #expect(
                lines.filter { $0.hasPrefix("| warning") }.allSatisfy { row in
                    row.replacing("\\|", with: "").count { $0 == "|" } == 6
                })
        default: break
        }
    }

    @Test(
        "A report in a file shows them escaped",
        arguments: ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html", "svg"])
    func reportFile(format: String) {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let run = Cage.run(["verify", "--quiet", "--report", "\(format)=\(folder.file("report"))", model])
        #expect(run.status == 0)
        let report = String(decoding: bytes(ofFile: folder.file("report")), as: UTF8.self)
        #expect(report.contains("forged"))
        let file = Cage.Run(status: 0, output: report, errors: "", residentBytes: 0, touchedPages: 0)
        #expect(file.unescaped.isEmpty)
    }

    @Test(
        "Every other command shows them escaped",
        arguments: [
            ["inspect"], ["inspect", "--format", "json"], ["inspect", "--stats"],
            ["inspect", "--stats", "--format", "csv"],
            ["inspect", "--stats", "--format", "json"], ["digest"],
        ])
    func reading(arguments: [String]) {
        let folder = TemporaryFolder()
        let run = Self.shown(arguments + [Self.model(in: folder)])
        #expect(run.status == 0)
        if arguments.last == "json" { #expect(run.json != nil) }
        if arguments.last == "csv" { #expect(run.output.split(separator: "\n").count == 27) }
    }

    @Test("diff and convert show them escaped, in text and JSON", arguments: ["text", "json"])
    func writing(format: String) {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let other = TinyBert().write(to: folder, as: "other.safetensors")
        #expect(Self.shown(["diff", "--format", format, model, other]).status == 1)
        #expect(
            Self.shown(["convert", "--dry-run", "--format", format, model, folder.file("o.safetensors")]).status == 0)
        #expect(Self.shown(["convert", "--format", format, model, folder.file("o.bin")]).status == 0)
    }

    @Test("A baseline and a policy made of them show them escaped")
    func accepted() {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let run = Cage.run(["verify", "--quiet", "--write-baseline", folder.file("baseline.json"), model])
        #expect(run.status == 0)
        let text = String(decoding: bytes(ofFile: folder.file("baseline.json")), as: UTF8.self)
        #expect(text.contains("forged"))
        #expect(Cage.Run(status: 0, output: text, errors: "", residentBytes: 0, touchedPages: 0).unescaped.isEmpty)
        #expect(
            Cage.run(["verify", "--fail-on", "note", "--baseline", folder.file("baseline.json"), model]).status == 0)
        #expect(Cage.run(["verify", "--print-policy", "--fail-on", "note", model]).unescaped.isEmpty)
    }

    @Test("A name of a whole file's length is clipped in a message")
    func long() {
        let folder = TemporaryFolder()
        let name = String(repeating: "n", count: 1 << 20)
        let header = "{\"\(name)\":1,\"\(name)\":1}"
        let run = Cage.run([
            "inspect", folder.write(SafetensorsBytes.file(header: header, data: []), to: "m.safetensors"),
        ])
        #expect(run.status == 2)
        #expect(run.errors.utf8.count < 2000)
        #expect(run.errors.contains("… ("))
    }
}
