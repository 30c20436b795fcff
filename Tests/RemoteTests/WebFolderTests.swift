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

    @Test("A name that the server cannot answer for is an error, not an absent file")
    func unanswered() throws {
        let hub = try Hub("always-busy")
        hub.writeTiny()
        let run = hub.bertconv("verify", "\(hub.server)/org/tiny/")
        #expect(run.status == 2)
        #expect(run.output.contains("is busy"), "\(run.output)")
    }
}
