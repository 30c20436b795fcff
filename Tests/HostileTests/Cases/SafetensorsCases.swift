import TestSupport

/// Headers that break the format's rules, those included that the crate does not check (torch-safetensors facts 4.1).
enum SafetensorsCases {
    static let all = lengths + syntax + members + shapes + offsets + metadata + names + bombs

    private static let weight = ZipCases.weight

    /// A header with one tensor whose fields are this text.
    private static func one(_ fields: String, data: Int = 24) -> [UInt8] {
        SafetensorsBytes.file(header: "{\"\(weight)\":\(fields)}", data: [UInt8](repeating: 1, count: data))
    }

    private static func fields(_ type: String, _ shape: String, _ offsets: String) -> String {
        "{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
    }

    private static func refused(
        _ name: String, _ code: String, _ guardedBy: String = "SafetensorsReader",
        _ bytes: @escaping @autoclosure @Sendable () -> [UInt8]
    ) -> HostileCase {
        .refused("safetensors: " + name, code, guardedBy: guardedBy, file: "model.safetensors", bytes: bytes)
    }

    private static func fine(_ name: String, _ bytes: @escaping @autoclosure @Sendable () -> [UInt8]) -> HostileCase {
        .fine("safetensors: " + name, guardedBy: "SafetensorsReader", file: "model.safetensors", bytes: bytes)
    }

    private static func header(_ text: String, data: Int = 0) -> [UInt8] {
        SafetensorsBytes.file(header: text, data: [UInt8](repeating: 1, count: data))
    }

    private static let sound = fields("F32", "[2,3]", "[0,24]")

    private static let lengths = [
        refused(
            "a length of 2^63", "format.unrecognised", "SafetensorsReader.recognises",
            little(UInt64(1) << 63) + Array("{}".utf8)),
        refused(
            "a length of 100,000,001", "safetensors.header-too-large", "SafetensorsLimits.headerBytes",
            little(UInt64(100_000_001)) + Array("{}      ".utf8)),
        refused(
            "a length past the end", "safetensors.header-length", "SafetensorsReader.contents",
            little(UInt64(9)) + Array("{}      ".utf8)),
        refused(
            "a length that ends within the object", "json.syntax", "JSONParser",
            little(UInt64(8)) + Array(one(sound).dropFirst(8))),
        refused("a length of 0", "json.syntax", "JSONParser", little(UInt64(0)) + Array("{}      ".utf8)),
        refused("seven bytes", "format.unrecognised", "SafetensorsReader.recognises", [8, 0, 0, 0, 0, 0, 0]),
    ]

    private static let syntax = [
        fine(
            "white space before the object",
            little(UInt64(8 + one(sound).count - 32)) + Array("        ".utf8) + one(sound).dropFirst(8)),
        fine(
            "an order of members that is not the bytes'",
            header(
                "{\"b\":\(fields("U8", "[1]", "[1,2]")),\"a\":\(fields("U8", "[1]", "[0,1]")),\"\(weight)\":\(fields("F32", "[1]", "[2,6]"))}",
                data: 6)),
        refused("a byte order mark", "format.unrecognised", "SafetensorsReader.recognises", header("\u{FEFF}{}")),
        refused("NUL as padding", "json.syntax", "JSONParser", header("{}\0\0\0\0\0\0")),
        refused("text after the object", "json.syntax", "JSONParser", header("{} {}")),
        refused("an array", "format.unrecognised", "SafetensorsReader.recognises", header("[]")),
        refused("a comment", "json.syntax", "JSONParser", header("{/* */}")),
        refused("a comma too many", "json.syntax", "JSONParser", header("{\"a\":{},}")),
        refused("NaN", "json.syntax", "JSONParser", one("{\"dtype\":NaN}")),
        refused("a number with a leading zero", "json.syntax", "JSONParser", one(fields("F32", "[02,3]", "[0,24]"))),
        refused("a lone surrogate", "json.syntax", "JSONParser", header("{\"\\ud800\":\(sound)}", data: 24)),
        refused(
            "a raw control character in a name", "json.syntax", "JSONParser",
            header("{\"a\u{1B}[2J\":\(sound)}", data: 24)),
        refused(
            "a name that is not UTF-8", "json.encoding", "JSONParser",
            Array(one(sound).prefix(10)) + [0xFF] + Array(one(sound).dropFirst(11))),
        refused(
            "an overlong encoding", "json.encoding", "JSONParser",
            Array(one(sound).prefix(10)) + [0xC0, 0xAF] + Array(one(sound).dropFirst(12))),
        refused(
            "nesting of 100,000", "json.depth", "SafetensorsLimits.headerDepth",
            header(String(repeating: "{\"a\":", count: 100_000))),
        refused(
            "nesting of 9 in a shape", "json.depth", "SafetensorsLimits.headerDepth",
            one(fields("F32", "[[[[[[[[[2]]]]]]]]]", "[0,24]"))),
    ]

