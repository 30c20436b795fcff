import TestSupport
import Testing

/// Folders of servers that list nothing, and files by their URL.
@Suite("Models on a web server")
struct WebFolderTests {
    @Test("The names that a loader looks for are asked for one by one, and shards by their index")
    func folder() throws {
        let hub = try Hub()
        hub.writeTiny("BertForMaskedLM")
        let sharded = hub.model("sharded")
        _ = Tool.run(["rmdir", sharded])
        let made = Tool.bertconv(
            ["convert", hub.model(), sharded, "--to", "safetensors", "--max-shard-size", "200B", "--quiet"])
        try #require(made.status == 0, "\(made.errors)")
        let place = "\(hub.server)/org/sharded/"
        let run = hub.bertconv("diff", place, hub.model(), "--weights-only")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("a web server lists no files"))
        let verified = hub.bertconv("verify", place, "--headers-only", "--format", "json")
        #expect(verified.status == 0, "\(verified.output)")
        #expect(verified.output.contains("a web server lists no files"))
    }

    @Test("The usual files beside the weights are asked for too when a folder is converted")
    func converted() throws {
        let hub = try Hub()
        hub.writeTiny()
        let files = ["vocab.txt": "[PAD]\nthe\n", "tokenizer_config.json": "{}", "merges.txt": "#version: 0.2\n"]
        for (name, text) in files { _ = hub.folder.write(text, to: "org/tiny/" + name) }
        let output = hub.home.file("out")
        let run = hub.bertconv("convert", "\(hub.server)/org/tiny/", output)
        #expect(run.status == 0, "\(run.errors)")
        for (name, text) in files { #expect(bytes(ofFile: output + "/" + name) == Array(text.utf8), "\(name)") }
    }

    @Test("A file by itself is read with its configuration, and a signed one without, and without its signature")
    func file() throws {
        let hub = try Hub()
        hub.writeTiny()
        let place = "\(hub.server)/org/tiny/model.safetensors"
        #expect(hub.bertconv("verify", place, "--headers-only").status == 0)
        _ = try hub.requests()
        let signed = hub.bertconv("verify", place + "?X-Sig=geheim", "--headers-only", "--as", "BertModel")
        #expect(signed.status == 0, "\(signed.output) \(signed.errors)")
        #expect(!(signed.output + signed.errors).contains("geheim"))
        let requests = try hub.requests()
        #expect(requests.allSatisfy { $0.isSigned && $0.path.hasSuffix("model.safetensors") }, "\(requests)")
    }

    /// The file without the query can be another one, so it is not read instead.
    @Test("Of several models, a signed URL that cannot be opened has a report, and the others have theirs")
    func signedAmongOthers() throws {
        let hub = try Hub()
        hub.writeTiny()
        let place = "\(hub.server)/org/tiny/model.safetensors"
        let list = hub.folder.write(
            [place + "?X-Sig=geheim", "http://192.0.2.1/model.safetensors?X-Sig=geheim", hub.model()]
                .joined(separator: "\n"), to: "list")
        let run = hub.bertconv("verify", "--from-file", list, "--headers-only", "--as", "BertModel")
        #expect(run.status == 2)
        #expect(run.output.contains("3 models: 2 passed, 0 failed, 1 partial"), "\(run.output) \(run.errors)")
        #expect(!(run.output + run.errors).contains("geheim"))
        _ = try hub.requests()
        let gone = hub.bertconv("verify", place + ".gone?X-Sig=geheim", hub.model(), "--headers-only")
        #expect(gone.status == 2 && gone.output.contains("2 models: 1 passed, 0 failed, 1 partial"), "\(gone.output)")
        #expect(try hub.requests().allSatisfy(\.isSigned))
    }

    @Test("A name that the server cannot answer for is an error, not an absent file")
    func unanswered() throws {
        let hub = try Hub("always-busy")
        hub.writeTiny()
        let run = hub.bertconv("verify", "\(hub.server)/org/tiny/")
        #expect(run.status == 2)
        #expect(run.output.contains("is busy"), "\(run.output)")
    }
}
