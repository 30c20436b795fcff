import Foundation
import JSONText
import TestSupport
import Testing

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
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        let ports = line.split { $0 == " " || $0 == "\n" }.compactMap { Int($0) }
        try #require(ports.count == 2)
        (hubPort, storagePort) = (ports[0], ports[1])
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    var endpoint: String { "http://127.0.0.1:\(hubPort)" }

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

    /// Runs bertconv with this hub as its endpoint.
    func bertconv(_ arguments: String..., environment: [String] = []) -> Tool.Run {
        Tool.bertconv(arguments, environment: ["HF_ENDPOINT=\(endpoint)", "HOME='\(home.path)'"] + environment)
    }

    /// A request that the hub or its storage host has got.
    struct Request {
        let server: String
        let method: String
        let path: String
        let range: String?
        let hasToken: Bool
        let isSigned: Bool
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
                sentBytes: entry["sent"]?.integer ?? 0)
        }
    }
}
