import TestSupport
import Testing

/// A server that lies, stalls or leads elsewhere is one clear error, and what was read is never called sound.
@Suite("Hostile servers")
struct HostileServerTests {
    @Test(
        "Each misbehaviour is one line and exit status 2",
        arguments: [
            ("dots", "which is no path in the model"), ("crowd", "more than 100000 files"),
            ("no-list", "hf://org/tiny"),
            ("loop", "more than 5 redirects"), ("to-file", "redirects to 'file:///etc/passwd', which is not followed"),
            ("to-http", "198.51.100.1/config.json: would be fetched without encryption"),
            ("other-commit", "changed on the server"), ("whole", "sends whole files when a part is asked for"),
            ("shifted", "was asked for"), ("short", "ended early"), ("always-busy", "is busy (status 503)"),
            ("busy-for-hours", "asks to wait for 7200 s"), ("headers", "more than 65536 bytes of headers"),
            ("changes", "changed on the server"),
        ])
    func misbehaviour(mode: String, words: String) throws {
        let hub = try Hub(mode)
        try hub.writeLarge()
        let run = hub.bertconv("digest", "hf://org/tiny", "--quiet")
        #expect(run.status == 2)
        #expect(run.output == "")
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").filter { !$0.hasPrefix("  cause") }.count == 1)
        let verified = hub.bertconv("verify", "hf://org/tiny")
        #expect(verified.status == 2, "\(verified.output)")
    }

    @Test(
        "A misbehaviour is the same to every command, at every kind of place", .slow, arguments: PlaceKind.allCases,
        [
            "loop", "to-file", "to-http", "whole", "shifted", "short", "always-busy", "busy-for-hours", "headers",
            "changes", "status-401", "status-403", "status-404", "status-500", "dots",
        ].sampled())
    func everywhere(kind: PlaceKind, mode: String) throws {
        // A web server has no list.
        guard kind != .web || mode != "dots" else { return }
        let hub = try Hub(mode)
        try hub.writeLarge()
        let place = kind.place(hub)
        let output = hub.home.file("out")
        for command in [
            ["verify", place], ["verify", place, "--headers-only"], ["inspect", place], ["digest", place],
            ["diff", place, hub.model()], ["probe", place, "--ids", "1,2"],
            ["convert", place, output, "--to", "safetensors"],
        ] {
            let run = hub.bertconv(command, environment: ["HF_TOKEN=hf_secret"])
            #expect(run.status == 2, "\(command): \(run.output) \(run.errors)")
            #expect(!(run.output + run.errors).contains("hf_secret"))
            if command[0] != "verify" {
                #expect(run.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }.count == 1)
            }
        }
        #expect(Tool.run(["ls", hub.home.path]).output == "")
    }

    @Test("A signature is in no message, whatever the command and however it ends", arguments: [nil, "status-403"])
    func signatures(mode: String?) throws {
        let hub = try mode.map { try Hub($0) } ?? Hub()
        hub.writeTiny()
        let place = "\(hub.server)/org/tiny/model.safetensors?X-Sig=geheim"
        for command in [
            ["verify", place, "--as", "BertModel"], ["inspect", place], ["digest", place],
            ["diff", place, hub.model(), "--weights-only"], ["convert", place, hub.home.file("a.bin")],
            ["probe", place, "--ids", "1,2"],
        ] {
            let run = hub.bertconv(command)
            #expect(!(run.output + run.errors).contains("geheim"), "\(command)")
            if mode != nil { #expect(run.status == 2, "\(command): \(run.output)") }
        }
    }

    @Test("A bucket whose list goes on without files is given up")
    func emptyPages() throws {
        let hub = try Hub("empty-pages")
        let run = hub.bertconv("inspect", "s3://org/tiny")
        #expect(run.status == 2)
        #expect(run.errors.contains("more than 100 pages of the bucket's list have no file"))
        #expect(try hub.requests().count == 101)
    }

    @Test("A bucket that redirects elsewhere does not pass its credentials on")
    func movedBucket() throws {
        let hub = try Hub("moved")
        hub.writeTiny()
        let run = hub.bertconv(
            "inspect", "s3://org/tiny",
            environment: ["AWS_ACCESS_KEY_ID=name", "AWS_SECRET_ACCESS_KEY=geheim", "AWS_SESSION_TOKEN=marke"])
        #expect(run.status == 2)
        let requests = try hub.requests()
        #expect(requests.contains { $0.server == "storage" && $0.scheme == "AWS4-HMAC-SHA256" })
        #expect(requests.contains { $0.server == "hub" })
        for request in requests where request.server == "hub" { #expect(request.scheme == "None") }
    }

    @Test("A body without an end is given up after what was asked for")
    func endless() throws {
        let hub = try Hub("endless")
        hub.writeTiny()
        let run = hub.bertconv("inspect", "\(hub.server)/org/tiny/config.json")
        #expect(run.status == 2)
        let listed = hub.bertconv("verify", "hf://org/tiny", "--headers-only")
        #expect(listed.status == 2)
        #expect(try hub.requests().reduce(0) { $0 + $1.sentBytes } < 64 << 20)
    }

    @Test("A server that asks to wait is asked again")
    func busy() throws {
        let hub = try Hub("busy")
        hub.writeTiny()
        #expect(hub.bertconv("inspect", "hf://org/tiny").status == 0)
        #expect(try hub.requests().filter { $0.path.hasSuffix("revision/main") }.count == 3)
    }

    @Test("A place without encryption is refused unless it is this machine or the user insists")
    func insecure() throws {
        let hub = try Hub()
        let run = hub.bertconv("inspect", "http://198.51.100.1/model/")
        #expect(run.status == 2)
        #expect(run.errors.contains("would be fetched without encryption; use https, or --insecure"))
        let endpoint = hub.bertconv("inspect", "hf://org/tiny", environment: ["HF_ENDPOINT=http://example.com"])
        #expect(endpoint.status == 2)
        #expect(endpoint.errors.contains("would be fetched without encryption"))
        // The name is this machine's, and the address is not.
        let other = hub.bertconv("inspect", "http://127.0.0.1.example.com/model/")
        #expect(other.errors.contains("would be fetched without encryption"))
    }

    @Test("A remote place is never a path of this machine, and the other way round")
    func neverLocal() throws {
        let hub = try Hub()
        hub.writeTiny()
        let folder = hub.home.file("hf:")
        _ = Tool.run(["mkdir", "-p", folder + "/org"])
        _ = Tool.run(["cp", "-r", hub.model(), folder + "/org/absent"])
        let program = Tool.path("bertconv")
        let start = "cd '\(hub.home.path)' && HF_ENDPOINT=\(hub.endpoint) HOME='\(hub.home.path)' '\(program)' inspect "
        #expect(Tool.run(["sh", "-c", start + "hf://org/absent"]).status == 2)
        _ = try hub.requests()
        #expect(Tool.run(["sh", "-c", start + "./hf://org/absent"]).status == 0)
        #expect(try hub.requests().isEmpty)
        let written = hub.bertconv("convert", hub.model(), "hf://org/new", "--to", "safetensors")
        #expect(written.status == 2)
        #expect(written.errors.contains("outputs are written to this machine only"))
    }
}
