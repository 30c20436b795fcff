import Glibc
import TestSupport

/// The files beside the weights, and those that the user names.
enum ConfigurationCases {
    static let all = configurations + vocabularies + policies + baselines

    /// A sound model with another config.json, or other files beside it.
    private static func model(
        _ name: String, _ verdict: HostileCase.Verdict, _ guardedBy: String, convert: Int32, inspect: Int32 = 0,
        arguments: @escaping @Sendable (TemporaryFolder) -> [String] = { _ in [] },
        _ change: @escaping @Sendable (TemporaryFolder) -> Void
    ) -> HostileCase {
        HostileCase(name, verdict, guardedBy: guardedBy, convert: convert, inspect: inspect, arguments: arguments) {
            _ = TinyBert().write(to: $0)
            change($0)
            return $0.path
        }
    }

    /// `convert` stops at it; `verify` finds BC701 and checks the weights all the same.
    private static func bad(
        _ name: String, _ guardedBy: String = "ConfigurationFile", rule: String = "BC701", inspect: Int32 = 0,
        _ text: @escaping @autoclosure @Sendable () -> String
    ) -> HostileCase {
        model("config.json: " + name, .found(rule: rule), guardedBy, convert: 2, inspect: inspect) {
            _ = $0.write(text(), to: "config.json")
        }
    }

    private static func field(_ name: String, _ value: String) -> String {
        var model = TinyBert()
        model.configuration[name] = value
        return model.configurationText
    }

    private static let configurations = [
        bad("empty", "JSONParser", ""), bad("not JSON", "JSONParser", "model_type: bert"),
        bad("a list", "ConfigurationFile", "[]"),
        bad("cut short", "JSONParser", "{\"hidden_size\": 4"), bad("NaN", "JSONParser", field("hidden_size", "NaN")),
        bad("Infinity", "JSONParser", field("layer_norm_eps", "Infinity")),
        bad("a member twice", "JSONObject.append", "{\"hidden_size\":4,\"hidden_size\":1000000000}"),
        bad("nesting of 100,000", "JSONLimits.depth", String(repeating: "[", count: 100_000)),
        bad("nesting of objects", "JSONLimits.depth", String(repeating: "{\"a\":", count: 100_000)),
        bad("17 MB", "SchemaLimits.configurationBytes", "{\"a\":\"\(String(repeating: "x", count: 17 << 20))\"}"),
        bad("5 million empty lists", "JSONLimits.values", "{\"a\":[\(String(repeating: "[],", count: 5 << 20))0]}"),
        bad("a vocabulary of 10^18", "checked arithmetic", rule: "BC103", field("vocab_size", "1000000000000000000")),
        bad("a hidden size of 2^62", "checked arithmetic", rule: "BC103", field("hidden_size", "4611686018427387904")),
        bad("a billion layers", "maximum in the schema", field("num_hidden_layers", "1000000000")),
        bad("layers beyond 64 bits", "ConfigurationField", field("num_hidden_layers", "99999999999999999999")),
        bad("layers of 10^308", "ConfigurationField", field("num_hidden_layers", "1e308")),
        bad("negative layers", "ConfigurationField", field("num_hidden_layers", "-1")),
        bad("a hidden size of 0", "ConfigurationField", field("hidden_size", "0")),
        bad("no heads", "ConfigurationFile.checkDivision", field("num_attention_heads", "0")),
        bad(
            "heads of the least integer", "ConfigurationFile.checkDivision",
            field("num_attention_heads", "-9223372036854775808")),
        bad("a size that is text", "ConfigurationField", field("hidden_size", "\"4\"")),
        bad("a size that is true", "ConfigurationField", field("hidden_size", "true")),
        bad("a size with a fraction", "ConfigurationField", field("hidden_size", "4.5")),
        bad(
            "sizes whose product overflows", "checked arithmetic", rule: "BC103",
            field("intermediate_size", "9223372036854775807")),
        bad("a type that is a list", "ConfigurationFile", field("model_type", "[\"bert\"]")),
        bad("a class that is a number", "ConfigurationFile", field("architectures", "[1]")),
        bad(
            "weights stated elsewhere", "ConfigurationFile.statedWeights", inspect: 2,
            field("transformers_weights", "\"../x.safetensors\"")),
        bad(
            "weights stated by an absolute path", "ConfigurationFile.statedWeights", inspect: 2,
            field("transformers_weights", "\"/etc/x.safetensors\"")),
        model(
            "config.json: a type that is a command of the terminal",
            .refused(code: "model.unknown-architecture", rule: "BC705"),
            "escapingControls", convert: 2
        ) { _ = $0.write(field("model_type", "\"\\u001b[2J\\u202e\\u009b\""), to: "config.json") },
        model("config.json: a hundred million labels by number", .found(rule: "BC103"), "LabelCounts", convert: 2) {
            _ = $0.write(field("num_labels", "100000000"), to: "config.json")
        },
        model("config.json: a pipe", .fine, "PathKind", convert: 0) {
            unlink($0.file("config.json"))
            unsafe mkfifo($0.file("config.json"), 0o600)
        },
        model("config.json: a folder", .fine, "PathKind", convert: 0) {
            unlink($0.file("config.json"))
            unsafe mkdir($0.file("config.json"), 0o700)
        },
        model("config.json: a link to an endless device", .fine, "PathKind", convert: 0) {
            unlink($0.file("config.json"))
            unsafe symlink("/dev/zero", $0.file("config.json"))
        },
    ]