    private static let members = [
        refused(
            "a tensor twice", "json.duplicate-name", "JSONObject.append",
            header("{\"\(weight)\":\(sound),\"\(weight)\":\(sound)}", data: 24)),
        refused(
            "a tensor twice, once escaped", "json.duplicate-name", "JSONObject.append",
            header("{\"a\":\(sound),\"\\u0061\":\(sound)}", data: 24)),
        refused(
            "two names equal when composed", "safetensors.field", "TensorTable.insert",
            header("{\"\u{E9}\":\(fields("U8", "[1]", "[0,1]")),\"e\u{301}\":\(fields("U8", "[1]", "[1,2]"))}", data: 2)
        ),
        refused(
            "a field twice", "json.duplicate-name", "JSONObject.append",
            one("{\"dtype\":\"F32\",\"dtype\":\"F64\",\"shape\":[2,3],\"data_offsets\":[0,24]}")),
        refused(
            "an unknown field", "safetensors.field", "TensorHeader",
            one("{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24],\"x\":1}")),
        refused(
            "a field that is missing", "safetensors.field", "TensorHeader", one("{\"dtype\":\"F32\",\"shape\":[2,3]}")),
        refused("fields by place", "safetensors.field", "TensorHeader", one("[\"F32\",[2,3],[0,24]]")),
        refused("a tensor that is null", "safetensors.field", "TensorHeader", one("null")),
        refused(
            "a type that is an object", "safetensors.field", "TensorHeader",
            one("{\"dtype\":{\"F32\":null},\"shape\":[2,3],\"data_offsets\":[0,24]}")),
        refused("an unknown type", "safetensors.element-type", "ElementType", one(fields("F99", "[2,3]", "[0,24]"))),
        refused(
            "a type in lower case", "safetensors.element-type", "ElementType", one(fields("f32", "[2,3]", "[0,24]"))),
        refused(
            "a type that is a command of the terminal", "safetensors.element-type", "escapingControls",
            one(fields("\\u001b[2J\\u202e", "[2,3]", "[0,24]"))),
    ]

    private static let shapes =
        [
            ("a negative dimension", "[-2,-3]"), ("dimensions that overflow", "[4294967296,4294967296]"),
            ("dimensions that wrap to the right size", "[4611686018427387904,4,6]"),
            ("a product of zero that overflows before", "[4294967296,4294967296,0]"),
            ("a product of zero that overflows after", "[0,4294967296,4294967296]"),
            ("bytes that overflow", "[4611686018427387904]"),
        ].map { name, shape in refused(name, "safetensors.shape", "Shape.init", one(fields("F32", shape, "[0,24]"))) }
        + [
            ("a dimension with a fraction", "[2.0,3]"), ("a dimension with an exponent", "[2e0,3]"),
            ("a dimension of minus zero", "[-0]"), ("a dimension in quotes", "[\"2\",3]"),
            ("a dimension of 2^64", "[18446744073709551616]"),
            ("a dimension of 400 digits", "[1\(String(repeating: "0", count: 400))]"),
            ("a dimension that is null", "[null]"), ("a shape that is a number", "6"),
        ].map { name, shape in refused(name, "safetensors.field", "TensorHeader", one(fields("F32", shape, "[0,24]"))) }
        + [
            refused(
                "half a byte of F4", "safetensors.shape", "Shape.byteCount", one(fields("F4", "[3]", "[0,1]"), data: 1)),
            refused(
                "another size than the shape's", "safetensors.size", "SafetensorsReader.table",
                one(fields("F32", "[2,2]", "[0,24]"))),
            refused(
                "a shape of 65 dimensions", "safetensors.shape", "SafetensorsLimits.rank",
                one(fields("F32", "[\(String(repeating: "1,", count: 64))6]", "[0,24]"))),
            refused(
                "a shape of 100,000 dimensions", "safetensors.shape", "SafetensorsLimits.rank",
                one(fields("F32", "[\(String(repeating: "1,", count: 100_000))6]", "[0,24]"))),
            fine(
                "a scalar and an empty tensor",
                header(
                    "{\"\(weight)\":\(fields("F32", "[]", "[0,4]")),\"b\":\(fields("F32", "[0,7]", "[4,4]"))}", data: 4)
            ),
        ]

