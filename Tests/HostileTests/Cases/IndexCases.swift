import Glibc
import TestSupport

/// Indices that name what is not theirs (torch-safetensors facts 4.3: loaders follow `/etc/passwd`).
enum IndexCases {
    static let all = paths + objects + maps + disagreements

    private static let bias = "bert.pooler.dense.bias"
    static let canary = "CANARY-e3b0c44298fc"

    private static func index(_ map: String, metadata: String = "{}") -> String {
        "{\"metadata\":\(metadata),\"weight_map\":\(map)}"
    }

    private static func shard(_ tensors: [StoredTensor]) -> [UInt8] { SafetensorsBytes.file(tensors) }

    private static let weight = StoredTensor(bias, [2], floats: [1, 2])

    private static func refused(
        _ name: String, _ code: String, rule: String?, _ guardedBy: String,
        _ make: @escaping @Sendable (TemporaryFolder) -> String
    ) -> HostileCase {
        HostileCase(
            "index: " + name, .refused(code: code, rule: rule), guardedBy: guardedBy, convert: 2, inspect: 2,
            canary: canary
        ) { folder in
            _ = folder.write(canary, to: "secret.txt")
            return folder.write(make(folder), to: "model.safetensors.index.json")
        }
    }

    private static let paths =
        [
            "../secret.txt", "/etc/passwd", "a/b.safetensors", ".", "..", "", "./x.safetensors", "x.safetensors/",
            "a\\u0000b",
            "..\\u0000.safetensors",
        ].map { path in
            refused("the shard '\(path)'", "format.shard-name", rule: "BC603", "ShardedSet.open") { _ in
                index("{\"a\":\"\(path)\"}")
            }
        } + [
            refused("a shard that is not there", "format.shard-missing", rule: "BC306", "ShardedSet.open") { _ in
                index("{\"a\":\"gone.safetensors\"}")
            },
            refused(
                "a shard whose name is a command of the terminal", "format.shard-missing", rule: "BC306",
                "escapingControls"
            ) { _ in
                index("{\"a\":\"\\u001b[2J\\u202e\\u009b.safetensors\"}")
            },
            refused("a shard whose name is longer than any", "format.shard-missing", rule: "BC306", "ShardedSet.open") {
                _ in
                index("{\"a\":\"\(String(repeating: "x", count: 5000))\"}")
            },
        ]

    private static func special(
        _ name: String, _ code: String, rule: String, _ guardedBy: String, _ make: @escaping @Sendable (String) -> Void
    ) -> HostileCase {
        refused(name, code, rule: rule, guardedBy) { folder in
            make(folder.file("x.safetensors"))
            return index("{\"a\":\"x.safetensors\"}")
        }
    }

    private static let objects = [
        special("a shard that is a pipe", "format.shard-missing", rule: "BC306", "InputFile: O_NONBLOCK, regular files")
        {
            unsafe mkfifo($0, 0o600)
        },
        special("a shard that is a folder", "format.shard-missing", rule: "BC306", "InputFile") {
            unsafe mkdir($0, 0o700)
        },
        special("a shard that links to a device", "format.shard-name", rule: "BC603", "Containment") {
            unsafe symlink("/dev/zero", $0)
        },
        special("a shard that links out of the folder", "format.shard-name", rule: "BC603", "Containment") {
            unsafe symlink("/etc/passwd", $0)
        },
        special("a shard that links to the folder above", "format.shard-name", rule: "BC603", "Containment") {
            unsafe symlink("..", $0)
        },
        special("a shard that links to itself", "format.shard-missing", rule: "BC306", "InputFile") {
            unsafe symlink("x.safetensors", $0)
        },
        special("a shard that links to nothing outside", "format.shard-missing", rule: "BC306", "InputFile") {
            unsafe symlink("/nowhere/x", $0)
        },
        special("a shard that is text beside it", "format.unrecognised", rule: "BC602", "FileFormat.detect") {
            unsafe symlink("secret.txt", $0)
        },
        special("a shard that is an index", "format.name-disagrees", rule: "BC602", "FileFormat.detect") {
            unsafe symlink("model.safetensors.index.json", $0)
        },
        refused("an index that names itself", "format.shard-index", rule: "BC301", "CheckpointReader.contents") { _ in
            index("{\"a\":\"model.safetensors.index.json\"}")
        },
    ]

