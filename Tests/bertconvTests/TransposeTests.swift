import TestSupport
import Testing

/// Guards `convert --transpose`, and that it is the command that cures BC801.
@Suite("convert --transpose")
struct TransposeTests {
    private static func turned(_ parts: [(layer: Int, part: String)]) -> TemporaryFolder {
        let user = TemporaryFolder()
        var model = StreamModel()
        for (layer, part) in parts { model.turn(layer, part) }
        _ = Tool.run(["mkdir", user.file("model")])
        model.write(to: user, under: "model/")
        return user
    }

    private static func tensors(_ path: String) -> [StoredTensor] {
        (SafetensorsBytes.tensors(in: bytes(ofFile: path)) ?? []).sorted { $0.name < $1.name }
    }

    private static let sound = StreamModel().tensors.sorted { $0.name < $1.name }

    @Test("A kind is turned in all layers, a tensor by its name alone, and everything else is copied")
    func turns() {
        let query = "attention.self.query"
        let everywhere = Self.turned((0..<StreamModel.layers).map { ($0, query) })
        let run = Tool.bertconv([
            "convert", everywhere.file("model"), everywhere.file("out.safetensors"), "--transpose", "query",
        ])
        #expect(run.status == 0, "\(run.errors)")
        #expect((Self.tensors(everywhere.file("out.safetensors")) == Self.sound) as Bool)
        let one = Self.turned([(2, query), (1, "attention.output.dense")])
        let both = Tool.bertconv([
            "convert", one.file("model"), one.file("out.safetensors"),
            "--transpose", "encoder.layer.2.\(query).weight",
            "--transpose", "bert.encoder.layer.1.attention.output.dense.weight",
        ])
        #expect(both.status == 0, "\(both.errors)")
        #expect((Self.tensors(one.file("out.safetensors")) == Self.sound) as Bool)
    }

    @Test("What is no kernel, or not square, is refused, and nothing is written")
    func refused() {
        let user = Self.turned([])
        for name in ["nothing", "intermediate", "encoder.layer.0.attention.self.query.bias"] {
            let run = Tool.bertconv(["convert", user.file("model"), user.file("out.safetensors"), "--transpose", name])
            #expect(run.status == 2, "\(name)")
            #expect(run.errors.contains(name), "\(run.errors)")
            #expect(user.names == ["model"])
        }
    }

    @Test("verify --fix turns what is stored the other way round, and the new folder passes")
    func fix() {
        let values = (0..<StreamModel.layers).map { ($0, "attention.self.value") }
        let user = Self.turned(values + [(1, "attention.self.key")])
        let run = Tool.bertconv(["verify", user.file("model"), "--fix", user.file("fixed")])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("error[BC801]"))
        #expect((Self.tensors(user.file("fixed/model.safetensors")) == Self.sound) as Bool)
    }
}
