import Glibc
import TestSupport
import Testing

@testable import Reporting

@Suite("Files are named by their path in the repository, whatever was typed")
struct RepositoryRootTests {
    private static let root = RepositoryRoot("/repo", workingFolder: "/repo/sub")

    @Test(
        "A path leads into the repository or out of it",
        arguments: [
            ("model", "sub/model"), (".", "sub"), ("..", "."), ("../models//a/", "models/a"), ("./x/../y", "sub/y"),
            ("/repo/a", "a"), ("/repo", "."), ("/repo/a/../../repo/b", "b"),
        ])
    func inside(path: String, place: String) {
        #expect(Self.root.place(of: path) == .inside(place))
    }

    @Test(
        "What is not in the repository has its absolute path, and one that begins with dots",
        arguments: [
            ("../../x", "/x", "../x"), ("/srv/models/a", "/srv/models/a", "../srv/models/a"),
            ("/repository", "/repository", "../repository"), ("/", "/", ".."),
        ])
    func outside(path: String, absolute: String, relative: String) {
        #expect(Self.root.place(of: path) == .outside(absolute, relative: relative))
    }

    @Test("A link to the repository leads into it, and a link in it is a file of it")
    func links() {
        let folder = TemporaryFolder()
        for part in ["repo", "repo/model", "elsewhere"] { unsafe mkdir(folder.file(part), 0o700) }
        unsafe symlink(folder.file("repo"), folder.file("link"))
        unsafe symlink(folder.file("elsewhere"), folder.file("repo/linked"))
        for root in [RepositoryRoot(folder.file("repo")), RepositoryRoot(folder.file("link"))] {
            #expect(root.place(of: folder.file("link/model")) == .inside("model"))
            #expect(root.place(of: folder.file("repo/model")) == .inside("model"))
            #expect(root.place(of: folder.file("repo/linked/a.bin")) == .inside("linked/a.bin"))
        }
    }

    @Test(
        "What a run verifies is known by the folder that all of it lies in",
        arguments: [
            (["a"], "sub/a"), (["a/b", "a/c"], "sub/a"), (["..", "a"], nil), (["/srv/a"], nil), (["ab", "ac"], "sub"),
        ] as [([String], String?)])
    func common(paths: [String], folder: String?) {
        #expect(Self.root.common(paths) == folder)
    }

    @Test(
        "A place is a URI reference: relative to the root, or of the scheme file",
        arguments: [
            (.inside("model/a.bin"), "model/a.bin"), (.inside("."), "."), (.inside("C:x"), "C%3Ax"),
            (.inside("50%/ü?#"), "50%25/%C3%BC%3F%23"), (.inside("a\n\u{0}"), "a%0A%00"),
            (.inside("a/\u{301}b"), "a/%CC%81b"), (.outside("/srv/a b", relative: "../srv/a b"), "file:///srv/a%20b"),
            (.outside("/", relative: ".."), "file:///"),
        ] as [(RepositoryPath, String)])
    func uri(place: RepositoryPath, uri: String) {
        #expect(ArtifactURI(place).description == uri)
    }
}
