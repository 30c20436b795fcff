import ByteIO
import TestSupport
import Testing

/// Guards `docs/gating.md` and `docs/fleets.md`, whose commands are run.
///
/// `scripts/recipes` runs the files that it links.
@Suite("The commands about gates work as they are written")
struct GatingRecipeTests {
    /// A fenced piece of the document.
    private struct Snippet {
        let heading: String
        let language: String
        let text: String
    }

    private static func snippets(of document: String = "gating.md") -> [Snippet] {
        let text = String(decoding: bytes(ofFile: Fixtures.folder + "/../docs/" + document), as: UTF8.self)
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

    /// Runs a command in a folder with the model `model`, with bertconv on the path.
    private static func run(_ command: String, model: String) throws -> (status: Int32, folder: TemporaryFolder) {
        let folder = TemporaryFolder()
        let products = FilePath.folder(of: Tool.path("bertconv"))
        let script = folder.write("cd '\(folder.path)'\n\(command)", to: "command.sh")
        #expect(Tool.run(["cp", "-r", Fixtures.path("damage/\(model)"), folder.file("model")]).status == 0)
        return (Tool.run(["sh", "-e", script], environment: ["PATH=\(products):$PATH"]).status, folder)
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

    @Test("The commands about fleets work one after the other")
    func fleets() throws {
        let snippets = Self.snippets(of: "fleets.md").filter { $0.language == "sh" }
        #expect(snippets.count == 2)
        let run = try Self.run(snippets.map(\.text).joined(), model: "healthy-BertModel")
        #expect(run.status == 0)
        let page = String(decoding: bytes(ofFile: run.folder.file("fleet.md")), as: UTF8.self)
        #expect(page.contains("PASS"))
    }
}
