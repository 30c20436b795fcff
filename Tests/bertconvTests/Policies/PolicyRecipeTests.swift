import ByteIO
import TestSupport
import Testing

/// Guards that every command in `docs/policy.md`, and those about policies in `docs/gating.md`, work as written.
@Suite("The commands of the pages about policies")
struct PolicyRecipeTests {
    /// The pieces of shell in a page, in their order, from a heading on.
    private static func recipes(_ page: String, from heading: String = "# ") -> [String] {
        let text = String(decoding: bytes(ofFile: Fixtures.folder + "/../docs/\(page).md"), as: UTF8.self)
        let start = text.firstRange(of: heading)?.lowerBound ?? text.endIndex
        return text[start...].split(separator: "```sh\n").dropFirst().map { piece in
            String(piece[..<(piece.firstRange(of: "\n```")?.lowerBound ?? piece.endIndex)])
        }
    }

    private static func run(_ recipe: String, in folder: TemporaryFolder) -> Tool.Run {
        let products = FilePath.folder(of: Tool.path("bertconv"))
        let script = folder.write("cd '\(folder.path)'\n\(recipe)\n", to: "recipe.sh")
        return Tool.run(["sh", "-e", script], environment: ["PATH=\(products):$PATH"])
    }

    private static func giveReasons(_ folder: TemporaryFolder) {
        let text = String(decoding: bytes(ofFile: folder.file("bertconv.yaml")), as: UTF8.self)
        #expect(text.contains("\n  - rule: BC"), "\(text)")
        _ = folder.write(text.replacing("TODO: say why", with: "for this test"), to: "bertconv.yaml")
    }

    /// `models/encoder` and `models/search/tagger`, which lack a part each, and `model`, which lacks its head.
    private static func prepare() -> PolicyRun {
        let run = PolicyRun()
        for (path, missing) in [
            ("models/encoder", "bert.pooler.dense"), ("models/search/tagger", "classifier"), ("model", "classifier"),
        ] {
            var model = TinyBert()
            model.remove(missing + ".weight", missing + ".bias")
            run.write(model, to: path)
        }
        return run
    }

    @Test("docs/policy.md: a policy is printed, gets its reasons, is found, and all models pass; so with a baseline")
    func policyPage() throws {
        let recipes = Self.recipes("policy")
        try #require(recipes.count == 3, "\(recipes)")
        let folder = Self.prepare().folder
        #expect(Self.run(recipes[0], in: folder).status == 1)
        #expect(Self.run(recipes[1], in: folder).status == 2)
        Self.giveReasons(folder)
        let end = Self.run(recipes[1], in: folder)
        #expect(end.status == 0, "\(end.output)\(end.errors)")
        #expect(end.errors.contains("note: bertconv.yaml was found and applies to 2 models"))
        let other = Self.prepare().folder
        #expect(Self.run(recipes[2], in: other).status == 0)
        var model = TinyBert()
        model.remove("bert.pooler.dense.weight", "classifier.weight")
        _ = other.write(SafetensorsBytes.file(model.tensors), to: "models/encoder/model.safetensors")
        #expect(Self.run(recipes[2].split(separator: "\n").last.map(String.init) ?? "", in: other).status == 1)
    }

    @Test("docs/gating.md: the printed policy is not empty and makes the model pass, and so does the baseline")
    func gatingPage() throws {
        let recipes = Self.recipes("gating", from: "Give models with known findings")
        try #require(recipes.count == 2, "\(recipes)")
        let run = Self.prepare()
        #expect(run("verify", "model").status == 1)
        #expect(Self.run(recipes[0], in: run.folder).status == 0)
        #expect(run("verify", "model").status == 2)
        Self.giveReasons(run.folder)
        #expect(run("verify", "model").status == 0)
        #expect(run("verify", "model", "--no-policy").status == 1)
        let other = Self.prepare()
        #expect(Self.run(recipes[1], in: other.folder).status == 0)
        #expect(other("verify", "model").status == 1)
    }

    @Test("Options that the page names are there, and each of them is on it")
    func options() {
        let help = Tool.bertconv(["verify", "--help"]).output
        let page = String(decoding: bytes(ofFile: Fixtures.folder + "/../docs/policy.md"), as: UTF8.self)
        for option in ["--policy", "--no-policy", "--print-policy", "--baseline", "--write-baseline", "--allow"] {
            #expect(help.contains(option + " ") || help.contains(option + "\n"), "\(option)")
            #expect(page.contains("`" + option), "\(option)")
        }
    }
}
