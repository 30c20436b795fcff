import TestSupport
import Testing

/// The local cache is read as `huggingface_hub` lays it out.
@Suite("The local cache of a hub")
struct CacheTests {
    /// Puts files of the model into the cache: blobs, and links to them.
    private static func download(_ hub: Hub, _ names: [String], to cache: String) {
        let folder = "\(cache)/models--org--tiny"
        let snapshot = "\(folder)/snapshots/\(Hub.commit)"
        _ = Tool.run(["mkdir", "-p", "\(folder)/refs/refs/pr", "\(folder)/blobs", snapshot])
        for name in names {
            _ = Tool.run(["cp", hub.model() + "/" + name, "\(folder)/blobs/blob-\(name)"])
            _ = Tool.run(["ln", "-s", "../../blobs/blob-\(name)", "\(snapshot)/\(name)"])
        }
        for revision in ["main", "refs/pr/7"] {
            _ = Tool.run(["sh", "-c", "printf %s \(Hub.commit) > '\(folder)/refs/\(revision)'"])
        }
    }

    @Test(
        "What is in it of the commit is read from there, and the rest is fetched",
        arguments: [
            [], ["config.json"], ["model.safetensors"], ["config.json", "model.safetensors"],
        ])
    func used(names: [String]) throws {
        let hub = try Hub()
        hub.writeTiny()
        Self.download(hub, names, to: hub.home.file(".cache/huggingface/hub"))
        let run = hub.bertconv("inspect", "hf://org/tiny")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("read from the local cache") == !names.isEmpty)
        let fetched = try hub.requests().filter { $0.server == "hub" && $0.method == "GET" }.map(\.path)
        for name in ["config.json", "model.safetensors"] {
            #expect(fetched.contains { $0.hasSuffix(name) } == !names.contains(name))
        }
    }

    @Test(
        "Offline, the cache alone is read, at the commit that a revision stood for",
        arguments: [
            "hf://org/tiny", "hf://org/tiny@refs/pr/7", "hf://org/tiny@\(Hub.commit)",
        ])
    func offline(place: String) throws {
        let hub = try Hub()
        hub.writeTiny()
        let cache = hub.home.file("own")
        Self.download(hub, ["config.json", "model.safetensors"], to: cache)
        for variable in ["HF_HUB_OFFLINE=1", "TRANSFORMERS_OFFLINE=yes"] {
            let run = hub.bertconv(
                "verify", place, "--headers-only", environment: [variable, "HF_HUB_CACHE='\(cache)'"])
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.contains("PASS \(place)"))
        }
        #expect(try hub.requests().isEmpty)
    }

    @Test("Offline, what is not in the cache is an error that says which variable forbids it")
    func absent() throws {
        let hub = try Hub()
        hub.writeTiny()
        for place in ["hf://org/tiny", "hf://org/tiny@v9", "hf://org/tiny@\(Hub.commit)"] {
            let run = hub.bertconv("inspect", place, environment: ["HF_HUB_OFFLINE=1"])
            #expect(run.status == 2)
            #expect(run.errors.contains("is not in the local cache") && run.errors.contains("HF_HUB_OFFLINE"))
        }
        #expect(try hub.requests().isEmpty)
    }

    @Test("A file of another size than the hub lists is an error, and a dead link is no file")
    func damaged() throws {
        let hub = try Hub()
        hub.writeTiny()
        let cache = hub.home.file(".cache/huggingface/hub")
        Self.download(hub, ["config.json", "model.safetensors"], to: cache)
        let blob = "\(cache)/models--org--tiny/blobs/blob-model.safetensors"
        _ = Tool.run(["truncate", "-s", "100", blob])
        let run = hub.bertconv("inspect", "hf://org/tiny")
        #expect(run.status == 2)
        #expect(run.errors.contains("has 100 bytes in the local cache"))
        _ = Tool.run(["rm", blob])
        #expect(hub.bertconv("inspect", "hf://org/tiny").status == 0)
    }
}
