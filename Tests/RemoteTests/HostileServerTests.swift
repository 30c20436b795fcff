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
