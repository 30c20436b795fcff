import ByteIO
import Policies
import TestSupport
import Testing

@Suite("Patterns for the paths of models")
struct PathGlobTests {
    @Test(
        "What matches and what does not",
        arguments: [
            ("team/a", ["team/a"], ["team", "team/a/b", "x/team/a", "team/A", "."]),
            ("team/*", ["team/a", "team/.a"], ["team", "team/a/b", "other/a"]),
            ("*", ["a"], ["a/b", ".", ".."]),
            ("**", ["a", "a/b", "."], ["..", "../a", "a/../b"]),
            ("**/cls", ["cls", "a/cls", "a/b/cls"], ["a", "cls/a", "../cls", "acls"]),
            ("team/**", ["team", "team/a", "team/a/b"], ["teams", "x/team"]),
            ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a", "b", "a/b/c"]),
            ("**/a/**/b", ["a/b", "x/a/y/b", "a/a/b/b"], ["b/a"]),
            ("team-{a,b}/v{1-3}", ["team-a/v1", "team-b/v3"], ["team-a/v4", "team-c/v1", "team-a/v01"]),
            ("team/v?", ["team/v1"], ["team/v", "team/v10", "team/v/"]),
            ("./team/a/", ["team/a"], ["team"]), (".", ["."], ["a", ".."]),
            ("../models/*", ["../models/a"], ["models/a", "../../models/a"]), ("../**", ["../a/b", ".."], ["a"]),
            ("a\\*b", ["a*b"], ["aXb"]), ("a*b", ["aXb", "a*b"], ["a/b"]),
        ])
    func matching(pattern: String, hits: [String], misses: [String]) throws {
        let glob = try PathGlob(pattern)
        for path in hits { #expect(glob.matches(Self.names(path)), "\(path)") }
        for path in misses where !path.hasSuffix("/") { #expect(!glob.matches(Self.names(path)), "\(path)") }
    }

    private static func names(_ path: String) -> [String] {
        path == "." ? [] : path.split(separator: "/").map(String.init)
    }

    @Test("Names of folders that only look alike are not alike")
    func spelling() throws {
        #expect(try !PathGlob("\u{E9}/*").matches(["e\u{301}", "a"]))
        #expect(try !PathGlob("\u{E9}").matches(["e\u{301}"]))
    }

    @Test("Many stars take no more time than their number times that of the names")
    func stars() throws {
        let names = (0..<60).map { "f\($0)" }
        let pattern = String(repeating: "**/f*/", count: 20) + "x"
        #expect(try !PathGlob(pattern).matches(names))
    }
}

@Suite("The path of a model from the folder of a policy")
struct ModelPathTests {
    private static func make(_ paths: String..., in folder: TemporaryFolder) {
        _ = Tool.run(["mkdir", "-p"] + paths.map(folder.file))
    }

    @Test("However the model is spelled, and wherever the program runs")
    func spellings() throws {
        let folder = TemporaryFolder()
        Self.make("repo/models/a", in: folder)
        let root = folder.file("repo")
        for model in [
            "models/a", "models/a/", "./models/./a", "models//a", "models/../models/a", "../repo/models/a",
        ] {
            #expect(ModelPath(root + "/" + model, from: root)?.text == "models/a", "\(model)")
        }
        #expect(ModelPath(root, from: root)?.text == ".")
        #expect(ModelPath(folder.path, from: root)?.text == "..")
        #expect(ModelPath(root + "/models/a", from: root + "/models/../models")?.text == "a")
        Self.make("other/b", in: folder)
        #expect(ModelPath(folder.file("other/b"), from: root)?.text == "../other/b")
    }

    @Test("A link below the folder is a model of its own; a link to the folder is the folder")
    func links() throws {
        let folder = TemporaryFolder()
        Self.make("repo/models/v3", "cache/x", in: folder)
        _ = Tool.run(["ln", "-s", "v3", folder.file("repo/models/current")])
        _ = Tool.run(["ln", "-s", folder.file("cache/x"), folder.file("repo/models/cached")])
        _ = Tool.run(["ln", "-s", "repo", folder.file("link")])
        for root in ["repo", "link"] {
            for model in ["models/v3", "models/current", "models/cached"] {
                for way in ["repo", "link"] {
                    let path = ModelPath(folder.file(way + "/" + model), from: folder.file(root))
                    #expect(path?.text == model)
                }
            }
        }
    }

    @Test("The pattern of a path matches it and nothing else")
    func pattern() throws {
        let folder = TemporaryFolder()
        Self.make("a*b/{c}/**", "aXb/{c}/**", in: folder)
        for model in ["a*b/{c}/**", "a*b", "."] {
            let path = try #require(ModelPath(folder.file(model), from: folder.path))
            let glob = try PathGlob(path.pattern)
            #expect(glob.matches(path.names))
            for other in ["aXb/{c}/**", "aXb", "a*b/{c}/x", "a*b/c/**"] {
                #expect(!glob.matches(other.split(separator: "/").map(String.init)))
            }
        }
    }

    @Test("A folder that does not exist has no paths")
    func missing() {
        let folder = TemporaryFolder()
        #expect(ModelPath(folder.path, from: folder.file("gone")) == nil)
        #expect(ModelPath(folder.file("../gone"), from: folder.path) == nil)
        #expect(ModelPath(folder.file("gone"), from: folder.path)?.text == "gone")
    }
}
