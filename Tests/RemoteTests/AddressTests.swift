import ByteIO
import Testing

@testable import Remote

@Suite("Addresses, paths and names")
struct AddressTests {
    @Test("A URL is taken apart, and put together without its query where it is shown")
    func parts() throws {
        let address = try #require(WebAddress("HTTPS://Example.com:8443/a%20b/c?x=1#y"))
        #expect(address.origin == "https://example.com:8443")
        #expect(address.shown == "https://example.com:8443/a%20b/c")
        #expect(address.text == "https://example.com:8443/a%20b/c?x=1")
        #expect(try #require(WebAddress("http://[::1]:80")).shown == "http://[::1]/")
    }

    @Test(
        "What is no plain URL is none",
        arguments: [
            "ftp://a/", "https://", "https:///a", "https://a@b/", "https://a:b@c/", "https://a:0/", "https://a:70000/",
            "https://a:/", "https://a b/", "https://a/\\b", "https://[::1", "https://[]/", "https://a\u{E9}/", "//a/b",
            "https:/a",
            "https://a:+1/",
        ])
    func refused(text: String) {
        #expect(WebAddress(text) == nil)
    }

    @Test("A redirect is a URL, a path on the host, or nothing")
    func redirects() throws {
        let from = try #require(WebAddress("https://a/b/c"))
        #expect(from.redirected(to: "/d?e")?.text == "https://a/d?e")
        #expect(from.redirected(to: "//f/g")?.text == "https://f/g")
        #expect(from.redirected(to: "http://127.0.0.1/")?.isLoopback == true)
        for location in ["file:///etc/passwd", "d", "", "javascript:x", "gopher://a/"] {
            #expect(from.redirected(to: location) == nil)
        }
    }

    @Test(
        "Only the names and addresses of this machine are its own",
        arguments: [
            ("localhost", true), ("127.0.0.1", true), ("127.1", true), ("[::1]", true), ("127.0.0.1.a.com", false),
            ("localhost.a.com", false), ("10.0.0.1", false), ("[::2]", false), ("a.localhost", false),
        ])
    func loopback(host: String, expected: Bool) throws {
        #expect(try #require(WebAddress("http://\(host)/")).isLoopback == expected)
    }

    @Test(
        "A path of a list stays below its root",
        arguments: [
            ("a", true), ("a/b.json", true), ("\u{E9}/b", true), ("..", false), ("a/../b", false), ("/a", false),
            ("a//b", false), ("a/", false), ("./a", false), ("a\\b", false), ("a\nb", false), ("", false),
        ])
    func paths(path: String, expected: Bool) {
        #expect(FileTree.isPath(path) == expected)
    }

    @Test("No path is a file and a folder, and none is listed twice")
    func tree() {
        var tree = FileTree()
        let added = ["a/b/c", "a/d", "a", "a/b", "a/d", "a/d/e", "a/b/c"].map { path in
            tree.add(path, FileTree.File(byteCount: 1))
        }
        #expect(added == [true, true, false, false, false, false, false])
        #expect(tree.names(in: "a") == ["b", "d"])
        #expect(tree.kind(of: "a/b") == .folder)
        #expect(tree.kind(of: "a/x") == .nothing)
    }

    @Test("The name of a model is split as huggingface_hub splits it")
    func names() throws {
        let plain = try HubName("hf://org/name@v1.0/sub/file")
        #expect(plain.namespace == "org" && plain.name == "name" && plain.revision == "v1.0")
        #expect(plain.root == "hf://org/name@v1.0")
        #expect(
            try HubName("hf://models/org/name@refs/convert/parquet/x").root
                == "hf://models/org/name@refs/convert/parquet")
        #expect(try HubName("hf://org/name@refs%2Fpr%2F1/x").revision == "refs/pr/1")
        #expect(try HubName("hf://org/name").revision == nil)
        let endpoint = try #require(WebAddress("https://hub.example"))
        let page = try #require(try HubName("https://hub.example/org/name/blob/main/a/b", at: endpoint))
        #expect(page.revision == "main" && page.root == "https://hub.example/org/name/blob/main")
        #expect(try HubName("https://other.example/org/name", at: endpoint) == nil)
        for route in ["commits/main", "discussions/1", "tree", "settings"] {
            #expect(throws: (any Error).self) { try HubName("https://hub.example/org/name/\(route)", at: endpoint) }
        }
    }
}
