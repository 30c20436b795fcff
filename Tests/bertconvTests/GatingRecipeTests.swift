import ByteIO
import TestSupport
import Testing
import Yams

/// Guards `docs/gating.md`: every recipe is run, with a sound model and with a broken one.
@Suite("The recipes for pipelines work as they are written")
struct GatingRecipeTests {
    /// A fenced piece of the document.
    private struct Snippet {
        let heading: String
        let language: String
        let text: String
    }

    private static func snippets() -> [Snippet] {
        let text = String(decoding: bytes(ofFile: Fixtures.folder + "/../docs/gating.md"), as: UTF8.self)
        var snippets: [Snippet] = []
        var heading = ""
        var open: (language: String, lines: [Substring])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("## "), open == nil { heading = String(line.dropFirst(3)) }
            guard line.hasPrefix("```") else {
                open?.lines.append(line)
                continue
            }
            if let (language, lines) = open {
                snippets.append(
                    Snippet(heading: heading, language: language, text: lines.joined(separator: "\n") + "\n"))
                open = nil
            } else {
                open = (String(line.dropFirst(3)), [])
            }
        }
        return snippets
    }

    /// The shell commands in a piece of YAML, by the keys under which pipelines have them.
    private static func commands(_ node: Node) -> [String] {
        var commands: [String] = []
        if let mapping = node.mapping {
            let arguments = mapping["args"]?.sequence?.compactMap(\.string) ?? []
            for (key, value) in mapping {
                switch key.string {
                case "run", "entry": commands += [value.string].compactMap(\.self)
                case "script": commands += value.sequence?.compactMap(\.string) ?? []
                case "command":
                    commands.append(((value.sequence?.compactMap(\.string) ?? []) + arguments).joined(separator: " "))
                default: commands += Self.commands(value)
                }
            }
        }
        return commands + (node.sequence?.flatMap(Self.commands) ?? [])
    }

    /// Runs a command in a folder with the model `model`, with bertconv on the path.
    private static func run(_ command: String, model: String) throws -> (status: Int32, folder: TemporaryFolder) {
        let folder = TemporaryFolder()
        let products = FilePath.folder(of: Tool.path("bertconv"))
        let script = folder.write("cd '\(folder.path)'\n\(command)", to: "command.sh")
        #expect(Tool.run(["cp", "-r", Fixtures.path("damage/\(model)"), folder.file("model")]).status == 0)
        let environment = ["PATH=\(products):$PATH", "GITHUB_STEP_SUMMARY=\(folder.file("summary"))"]
        return (Tool.run(["sh", "-e", script], environment: environment).status, folder)
    }

    @Test(
        "A sound model passes and a broken one stops the pipeline",
        arguments: ["GitHub Actions", "GitLab CI", "A pre-commit hook", "A Kubernetes init container"])
    func pipelines(heading: String) throws {
        let snippet = try #require(Self.snippets().first { $0.heading == heading && $0.language == "yaml" })
        let gates = Self.commands(try #require(try Yams.compose(yaml: snippet.text))).filter { $0.contains("bertconv") }
        #expect(gates.count == 1, "\(gates)")
        for gate in gates {
            #expect(try Self.run(gate, model: "healthy-BertForSequenceClassification").status == 0, "\(gate)")
            #expect(try Self.run(gate, model: "missing-head").status == 1, "\(gate)")
        }
    }

    @Test("The summary of a job shows the report")
    func summary() throws {
        let snippet = try #require(Self.snippets().first { $0.heading == "GitHub Actions" })
        let commands = Self.commands(try #require(try Yams.compose(yaml: snippet.text)))
        let (_, folder) = try Self.run("\(commands[0]) || true\n\(commands[1])", model: "missing-head")
        #expect(String(decoding: bytes(ofFile: folder.file("summary")), as: UTF8.self).contains("FAIL"))
        #expect(PathKind(of: folder.file("verify.sarif")) == .file)
    }

    @Test("The Makefile deploys what passes, and nothing else")
    func makefile() throws {
        let snippet = try #require(Self.snippets().first { $0.language == "make" })
        let command = "cat > Makefile <<'END'\n\(snippet.text)END\nmake deploy"
        #expect(try Self.run(command, model: "healthy-BertForSequenceClassification").status == 0)
        #expect(try Self.run(command, model: "missing-head").status != 0)
    }

    @Test("The hook looks at the folders in which something is staged")
    func hook() throws {
        let snippets = Self.snippets().filter { $0.heading == "A pre-commit hook" && $0.language == "sh" }
        let hook = try #require(snippets.first).text
        for (model, status) in [("healthy-BertForSequenceClassification", Int32(0)), ("missing-head", 1)] {
            let command = """
                git init -q . && git config user.email a@example.com && git config user.name a
                git add model
                cat > hook <<'END'
                \(hook)END
                sh hook
                """
            #expect(try Self.run(command, model: model).status == status)
        }
    }

    @Test("The commands about many models, policies and baselines work")
    func accepting() throws {
        let snippets = Self.snippets().filter { $0.heading.hasPrefix("Many models") && $0.language == "sh" }
        #expect(snippets.count == 4)
        for snippet in snippets {
            let model = snippet.text.contains("print-policy") ? "missing-head" : "healthy-BertModel"
            #expect(try Self.run(snippet.text, model: model).status == 0, "\(snippet.text)")
        }
    }
}