    private static let maps = [
        refused("no map", "format.shard-index", rule: "BC301", "ShardedSet.contents") { _ in "{\"metadata\":{}}" },
        refused("a map that is a list", "format.shard-index", rule: "BC301", "ShardedSet.contents") { _ in index("[]")
        },
        refused("an empty map", "format.shard-index", rule: "BC301", "ShardedSet.open") { _ in index("{}") },
        refused("a shard that is a number", "format.shard-index", rule: "BC301", "ShardedSet.contents") { _ in
            index("{\"a\":1}")
        },
        refused("a shard that is a list", "format.shard-index", rule: "BC301", "ShardedSet.contents") { _ in
            index("{\"a\":[\"x\"]}")
        },
        refused("a tensor twice", "json.duplicate-name", rule: "BC602", "JSONObject.append") { _ in
            index("{\"a\":\"x\",\"a\":\"y\"}")
        },
        refused("nesting of 100,000", "json.depth", rule: "BC602", "FormatLimits.indexDepth") { _ in
            String(repeating: "{\"a\":", count: 100_000)
        },
        refused("20,000 shards", "format.shard-index", rule: "BC301", "FormatLimits.shards") { _ in
            index("{" + (0..<20_000).map { "\"\($0)\":\"\($0).safetensors\"" }.joined(separator: ",") + "}")
        },
        refused("4 million empty objects", "json.limit", rule: "BC602", "JSONLimits.values") { _ in
            "{\"a\":[\(String(repeating: "{},", count: 4 << 20))0]}"
        },
        refused("text after it", "json.syntax", rule: "BC602", "JSONParser") { _ in index("{\"a\":\"x\"}") + "{}" },
    ]

    private static func sound(
        _ name: String, _ verdict: HostileCase.Verdict, _ guardedBy: String, convert: Int32 = 1, inspect: Int32 = 0,
        metadata: String = "{}", map: String = "{\"\(bias)\":\"x.safetensors\"}", second: [StoredTensor]? = nil
    ) -> HostileCase {
        HostileCase("index: " + name, verdict, guardedBy: guardedBy, convert: convert, inspect: inspect) { folder in
            _ = folder.write(shard([weight]), to: "x.safetensors")
            if let second { _ = folder.write(shard(second), to: "y.safetensors") }
            return folder.write(index(map, metadata: metadata), to: "model.safetensors.index.json")
        }
    }

    private static let disagreements = [
        sound("sound", .fine, "ShardedSet"),
        sound(
            "a total size of 10^18", .found(rule: "BC301"), "IndexCheck",
            metadata: "{\"total_size\":1000000000000000000}"),
        sound("a total size beyond 64 bits", .fine, "ShardedSet", metadata: "{\"total_size\":99999999999999999999}"),
        sound("a total size that is text", .fine, "ShardedSet", metadata: "{\"total_size\":\"8\"}"),
        sound("metadata that is a list", .found(rule: "BC301"), "IndexCheck", metadata: "[]"),
        sound(
            "a tensor that is in no shard", .found(rule: "BC301"), "IndexCheck",
            map: "{\"\(bias)\":\"x.safetensors\",\"b\":\"x.safetensors\"}"),
        sound("a tensor under another name", .found(rule: "BC301"), "IndexCheck", map: "{\"b\":\"x.safetensors\"}"),
        sound(
            "a tensor in two shards", .refused(code: "format.shard-duplicate", rule: "BC104"), "TensorTable.insert",
            convert: 2, inspect: 2, map: "{\"\(bias)\":\"x.safetensors\",\"b\":\"y.safetensors\"}",
            second: [weight]),
        sound(
            "a tensor in another shard", .found(rule: "BC301"), "IndexCheck",
            map: "{\"\(bias)\":\"y.safetensors\",\"b\":\"x.safetensors\"}",
            second: [StoredTensor("b", [1], floats: [1])]),
    ]
}
