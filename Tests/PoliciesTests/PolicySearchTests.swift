import Policies
import TestSupport
import Testing

/// Guards which `bertconv.yaml` applies, and that none applies that came with a model.
@Suite("The search for a policy")
struct PolicySearchTests {
    private static func tree(_ folders: String..., files: [String] = []) -> TemporaryFolder {
        let folder = TemporaryFolder()
        // So that nothing above the folder is found.
        _ = Tool.run(["mkdir", "-p", folder.file(".git")] + folders.map(folder.file))
        for file in files { _ = folder.write("x", to: file) }
        return folder
    }

    private static func search(_ model: String, in folder: TemporaryFolder) -> PolicySearch.Found {
        var search = PolicySearch()
        let found = search.search(folder.file(model))
        let relative = { (path: String) in path.replacing(folder.path + "/", with: "") }
        return PolicySearch.Found(policy: found.policy.map(relative), ignored: found.ignored.map(relative))
    }

    @Test("The nearest above the model's folder applies")
    func nearest() {
        let folder = Self.tree("models/team/a", "models/b", files: ["bertconv.yaml", "models/team/bertconv.yaml"])
        #expect(Self.search("models/team/a", in: folder).policy == "models/team/bertconv.yaml")
        #expect(Self.search("models/team/a/", in: folder).policy == "models/team/bertconv.yaml")
        #expect(Self.search("models/b", in: folder).policy == "bertconv.yaml")
        #expect(Self.search("models/b/../team/a", in: folder).policy == "models/team/bertconv.yaml")
    }

    @Test("One in the model's own folder does not apply and is reported, and the next above does")
    func own() {
        let folder = Self.tree("a", files: ["a/bertconv.yaml", "a/model.safetensors"])
        for model in ["a", "a/", "a/.", "a/model.safetensors"] {
            #expect(Self.search(model, in: folder) == PolicySearch.Found(ignored: ["a/bertconv.yaml"]), "\(model)")
        }
        _ = folder.write("x", to: "bertconv.yaml")
        #expect(
            Self.search("a", in: folder) == PolicySearch.Found(policy: "bertconv.yaml", ignored: ["a/bertconv.yaml"]))
    }

    @Test("Nor does one in the folder of another model that this one is in")
    func nested() {
        let folder = Self.tree(
            "hub/download/part", files: ["hub/download/bertconv.yaml", "hub/download/model.safetensors"])
        #expect(
            Self.search("hub/download/part", in: folder)
                == PolicySearch.Found(ignored: ["hub/download/bertconv.yaml"]))
        _ = folder.write("x", to: "hub/bertconv.yaml")
        #expect(Self.search("hub/download/part", in: folder).policy == "hub/bertconv.yaml")
    }

    @Test("The folder of sentence-transformers is the model's own, whichever of its folders is named")
    func sentenceTransformers() {
        let folder = Self.tree("st/0_Transformer", files: ["st/bertconv.yaml"])
        let list = #"[{"idx": 0, "path": "0_Transformer", "type": "sentence_transformers.models.Transformer"}]"#
        _ = folder.write(list, to: "st/modules.json")
        for model in ["st", "st/0_Transformer"] {
            #expect(Self.search(model, in: folder).policy == nil)
            #expect(Self.search(model, in: folder).ignored == ["st/bertconv.yaml"])
        }
    }

    @Test("The search ends with the top level of a work tree, a submodule's too", arguments: ["folder", "file"])
    func top(kind: String) {
        let folder = Self.tree("repo/models/a", files: ["bertconv.yaml"])
        if kind == "folder" {
            _ = Tool.run(["mkdir", folder.file("repo/.git")])
        } else {
            _ = folder.write("gitdir: ../.git/modules/repo", to: "repo/.git")
        }
        #expect(Self.search("repo/models/a", in: folder) == PolicySearch.Found())
        _ = folder.write("x", to: "repo/bertconv.yaml")
        #expect(Self.search("repo/models/a", in: folder).policy == "repo/bertconv.yaml")
    }

    @Test("A model that is a work tree of its own has the policy of what it is in")
    func clone() {
        let folder = Self.tree("models/a/.git", files: ["models/bertconv.yaml"])
        #expect(Self.search("models/a", in: folder).policy == "models/bertconv.yaml")
    }

    @Test("A link to a model is beside the policy of its own place, not of where it leads")
    func links() {
        let folder = Self.tree("cache/x", "models", files: ["cache/bertconv.yaml", "models/bertconv.yaml"])
        _ = Tool.run(["ln", "-s", "../cache/x", folder.file("models/a")])
        #expect(Self.search("models/a", in: folder).policy == "models/bertconv.yaml")
    }

    @Test("What is there counts, even if it cannot be read: a link to nothing, a folder")
    func unreadable() {
        let folder = Self.tree("models/a", "bertconv.yaml")
        #expect(Self.search("models/a", in: folder).policy == "bertconv.yaml")
        _ = Tool.run(["ln", "-s", "gone", folder.file("models/bertconv.yaml")])
        #expect(Self.search("models/a", in: folder).policy == "models/bertconv.yaml")
    }

    @Test("One search for many models gives each its own")
    func many() {
        let folder = Self.tree(
            "x/1", "x/2", "y/1", "z", files: ["x/bertconv.yaml", "y/1/bertconv.yaml", "z/bertconv.yaml"])
        var search = PolicySearch()
        let found = ["x/1", "x/2", "y/1", "z", "x/1"].map { search.search(folder.file($0)) }
        #expect(
            found.map(\.policy)
                == ["x/bertconv.yaml", "x/bertconv.yaml", nil, nil, "x/bertconv.yaml"].map {
                    $0.map(folder.file)
                })
        #expect(found.map(\.ignored.count) == [0, 0, 1, 1, 0])
    }
}
