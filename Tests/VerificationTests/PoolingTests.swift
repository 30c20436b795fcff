import ByteIO
import TestSupport
import Testing
import Verification

@Suite("How a sentence-transformers folder pools")
struct PoolingTests {
    private static func pooling(_ json: String?, modules: String? = "[]") throws -> Pooling? {
        let folder = TemporaryFolder()
        if let modules { _ = folder.write(modules, to: "modules.json") }
        _ = Tool.run(["mkdir", folder.file("1_Pooling")])
        if let json { _ = folder.write(json, to: "1_Pooling/config.json") }
        return try Pooling(in: folder.path)
    }

    @Test(
        "The modes that are switched on, as versions 2 and 5 write them",
        arguments: [
            (#"{"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}"#, ["mean_tokens"]),
            (#"{"pooling_mode_max_tokens": true, "pooling_mode_mean_tokens": true}"#, ["max_tokens", "mean_tokens"]),
            (#"{"pooling_mode": "mean", "embedding_dimension": 8}"#, ["mean"]),
            (#"{"pooling_mode": ["mean", "max"]}"#, ["mean", "max"]),
            (#"{"pooling_mode_mean_tokens": false}"#, []), (#"{"pooling_mode_mean_tokens": 1}"#, []), ("{}", []),
            ("[]", []),
        ] as [(String, [String])])
    func modes(json: String, modes: [String]) throws {
        let pooling = try #require(try Self.pooling(json))
        #expect(pooling.modes == modes)
        #expect(pooling.file.hasSuffix("/1_Pooling/config.json"))
    }

    @Test("Without modules.json, or without the pooling's own file, the folder is none of theirs")
    func none() throws {
        #expect(try Self.pooling(#"{"pooling_mode": "mean"}"#, modules: nil) == nil)
        #expect(try Self.pooling(nil) == nil)
    }

    @Test("What is no JSON is said of its file")
    func broken() throws {
        var caught: Fault?
        do {
            _ = try Self.pooling("{")
        } catch let error as Fault {
            caught = error
        }
        #expect(caught?.file?.hasSuffix("/1_Pooling/config.json") == true)
    }
}
