import JSONText
import TestSupport
import Testing

/// A model that transformers 5.23 made of a configuration alone (`bertconv_fixtures/fresh.py`).
struct RecordedModel: Sendable, CustomTestStringConvertible {
    let name: String
    /// The text of its config.json.
    let configuration: String
    let seed: String
    let initializer: String
    let dtype: String
    /// The SHA-256 of the `model.safetensors` that it was saved as.
    let digest: String

    var testDescription: String { name }

    static let all: [RecordedModel] = {
        let text = bytes(ofFile: Fixtures.path("fresh/models.json"))
        return ((try? JSONParser.parse(text))?.array ?? []).compactMap { $0.object.flatMap(RecordedModel.init) }
    }()

    private init?(_ object: JSONObject) {
        guard let name = object["name"]?.string, let configuration = object["configuration"],
            let seed = object["seed"]?.integer, let initializer = object["initializer"]?.string,
            let dtype = object["dtype"]?.string, let digest = object["sha256"]?.string
        else { return nil }
        self.name = name
        self.configuration = JSONWriter.pretty(configuration)
        self.seed = String(seed)
        self.initializer = initializer
        self.dtype = dtype
        self.digest = digest
    }
}
