import ByteIO
import Foundation
import TestSupport
import Testing

@testable import Remote

/// The program `bertconv-fetch`: what it may connect to, its cage, and what is believed of its answers.
@Suite("bertconv-fetch")
struct FetchTests {
    private static func client(_ executable: String = Tool.path("bertconv-fetch")) -> WebClient {
        WebClient(
            pool: FetchPool(executable: executable), allowsInsecure: false, userAgent: "test", quietSeconds: 1,
            pause: { _ in })
    }

    /// The fault of a request and of reading its answer; nil: it was answered.
    private static func fault(of request: FetchRequest, _ executable: String = Tool.path("bertconv-fetch")) -> Fault? {
        do throws(Fault) {
            let process = try FetchProcess(executable: executable)
            _ = try process.begin(request)
            let block = Block(byteCount: 4)
            while try unsafe process.read(into: block.bytes) > 0 {}
            return nil
        } catch {
            return error
        }
    }

    /// The fault of a request with its redirects; nil: it was answered.
    private static func fault(of address: WebAddress, _ client: WebClient) -> Fault? {
        do throws(Fault) {
            _ = try client.perform(WebClient.Order(address: address))
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "It connects to no address that the request does not reach",
        arguments: [
            (Reach.all, true), (.loopback, true), (.beyondLoopback, false), (.publicNetwork, false),
        ])
    func reach(reach: Reach, isAllowed: Bool) throws {
        let hub = try Hub()
        for host in ["127.0.0.1", "localhost"] {
            var request = FetchRequest(
                address: try #require(WebAddress("http://\(host):\(hub.storagePort)/org")), bodyLimit: 1 << 16)
            request.reach = reach
            #expect(Self.fault(of: request)?.code == (isAllowed ? nil : .remoteRedirect))
        }
        #expect(try hub.requests().isEmpty == !isAllowed)
    }

    @Test("A redirect never leads further in than the address that it came from")
    func narrower() {
        #expect(WebClient.narrower(.all, after: .publicNetwork) == .publicNetwork)
        #expect(WebClient.narrower(.all, after: .privateNetwork) == .beyondLoopback)
        #expect(WebClient.narrower(.all, after: .loopback) == .all)
        // Once in the internet, a detour changes nothing.
        #expect(WebClient.narrower(.publicNetwork, after: .privateNetwork) == .publicNetwork)
        #expect(WebClient.narrower(.beyondLoopback, after: .loopback) == .beyondLoopback)
    }

    @Test("A server that says nothing is given up, and the program takes the next request")
    func silent() throws {
        let hub = try Hub("silent")
        hub.writeTiny()
        let client = Self.client()
        let address = try #require(WebAddress("\(hub.server)/org/tiny/config.json"))
        let fault = Self.fault(of: address, client)
        #expect(fault?.code == .remoteConnection)
        #expect(fault?.reason == "the server sent almost nothing for too long")
        let other = try #require(WebAddress("\(hub.server)/org/tiny/model.safetensors"))
        #expect(try client.perform(WebClient.Order(isHead: true, address: other)).status == 200)
    }

    @Test("A host without a server, and a name that is none, are faults of the connection")
    func nobody() throws {
        for url in ["http://127.0.0.1:1/", "https://no-such-host.invalid/"] {
            let request = FetchRequest(address: try #require(WebAddress(url)), bodyLimit: 0)
            #expect(Self.fault(of: request)?.code == .remoteConnection)
        }
    }

    @Test(
        "An answer that breaks the protocol is a fault of the program, and not an answer",
        arguments: [
            "printf garbage-garbage", "printf 'B\\001\\000\\000\\000x'", "printf 'S\\003\\000\\000\\000099'",
            "printf 'H\\377\\377\\377\\377'", "printf '.\\000\\000\\000\\000'", "printf 'A\\001\\000\\000\\0009'",
            "printf 'S\\003\\000\\000\\000200B\\002\\000\\000\\000x'; exit", "kill -SEGV $$", "exit 0", "exit 3",
            "while printf 'H\\006\\000\\000\\000etag:x'; do :; done", "sleep 100",
        ])
    func hostileAnswer(script: String) throws {
        let folder = TemporaryFolder()
        let program = folder.program("(\(script)) 2>/dev/null; exit $?", named: "fake")
        var request = FetchRequest(address: try #require(WebAddress("http://127.0.0.1/")), bodyLimit: 10)
        request.quietSeconds = 1
        let fault = Self.fault(of: request, program)
        #expect(fault?.code == .remoteHelper, "\(String(describing: fault))")
    }

    @Test("Without libcurl or without the program, the message says what to install")
    func missing() throws {
        let folder = TemporaryFolder()
        let words = "libcurl is not installed, and remote places need it: install the package libcurl4"
        let program = folder.program("echo '\(words)' >&2; exit 3", named: "fake")
        let request = FetchRequest(address: try #require(WebAddress("https://a/")), bodyLimit: 0)
        #expect(Self.fault(of: request, program)?.reason == words)
        let absent = try #require(Self.fault(of: request, folder.file("absent")))
        #expect(absent.reason.hasPrefix("the program bertconv-fetch is not at"))
    }

    @Test("Its cage is closed before the first request, and its version says how")
    func cage() throws {
        let version = Tool.run([Tool.path("bertconv-fetch"), "--version"])
        #expect(version.status == 0)
        #expect(version.output.contains("\ncage: system call filter"))
        #expect(Tool.run([Tool.path("bertconv-fetch"), "https://a/"]).status == 2)
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: Tool.path("bertconv-fetch"))
        process.environment = ["HTTPS_PROXY": "http://127.0.0.1:1", "SSL_CERT_FILE": "/dev/null"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        defer { process.terminate() }
        let request = FetchRequest(address: try #require(WebAddress("http://127.0.0.1:1/")), bodyLimit: 0)
        input.fileHandleForWriting.write(Data(request.bytes))
        #expect(output.fileHandleForReading.availableData.first == UInt8(ascii: "F"))
        let folder = "/proc/\(process.processIdentifier)"
        let status = try String(contentsOfFile: "\(folder)/status", encoding: .utf8)
        #expect(status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1"))
        let limits = Tool.run(["sh", "-c", "tr -s ' ' < \(folder)/limits"]).output
        for limit in ["Max open files 64 64", "Max core file size 0 0", "Max file size 0 0"] {
            #expect(limits.contains(limit), "\(limits)")
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
