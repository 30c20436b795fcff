import TestSupport
import Testing

/// Guards that a file of a model without weights is refused as what it is, with a command that can be pasted.
@Suite("A file without weights that is named in place of its model")
struct CompanionTests {
    private static let words: [(name: String, title: String)] = [
        ("config.json", "the configuration of a model"), ("modules.json", "the list of modules of"),
        ("tokenizer.json", "a part of a tokenizer"), ("tokenizer_config.json", "a part of a tokenizer"),
        ("sentence_bert_config.json", "a configuration of sentence-transformers"), ("README.md", "a text for people"),
        ("1_Pooling/config.json", "the configuration of a model"),
        ("2_Dense/config.json", "the configuration of a model"),
    ]

    /// The arguments of each command, with `FILE` for the file that is named and `MODEL` for its folder.
    private static let commands = [
        ["verify", "FILE", "--headers-only"], ["inspect", "FILE"], ["digest", "FILE"], ["diff", "FILE", "MODEL"],
        ["diff", "MODEL", "FILE", "--weights-only"], ["diff", "FILE", "FILE"],
        ["convert", "FILE", "out.safetensors"], ["convert", "FILE", "out"], ["probe", "FILE", "a b"],
    ]

    /// A folder with a space in its name.
    private static func model(in folder: TemporaryFolder) -> String {
        let model = folder.file("a model")
        _ = Tool.run(["cp", "-r", Fixtures.path("sentence/sound-residual"), model])
        _ = folder.write("# A model", to: "a model/README.md")
        return model
    }

    private static func shell(_ line: String, in folder: String) -> Tool.Run {
        let programs = Tool.path("bertconv").dropLast("/bertconv".count)
        return Tool.run(
            ["/bin/sh", "-c", "cd \"$1\" && eval \"$2\"", "sh", folder, line],
            environment: ["PATH='\(programs)':/usr/bin:/bin"])
    }

    @Test("Every command says what it is in one line, and the command in that line works", arguments: commands)
    func everyCommand(arguments: [String]) throws {
        let folder = TemporaryFolder()
        let model = Self.model(in: folder)
        let files = arguments[0] == "verify" || arguments[0] == "inspect" ? Self.words : Array(Self.words.prefix(2))
        for (name, title) in files {
            let words = arguments.map { word in
                switch word {
                case "FILE": "'\(model)/\(name)'"
                case "MODEL": "'\(model)'"
                default: word == "a b" ? "'a b'" : word
                }
            }
            let run = Self.shell("bertconv " + words.joined(separator: " "), in: folder.path)
            #expect(run.status == 2, "\(run.output)\(run.errors)")
            let text = arguments[0] == "verify" ? run.output : run.errors
            let lines = text.split(separator: "\n").filter { $0.contains("name the model instead: ") }
            let line = try #require(lines.first)
            #expect(line.contains("\(model)/\(name): is \(title)") && line.contains("holds no weights"), "\(line)")
            let command = try #require(line.split(separator: "instead: ").last.map(String.init))
            #expect(command.hasPrefix("bertconv \(arguments[0]) "), "\(command)")
            let again = Self.shell(command, in: folder.path)
            #expect(again.status == 0, "\(command): \(again.errors)\(again.output)")
            _ = Tool.run(["rm", "-rf", folder.file("out"), folder.file("out.safetensors")])
        }
    }

    @Test("Without a model in the folder, the weights that are there are named, or that there are none")
    func withoutModel() {
        let folder = TemporaryFolder()
        let file = folder.write("{}", to: "config.json")
        let none = Tool.bertconv(["inspect", file])
        #expect(none.status == 2)
        #expect(none.errors.contains("holds no weights; there are no weights in its folder"), "\(none.errors)")
        let weights = TinyBert().write(to: folder)
        _ = Tool.run(["mv", weights, folder.file("best.safetensors")])
        let some = Tool.bertconv(["inspect", folder.file("config.json")])
        #expect(some.errors.contains("instead: bertconv inspect \(folder.file("best.safetensors"))"), "\(some.errors)")
    }

    @Test("A file that is missing is said to be missing, whatever its name")
    func missing() {
        let folder = TemporaryFolder()
        let run = Tool.bertconv(["inspect", folder.file("config.json")])
        #expect(run.status == 2)
        #expect(run.errors.contains("no such file or folder"), "\(run.errors)")
    }
}
