import ByteIO
import TestSupport
import Testing
import Verification

@Suite("How a sentence-transformers folder pools")
struct PoolingTests {
    private static func modules(_ path: String = "1_Pooling", of words: String = "", type: String = "Pooling") -> String
    {
        """
        [{"idx": 0, "name": "0", "path": "\(words)", "type": "sentence_transformers.models.Transformer"},
         {"idx": 1, "name": "1", "path": "\(path)", "type": "sentence_transformers.models.\(type)"}]
        """
    }

    private static func pooling(
        _ json: String?, modules: String? = modules(), at place: String = "1_Pooling"
    ) throws -> Pooling? {
        let folder = TemporaryFolder()
        if let modules { _ = folder.write(modules, to: "modules.json") }
        _ = Tool.run(["mkdir", "-p", folder.file(place)])
        if let json { _ = folder.write(json, to: "\(place)/config.json") }
        return try Pooling(in: folder.path)
    }

    @Test(
        "The modes that are switched on, as versions 2 and 5 write them",
        arguments: [
            (#"{"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}"#, ["mean_tokens"]),
            (#"{"pooling_mode_max_tokens": true, "pooling_mode_mean_tokens": true}"#, ["max_tokens", "mean_tokens"]),
            (#"{"pooling_mode": "mean", "embedding_dimension": 8}"#, ["mean"]),
            (#"{"pooling_mode": ["mean", "max"]}"#, ["mean", "max"]),
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

    @Test(
        "A pooling that switches nothing on excuses nothing",
        arguments: [
            #"{"pooling_mode_mean_tokens": false}"#, #"{"pooling_mode_mean_tokens": 1}"#, "{}", "[]",
        ])
    func nothing(json: String) throws {
        #expect(try Self.pooling(json) == nil)
    }

    @Test("Only the module that modules.json names counts, where it says that it lies")
    func named() throws {
        let mean = #"{"pooling_mode": "mean"}"#
        #expect(try Self.pooling(mean, modules: Self.modules("2_Last"), at: "2_Last")?.modes == ["mean"])
        let version5 = Self.modules().replacing("sentence_transformers.models.", with: "sentence_transformers.base.x.")
        #expect(try Self.pooling(mean, modules: version5)?.modes == ["mean"])
        for modules in [
            "[]", "{}", "[1, null]", Self.modules("2_Last"), Self.modules(type: "Normalize"),
            Self.modules(type: "NoPooling"),
            Self.modules(of: "0_Transformer"), Self.modules("../1_Pooling"), Self.modules("/1_Pooling"),
            Self.modules(""),
        ] {
            #expect(try Self.pooling(mean, modules: modules) == nil, "\(modules)")
        }
    }

    @Test("A modules.json that is no JSON is said")
    func brokenList() throws {
        var caught: Fault?
        do {
            _ = try Self.pooling("{}", modules: "[")
        } catch let error as Fault {
            caught = error
        }
        #expect(caught?.file?.hasSuffix("/modules.json") == true)
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
