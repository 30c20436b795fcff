import ByteIO
import Testing

@Suite("The parts of a path")
struct FilePathTests {
    @Test(
        "A path has a folder and a name",
        arguments: [
            ("b.h5", ".", "b.h5"), ("a/b.h5", "a", "b.h5"), ("/b.h5", "/", "b.h5"), ("/a/b.h5", "/a", "b.h5"),
            ("./b", ".", "b"), ("../b", "..", "b"), ("a/b/", "a/b", ""), ("/", "/", ""), ("", ".", ""),
            ("a//b", "a/", "b"), ("\u{E9}/\u{1F600}", "\u{E9}", "\u{1F600}"), (".", ".", "."),
        ])
    func parts(path: String, folder: String, name: String) {
        #expect(FilePath.folder(of: path) == folder)
        #expect(FilePath.name(of: path) == name)
    }

    @Test(
        "A folder and a name make a path",
        arguments: [
            (".", "b", "b"), ("a", "b", "a/b"), ("/", "b", "/b"), ("a/", "b", "a/b"), ("..", "b", "../b"),
            ("/a/b", "c.h5", "/a/b/c.h5"), (".", "", "."), ("a", "", "a"), ("/", "", "/"), ("a/", "", "a/"),
        ])
    func join(folder: String, name: String, path: String) {
        #expect(FilePath.join(folder, name) == path)
    }

    @Test(
        "Slashes at the end of a path do not count, but for the root's",
        arguments: [("a/b", "a/b"), ("a/b/", "a/b"), ("a//", "a"), ("/", "/"), ("//", "/"), ("", "")])
    func trailingSlash(path: String, expected: String) {
        #expect(FilePath.withoutTrailingSlash(path) == expected)
    }

    @Test(
        "What is taken apart is put together again", arguments: ["b", "a/b", "/b", "/a/b/c", "../b", "a/b c"])
    func roundTrip(path: String) {
        #expect(FilePath.join(FilePath.folder(of: path), FilePath.name(of: path)) == path)
    }

    @Test(
        "A name in a folder stays there, or leads out of it",
        arguments: [
            ("/a", "b", "b"), ("/a", "b/c", "b/c"), ("/a", "../b", nil), ("/a", "b/../../c", nil), ("/a", "/b", nil),
            ("/a", "/ab", nil), ("/a", "..b", "..b"), ("/a", "..", nil), ("/a", "/a", nil), ("/a", "x/..", nil),
            ("a", "../../b", nil), ("a/b", "../b/c", "../b/c"),
        ])
    func inside(folder: String, name: String, expected: String?) {
        #expect(FilePath.inside(folder, name) == expected)
    }
}
