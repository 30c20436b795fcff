import TestSupport
import Testing

@Suite("The command line itself")
struct UsageTests {
    @Test(
        "Wrong usage exits with 64 and says what is wrong on standard error",
        arguments: [
            (["convert"], "Missing expected argument '<input>'"),
            (["convert", "a.h5"], "Missing expected argument '<output>'"),
            (["convert", "a.h5", "b.safetensors", "c"], "Unexpected argument 'c'"),
            (["convert", "a.h5", "b.safetensors", "--format", "xml"], "'xml' is invalid"),
            (["convert", "a.h5", "b.safetensors", "--as"], "Missing value for '--as <class>'"),
            (["convert", "a.h5", "b.safetensors", "--fast"], "Unknown option '--fast'"),
            (["inspect"], "Missing expected argument '<path>'"),
            (["transmute"], "Unexpected argument 'transmute'"),
        ])
    func wrongUsage(arguments: [String], words: String) {
        let run = Tool.bertconv(arguments)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.errors.contains("Usage: bertconv"))
    }

    @Test(
        "A value that is wrong whatever the files hold is wrong usage, and the message lists what is right",
        arguments: [
            (["convert", "MODEL", "out"], ["out: ", ".safetensors, .bin", "in / for a model folder"]),
            (["convert", "MODEL", "out.onnx"], ["out.onnx: ", ".safetensors"]),
            (["convert", "MODEL", ".safetensor"], [".safetensor: "]),
            (["convert", "MODEL", "o.bin", "--as", "BertForNothing"], ["'BertForNothing'", "BertForMaskedLM"]),
            (["verify", "MODEL", "--as", "bertmodel"], ["'bertmodel'", "BertModel"]),
            (["verify", "MODEL", "--loader", "transformers-3"], ["'transformers-3'", "transformers-5.23"]),
            (["verify", "MODEL", "--report", "pdf=x"], ["'pdf=x'", "json, jsonl, sarif, junit, ", "intoto"]),
            (["verify", "MODEL", "--allow", "BC999"], ["there is no rule 'BC999'"]),
        ])
    func wrongValue(arguments: [String], words: [String]) {
        let folder = TemporaryFolder()
        let model = TinyBert().write(to: folder)
        let before = folder.contents
        let run = Tool.bertconv(arguments.map { $0 == "MODEL" ? model : $0 })
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("error: "), "\(run.errors)")
        for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
        #expect(folder.contents == before)
    }

    @Test("A path that begins with a hyphen is not taken for a request for help", arguments: ["-dash", "-has/model"])
    func hyphen(path: String) {
        let run = Tool.bertconv(["verify", path])
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("'\(path)'") && run.errors.contains("put -- before"))
        #expect(Tool.bertconv(["verify", "--", path]).output == "ERROR \(path): no such file or folder\n")
        #expect(Tool.bertconv(["verify", "-h"]).status == 0)
    }

    @Test("A file that is missing is no wrong usage, and neither is one whose class is unknown")
    func wrongFile() {
        let folder = TemporaryFolder()
        var model = TinyBert()
        model.configuration["architectures"] = "[\"BertForNothing\"]"
        let input = model.write(to: folder)
        #expect(Tool.bertconv(["convert", folder.file("typo.h5"), folder.file("out.bin")]).status == 2)
        #expect(Tool.bertconv(["convert", input, folder.file("out.bin")]).status == 2)
    }

    @Test("--version prints the name and three numbers, and nothing else")
    func version() {
        let run = Tool.bertconv(["--version"])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(run.output.wholeMatch(of: #/bertconv \d+\.\d+\.\d+\n/#) != nil)
    }

    @Test("--help of each command shows what it takes and how it is used", arguments: ["convert", "inspect"])
    func help(command: String) {
        let run = Tool.bertconv([command, "--help"])
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(run.output.contains("Examples:\n  bertconv \(command) tf_model.h5"))
        #expect(run.output.contains("USAGE: bertconv \(command) "))
        #expect(run.output.contains("--format <format>"))
    }

    @Test("--help of the program lists the commands and what each exit status means")
    func programHelp() {
        let run = Tool.bertconv(["--help"])
        #expect(run.status == 0)
        for words in ["convert", "inspect", "Exit status: 0 done", "64 wrong usage"] {
            #expect(run.output.contains(words))
        }
    }
}
