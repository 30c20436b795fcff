import Foundation
import TestSupport
import Testing

/// A model on a hub is read as one on this machine is: the same verdict, and only what is needed of it.
@Suite("Models on a hub")
struct HubTests {
    @Test("verify says the same of hf:// as of the folder, with headers and with values")
    func sameVerdict() throws {
        let hub = try Hub()
        hub.writeTiny()
        for options in [["--headers-only"], []] {
            let local = Tool.bertconv(["verify", hub.model(), "--format", "json"] + options)
            let remote = Tool.bertconv(
                ["verify", "hf://org/tiny", "--format", "json"] + options,
                environment: ["HF_ENDPOINT=\(hub.endpoint)", "HOME='\(hub.home.path)'"])
            #expect(remote.status == local.status)
            #expect(remote.errors == "")
            #expect(Self.comparable(remote.output, "hf://org/tiny") == Self.comparable(local.output, hub.model()))
        }
    }

    /// A report without the path and the time.
    private static func comparable(_ text: String, _ path: String) -> [String] {
        text.split(separator: "\n").map { $0.replacingOccurrences(of: path, with: "MODEL") }
            .filter { !$0.contains("seconds") && !$0.contains("began") && !$0.contains("sha256") }
    }

    @Test("inspect, digest, diff and convert read it, too")
    func otherCommands() throws {
        let hub = try Hub()
        hub.writeTiny()
        let inspected = hub.bertconv("inspect", "hf://org/tiny@v1")
        #expect(inspected.status == 0, "\(inspected.errors)")
        #expect(inspected.output.contains("embeddings"))
        let local = Tool.bertconv(["digest", hub.model()]).output.split(separator: "\n").dropLast()
        let digest = hub.bertconv("digest", "hf://org/tiny", "--quiet")
        #expect(digest.output.split(separator: "\n").dropLast() == local)
        #expect(hub.bertconv("diff", "hf://org/tiny", hub.model(), "--quiet").status == 0)
        let output = hub.home.file("out")
        let converted = hub.bertconv("convert", "hf://org/tiny/", output, "--quiet")
        #expect(converted.status == 0, "\(converted.errors)")
        #expect(Tool.bertconv(["diff", output, hub.model(), "--quiet"]).status == 0)
    }

    @Test("A file of it, a revision with slashes, and the address of its page are the same model")
    func otherNames() throws {
        let hub = try Hub()
        hub.writeTiny()
        for place in [
            "hf://org/tiny/model.safetensors", "hf://models/org/tiny@\(Hub.commit)", "hf://org/tiny@refs/pr/7",
            "hf://org/tiny@refs%2Fpr%2F7/", "\(hub.endpoint)/org/tiny", "\(hub.endpoint)/org/tiny/tree/main",
            "\(hub.endpoint)/org/tiny/resolve/main/model.safetensors",
        ] {
            let run = hub.bertconv("inspect", place)
            #expect(run.status == 0, "\(place): \(run.errors)")
        }
    }

    @Test("Names cost at most four requests and 256 KiB beyond the configuration and the tokenizer")
    func cost() throws {
        let hub = try Hub()
        try hub.writeLarge()
        _ = try hub.requests()
        let run = hub.bertconv("verify", "hf://org/tiny", "--headers-only")
        #expect(run.errors == "")
        let requests = try hub.requests().filter { !$0.path.hasSuffix("config.json") }
        #expect(requests.count <= 4, "\(requests)")
        #expect(requests.reduce(0) { $0 + $1.sentBytes } <= 256 << 10)
        // The hub is asked once for the list, and once for the weights, which are on the storage host.
        // The last request is for the end of the file, where another format could be.
        #expect(requests.map(\.server) == ["hub", "hub", "storage", "storage"])
        #expect(requests[2].range == "bytes=0-99999")
    }

    @Test("With values, every byte is fetched about once, in more than one request")
    func values() throws {
        let hub = try Hub()
        try hub.writeLarge()
        let run = hub.bertconv("digest", "hf://org/tiny", "--quiet")
        #expect(run.status == 0)
        let size = bytes(ofFile: hub.model() + "/model.safetensors").count
        let sent = try hub.requests().filter { $0.path.hasSuffix("model.safetensors") }.reduce(0) { $0 + $1.sentBytes }
        #expect((size...size * 2).contains(sent))
    }

    @Test("A PyTorch file is read by its directory, its pickle and its values")
    func torch() throws {
        let hub = try Hub()
        hub.writeTiny()
        let bin = hub.model("torch") + "/pytorch_model.bin"
        #expect(Tool.bertconv(["convert", hub.model() + "/model.safetensors", bin, "--quiet"]).status == 0)
        _ = Tool.run(["cp", hub.model() + "/config.json", hub.model("torch")])
        #expect(hub.bertconv("diff", "hf://org/torch", hub.model(), "--quiet").status == 0)
    }

    @Test("A token goes to the hub and not to the host that it redirects to")
    func token() throws {
        let hub = try Hub("private")
        hub.writeTiny()
        let without = hub.bertconv("inspect", "hf://org/tiny")
        #expect(without.status == 2)
        #expect(without.errors.contains("401") && without.errors.contains("set HF_TOKEN"))
        #expect(without.errors.contains("request Root=1-abc"))
        _ = try hub.requests()
        for environment in [["HF_TOKEN=hf_secret"], []] {
            if environment.isEmpty {
                _ = Tool.run(["mkdir", "-p", hub.home.file(".cache/huggingface")])
                _ = hub.home.write("hf_secret\n", to: ".cache/huggingface/token")
            }
            let run = hub.bertconv("digest", "hf://org/tiny", "--quiet", environment: environment)
            #expect(run.status == 0, "\(run.errors)")
            let requests = try hub.requests()
            #expect(requests.contains { $0.server == "storage" })
            for request in requests { #expect(request.hasToken == (request.server == "hub"), "\(request)") }
        }
    }

    @Test("A signed URL that has expired is asked for again")
    func expired() throws {
        let hub = try Hub("expires")
        try hub.writeLarge()
        let run = hub.bertconv("digest", "hf://org/tiny", "--quiet")
        #expect(run.status == 0, "\(run.errors)")
    }

    @Test("A hub whose list has no sizes is asked for them")
    func noSizes() throws {
        let hub = try Hub("no-sizes")
        hub.writeTiny()
        #expect(hub.bertconv("inspect", "hf://org/tiny").status == 0)
        #expect(try hub.requests().contains { $0.method == "HEAD" && $0.path.hasSuffix("model.safetensors") })
    }

    @Test(
        "What is wrong with a name is said before anything is fetched",
        arguments: [
            "hf://tiny", "hf://datasets/org/tiny", "hf://org/ti--ny", "hf://org/../tiny", "hf://org/tiny@",
            "hf://org/tiny@../x",
        ])
    func wrongName(name: String) throws {
        let hub = try Hub()
        let run = hub.bertconv("inspect", name)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error: \(name): is "))
        #expect(try hub.requests().isEmpty)
    }
}