    private static func unlink(_ path: String) { unsafe _ = Glibc.unlink(path) }

    private static func vocabulary(
        _ name: String, _ rule: String, _ guardedBy: String, file: String,
        _ text: @escaping @autoclosure @Sendable () -> String
    ) -> HostileCase {
        model("\(file): " + name, .found(rule: rule), guardedBy, convert: 0) { _ = $0.write(text(), to: file) }
    }

    private static let vocabularies = [
        vocabulary(
            "nesting of 100,000", "BC701", "JSONLimits.depth", file: "tokenizer.json",
            String(repeating: "[", count: 100_000)),
        vocabulary(
            "a member twice", "BC701", "JSONObject.append", file: "tokenizer.json", "{\"model\":{},\"model\":{}}"),
        vocabulary(
            "8 million empty objects", "BC701", "JSONLimits.values", file: "tokenizer.json",
            "{\"a\":[\(String(repeating: "{},", count: 8 << 20))0]}"),
        vocabulary(
            "65 MB", "BC701", "VocabularyLimits.fileBytes", file: "vocab.txt",
            String(repeating: "x", count: 65 << 20)),
        model("tokenizer.json: the largest number there is", .fine, "Vocabulary.count", convert: 0) {
            _ = $0.write("{\"model\":{\"vocab\":{\"a\":9223372036854775807}}}", to: "tokenizer.json")
        },
        model("added_tokens.json: the largest number there is", .fine, "Vocabulary.count", convert: 0) {
            _ = $0.write("a\nb\n", to: "vocab.txt")
            _ = $0.write("{\"a\":9223372036854775807,\"b\":-9223372036854775808}", to: "added_tokens.json")
        },
        model("vocab.txt: not UTF-8", .fine, "Vocabulary.lineCount", convert: 0) {
            _ = $0.write([0xFF, 0xFE, 0x0A], to: "vocab.txt")
        },
        model("vocab.txt: a pipe", .fine, "PathKind", convert: 0) { unsafe _ = mkfifo($0.file("vocab.txt"), 0o600) },
    ]

    private static func named(
        _ option: String, _ name: String, _ words: String, _ guardedBy: String,
        _ text: @escaping @autoclosure @Sendable () -> String
    ) -> HostileCase {
        model(
            "\(option): " + name, .stopped(saying: words), guardedBy, convert: 2,
            arguments: { folder in
                ["--\(option)", folder.write(text(), to: "file")]
            }, { _ in })
    }

    private static let policies = [
        named("policy", "empty", "the policy is empty", "PolicyReader", ""),
        named(
            "policy", "a YAML bomb", "'&' at the start", "YAMLReader: no anchors",
            "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"),
        named(
            "policy", "a tag", "'!' at the start", "YAMLReader: no tags",
            "version: !!python/object/apply:os.system [touch pwned]\n"),
        named("policy", "a merge key", "unknown key '<<'", "PolicyReader", "version: 1\n<<: {entries: []}\n"),
        named(
            "policy", "nesting of 100,000", "line 2, column 25: nested deeper than 16 levels",
            "PolicyLimits.policyDepth", "version: 1\nentries: " + String(repeating: "[", count: 100_000)),
        named(
            "policy", "nesting by indentation", "line 17, column 17: nested deeper than 16 levels",
            "PolicyLimits.policyDepth", (0..<500).map { String(repeating: " ", count: $0) + "a:\n" }.joined()),
        named(
            "policy", "17 MB", "the file has 17825792 bytes; at most 16777216", "PolicyLimits.policyBytes",
            String(repeating: "#", count: 17 << 20)),
        named(
            "policy", "a key twice", "line 2, column 1: the key 'version' occurs twice", "YAMLReader",
            "version: 1\nversion: 1\nentries: []\n"),
        named(
            "policy", "a key that is a command of the terminal", "unknown key", "escapingControls",
            "version: 1\n\"\\u001B[2J\\u202E\": 1\n"),
        named(
            "policy", "a raw control character", "YAML does not allow the character U+001B", "YAMLText",
            "version: 1\n\u{1B}[2J: 1\n"),
        named(
            "policy", "a second document", "line 3, column 1: a document marker", "YAMLReader",
            "version: 1\nentries: []\n---\nversion: 1\n"),
    ]

    private static let baselines = [
        named("baseline", "a list", "a baseline must be an object, this is an array", "Baseline.entries", "[]"),
        named(
            "baseline", "nesting of 100,000", "line 1, column 10: JSON is nested deeper than 8 levels",
            "JSONLimits.depth", String(repeating: "[", count: 100_000)),
        named(
            "baseline", "a member twice", "line 1, column 14: the name 'version' occurs twice", "JSONObject.append",
            "{\"version\":1,\"version\":1}"),
        named(
            "baseline", "version 10^18", "line 1, column 2: unknown member 'version'", "Baseline.entries",
            "{\"version\":1000000000000000000}"),
        named(
            "baseline", "4 million empty objects", "JSON holds more than 1000000 values", "JSONLimits.values",
            "[\(String(repeating: "{},", count: 4 << 20))0]"),
    ]
}