    private static let offsets =
        [
            ("a hole at the start", "[4,28]", 28), ("backwards", "[24,0]", 24), ("negative", "[-24,0]", 24),
            ("of 2^62", "[4611686018427387904,4611686018427387928]", 24),
            ("whose end is the largest integer", "[0,9223372036854775807]", 24),
        ].map { name, pair, count in
            refused(
                "offsets: \(name)", name.hasPrefix("whose") ? "safetensors.size" : "safetensors.offsets",
                "SafetensorsReader.table", one(fields("F32", "[2,3]", pair), data: count))
        } + [
            refused("offsets: three", "safetensors.field", "TensorHeader", one(fields("F32", "[2,3]", "[0,24,48]"))),
            refused(
                "offsets: beyond 64 bits", "safetensors.field", "TensorHeader",
                one(fields("F32", "[2,3]", "[0,99999999999999999999]"))),
            refused(
                "offsets: ten tensors in one place", "safetensors.offsets", "SafetensorsReader.table",
                header("{" + (0..<10).map { "\"t\($0)\":\(sound)" }.joined(separator: ",") + "}", data: 24)),
            refused(
                "offsets: overlapping by a byte", "safetensors.offsets", "SafetensorsReader.table",
                header("{\"a\":\(fields("U8", "[4]", "[0,4]")),\"b\":\(fields("U8", "[4]", "[3,7]"))}", data: 7)),
            refused(
                "offsets: a hole between", "safetensors.offsets", "SafetensorsReader.table",
                header("{\"a\":\(fields("U8", "[4]", "[0,4]")),\"b\":\(fields("U8", "[4]", "[5,9]"))}", data: 9)),
            refused(
                "offsets: an empty tensor off the edge", "safetensors.offsets", "SafetensorsReader.table",
                header("{\"a\":\(fields("U8", "[4]", "[0,4]")),\"b\":\(fields("U8", "[0]", "[2,2]"))}", data: 4)),
            refused(
                "offsets: data after the end", "safetensors.data-end", "SafetensorsReader.table", one(sound, data: 25)),
            refused(
                "offsets: a zip after the end", "format.ambiguous", "FileFormat.detect",
                one(sound) + ZipCases.sound.bytes),
            refused("offsets: data cut short", "safetensors.data-end", "SafetensorsReader.table", one(sound, data: 23)),
        ]

    private static func withMetadata(_ text: String) -> [UInt8] {
        header("{\"__metadata__\":\(text),\"\(weight)\":\(sound)}", data: 24)
    }

    private static let metadata = [
        refused(
            "metadata: a number", "safetensors.metadata", "SafetensorsReader.strings", withMetadata("{\"format\":1}")),
        refused("metadata: a list", "safetensors.metadata", "SafetensorsReader.strings", withMetadata("[]")),
        refused(
            "metadata: a null value", "safetensors.metadata", "SafetensorsReader.strings", withMetadata("{\"a\":null}")),
        refused(
            "metadata: an object within", "safetensors.metadata", "SafetensorsReader.strings",
            withMetadata("{\"a\":{}}")),
        refused(
            "metadata: a key twice", "json.duplicate-name", "JSONObject.append",
            withMetadata("{\"a\":\"1\",\"a\":\"2\"}")),
        refused(
            "metadata: twice", "json.duplicate-name", "JSONObject.append",
            header("{\"__metadata__\":{},\"__metadata__\":{}}")),
        refused(
            "metadata: described as a tensor", "safetensors.metadata", "SafetensorsReader.strings", withMetadata(sound)),
        fine("metadata: null", withMetadata("null")),
        fine("metadata: control characters", withMetadata("{\"format\":\"pt\",\"a\\u001b[2J\":\"\\u202e\\n\"}")),
    ]

    private static func named(_ name: String) -> [UInt8] {
        header(
            "{\"bert.pooler.dense.bias\":\(fields("F32", "[5]", "[0,20]")),\"\(name)\":\(fields("F32", "[1]", "[20,24]"))}",
            data: 24)
    }

    private static let names =
        [
            ("empty", ""), ("NUL", "\\u0000"), ("an escape sequence", "\\u001b]0;x\\u0007"),
            ("a line end", "x\\nerror: forged"),
            ("C1 control characters", "\\u009b2J\\u0085"), ("a turn of the line", "\\u202egnp.x"),
            ("a path", "../../etc/passwd"),
            ("an object's prototype", "__proto__"), ("invisible characters", "a\\u200b\\u2066b\\ufeff"),
            ("a line separator", "a\\u2028b\\u2029"),
        ].map { name, text in
            HostileCase(
                "safetensors: a name that is \(name)", .fine, guardedBy: "escapingControls", convert: 1, inspect: 0
            ) { $0.write(named(text), to: "model.safetensors") }
        } + [
            refused(
                "a name of 70 kB", "safetensors.limit", "SafetensorsLimits.nameBytes",
                named(String(repeating: "n", count: 70_000))
            ),
            fine("a name of 4 kB", named(String(repeating: "n", count: 4_000))),
        ]

    /// Files that are as large as what they say; their memory must not be a multiple.
    private static let bombs = [
        refused(
            "100,001 tensors", "safetensors.limit", "SafetensorsLimits.tensors",
            header("{" + (0..<100_001).map { "\"\($0)\":\(fields("U8", "[0]", "[0,0]"))" }.joined(separator: ",") + "}")
        ),
        refused(
            "a shape of 4 million zeros", "json.limit", "JSONLimits.values",
            one(fields("F32", "[\(String(repeating: "0,", count: 4 << 20))0]", "[0,0]"), data: 0)),
        refused(
            "4 million empty objects", "json.limit", "JSONLimits.values",
            one("[\(String(repeating: "{},", count: 4 << 20))0]", data: 0)),
        fine(
            "metadata of 8 MB", withMetadata("{\"format\":\"pt\",\"a\":\"\(String(repeating: "x", count: 8 << 20))\"}")),
    ]
}
