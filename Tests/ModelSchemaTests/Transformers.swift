import JSONText
import TestSupport
import Testing

/// What transformers itself says of the nine classes, from `testdata/schema`.
enum Transformers {
    /// A parameter of a fresh PyTorch model.
    struct Parameter {
        /// `{i}` stands for the layer.
        let name: String
        /// Fields of the configuration, or numbers.
        let shape: [String]
        let initializer: String
        let hasZeroRow: Bool
        let isBuffer: Bool
        let tiedTo: String?
    }

    /// A weight in an h5 file.
    struct Weight {
        /// `{model}` stands for the model's name, `{i}` for the layer.
        let path: String
        let shape: [String]
        /// The name in the PyTorch class.
        let parameter: String
        let isTransposed: Bool
    }

    private static func classes(_ file: String) throws -> JSONObject {
        try #require(try JSONParser.parse(bytes(ofFile: Fixtures.path("schema/\(file)"))).object)
    }

    private static func members(_ className: String, of file: String) throws -> JSONObject {
        try #require(try classes(file)[className]?.object, "\(className) in \(file)")
    }

    static func pytorchClasses() throws -> [String] {
        try classes("pytorch-5.23.json").members.map(\.name).filter { $0 != "transformers" }
    }

    static func parameters(of className: String) throws -> [Parameter] {
        let entries = try #require(try members(className, of: "pytorch-5.23.json")["entries"]?.array)
        return try entries.map { value in
            let entry = try #require(value.object)
            return Parameter(
                name: try #require(entry["name"]?.string), shape: try strings(entry["shape"]),
                initializer: try #require(entry["init"]?.string),
                hasZeroRow: entry["pad_row_zero"] != nil, isBuffer: entry["buffer"] != .bool(false),
                tiedTo: entry["tied_to"]?.string)
        }
    }

    /// Names of the buffers and whether a state_dict holds them.
    static func buffers(of className: String) throws -> [String: String] {
        let buffers = try #require(try members(className, of: "pytorch-5.23.json")["buffers"]?.object)
        return try Dictionary(uniqueKeysWithValues: buffers.members.map { ($0.name, try #require($0.value.string)) })
    }

    static func stateCount(of className: String) throws -> Int {
        try #require(try members(className, of: "pytorch-5.23.json")["n_state_dict"]?.integer)
    }

    /// The weights of all groups of the TensorFlow class, copies included.
    static func weights(of className: String) throws -> [Weight] {
        let groups = try #require(try members("TF" + className, of: "tensorflow-4.44.json")["groups"]?.object)
        return try groups.members.flatMap { group in
            try #require(group.value.array).map { value in
                let entry = try #require(value.object)
                return Weight(
                    path: try #require(entry["h5"]?.string), shape: try strings(entry["shape"]),
                    parameter: try #require(entry["pt"]?.string), isTransposed: entry["transpose"]?.string == "simple")
            }
        }
    }

    static func modelName(of className: String) throws -> String {
        try #require(try members("TF" + className, of: "tensorflow-4.44.json")["model_name"]?.string)
    }

    /// Parameters that no weight of the h5 file covers.
    static func uncovered(in className: String) throws -> [String] {
        try strings(try members("TF" + className, of: "tensorflow-4.44.json")["pt_not_covered"])
    }

    /// The dimensions of a shape under ``BERT/sizes``, worked out without the schema's own expressions.
    static func dimensions(_ shape: [String]) throws -> [Int] {
        try shape.map { try #require(Int($0) ?? BERT.sizes[$0], "\($0)") }
    }

    /// `list` with each run of entries that name a layer repeated for both layers, the name filled in.
    static func unrolled<Element>(_ list: [Element], _ name: (Element) -> String) -> [(name: String, entry: Element)] {
        var rest = list[...]
        var unrolled: [(name: String, entry: Element)] = []
        while let first = rest.first {
            let run = rest.prefix { name($0).contains("{i}") == name(first).contains("{i}") }
            let layers = name(first).contains("{i}") ? ["0", "1"] : [""]
            for layer in layers { unrolled += run.map { (filled(name($0), layer), $0) } }
            rest = rest.dropFirst(run.count)
        }
        return unrolled
    }

    static func filled(_ name: String, _ text: String) -> String {
        name.split(separator: "{i}", omittingEmptySubsequences: false).joined(separator: text)
    }

    private static func strings(_ value: JSONValue?) throws -> [String] {
        try #require(value?.array).map { try #require($0.string) }
    }
}
