import Foundation
import JSONText
import TestSupport
import Testing

/// The kinds of places, which every command reads alike.
enum PlaceKind: String, CaseIterable, Sendable {
    case hub, web, bucket

    /// The folder of a model of the server as a place of this kind.
    func place(_ hub: Hub, _ name: String = "tiny") -> String {
        switch self {
        case .hub: "hf://org/\(name)"
        case .web: "\(hub.server)/org/\(name)/"
        case .bucket: "s3://org/\(name)"
        }
    }
}

/// A hub, its storage host and a web server, on this machine (`Tests/RemoteServer/hub.py`), with the models of a folder.
final class Hub {
    /// The commit that every revision stands for.
    static let commit = "0123456789abcdef0123456789abcdef01234567"

    let folder = TemporaryFolder()
    /// A home without a token and without a cache.
    let home = TemporaryFolder()
    private let process = Process()
    private let input = Pipe()
    private(set) var hubPort = 0
    private(set) var storagePort = 0

    /// Starts it.
    ///
    /// - Parameter modes: how it misbehaves.
    init(_ modes: String...) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let script = Fixtures.folder + "/../Tests/RemoteServer/hub.py"
        process.arguments = ["python3", script, folder.path] + modes
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = ""
        while !line.hasSuffix("\n") {
            let piece = output.fileHandleForReading.availableData
            try #require(!piece.isEmpty)
            line += String(decoding: piece, as: UTF8.self)
        }
        let ports = line.split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
        try #require(ports.count == 2)
        (hubPort, storagePort) = (ports[0], ports[1])
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    var endpoint: String { "http://127.0.0.1:\(hubPort)" }

    /// The same files on a web server that is no hub.
    var server: String { "http://127.0.0.1:\(storagePort)" }

    /// The folder of the model `org/tiny`, which is made.
    func model(_ name: String = "tiny") -> String {
        let path = folder.file("org/" + name)
        _ = Tool.run(["mkdir", "-p", path])
        return path
    }

    /// Writes a model of the class, with all its parameters.
    func writeTiny(_ className: String = "BertModel") {
        let tiny = TinyBert(className)
        _ = model("tiny")
        _ = folder.write(tiny.configurationText, to: "org/tiny/config.json")
        _ = folder.write(tiny.savedFile, to: "org/tiny/model.safetensors")
    }

    /// A model that is larger than what is read at first: 1.7 MB of weights that were never trained.
    private static let large: TemporaryFolder = {
        let folder = TemporaryFolder()
        let configuration = folder.write(
            """
            {"architectures": ["BertModel"], "model_type": "bert", "vocab_size": 5000, "hidden_size": 64,
            "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 128}
            """, to: "config.json")
        _ = Tool.bertconv(["init", configuration, folder.file("model"), "--to", "safetensors", "--quiet"])
        return folder
    }()

    func writeLarge() throws {
        try #require(Tool.run(["cp", "-r", Self.large.file("model") + "/.", model()]).status == 0)
    }

    /// Runs bertconv with this hub as its endpoint, and its storage host as that of buckets.
    func bertconv(_ arguments: String..., environment: [String] = []) -> Tool.Run {
        bertconv(arguments, environment: environment)
    }

    func bertconv(_ arguments: [String], environment: [String] = []) -> Tool.Run {
        let own = ["HF_ENDPOINT=\(endpoint)", "AWS_ENDPOINT_URL=\(server)", "HOME='\(home.path)'"]
        return Tool.bertconv(arguments, environment: own + environment)
    }

    /// A request that the hub or its storage host has got.
    struct Request {
        let server: String
        let method: String
        let path: String
        let range: String?
        let hasToken: Bool
        /// Whether the URL has a signature.
        let isSigned: Bool
        /// The first word of `Authorization`.
        let scheme: String
        let sentBytes: Int
    }

    /// The requests since the last call.
    func requests() throws -> [Request] {
        let fetch = "import urllib.request as r; print(r.urlopen('\(endpoint)/-/log').read().decode())"
        let text = Tool.run(["python3", "-c", fetch]).output
        let list = try #require(try JSONParser.parse(Array(text.utf8)).array)
        return list.compactMap(\.object).map { entry in
            Request(
                server: entry["server"]?.string ?? "", method: entry["method"]?.string ?? "",
                path: entry["path"]?.string ?? "", range: entry["range"]?.string,
                hasToken: entry["token"]?.bool ?? false, isSigned: entry["signed"]?.bool ?? false,
                scheme: entry["scheme"]?.string ?? "",
                sentBytes: entry["sent"]?.integer ?? 0)
        }
    }
}
