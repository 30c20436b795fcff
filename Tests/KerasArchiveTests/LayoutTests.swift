import ByteIO
import KerasArchive
import Tensors
import TestSupport
import Testing

@Suite("Layouts of Keras files")
struct LayoutTests {
    @Test("Weights come in the order of the lists, not in that of the file")
    func order() throws {
        let contents = try FakeHelper(objects: [
            Listed.group("/", ("layer_names", ["b", "a"])), Listed.group("/a", ("weight_names", ["y", "x"])),
            Listed.floats("/a/x", [2], at: 0), Listed.floats("/a/y", [1], at: 8),
            Listed.group("/b", ("weight_names", ["z"])), Listed.floats("/b/z", [3, 1], at: 12),
        ]).read()
        #expect(contents.table.entries.map(\.name) == ["b/z", "a/y", "a/x"])
        #expect(contents.table["b/z"]?.shape.dimensions == [3, 1])
        #expect(contents.table["b/z"]?.range?.offset == 12)
        #expect(contents.absent.isEmpty)
        #expect(contents.unlisted.isEmpty)
    }

    @Test("Lists cut into pieces are joined by number, up to the first that is not there")
    func pieces() throws {
        let contents = try FakeHelper(objects: [
            Listed.group("/", ("layer_names0", ["a"]), ("layer_names1", ["b"]), ("layer_names3", ["lost"])),
            Listed.group("/a", ("weight_names1", ["y"]), ("weight_names0", ["x"])),
            Listed.group("/b", ("weight_names", ["z"]), ("weight_names0", ["ignored"])),
            Listed.floats("/a/x", [1], at: 0), Listed.floats("/a/y", [1], at: 4), Listed.floats("/b/z", [1], at: 8),
        ]).read()
        #expect(contents.table.entries.map(\.name) == ["a/x", "a/y", "b/z"])
        #expect(contents.absent.isEmpty)
    }

    @Test("A whole model saved as HDF5 has its weights in a group of their own")
    func wholeModel() throws {
        let contents = try FakeHelper(objects: [
            Listed.group("/"), Listed.group("/model_weights", ("layer_names", ["a"])),
            Listed.group("/model_weights/a", ("weight_names", ["m/x"])),
            Listed.floats("/model_weights/a/m/x", [1], at: 0),
            Listed.group("/model_weights/top_level_model_weights", ("weight_names", ["t"])),
            Listed.floats("/model_weights/top_level_model_weights/t", [1], at: 4),
        ]).read()
        #expect(
            contents.table.entries.map(\.name) == ["model_weights/a/m/x", "model_weights/top_level_model_weights/t"])
        #expect(contents.unlisted.isEmpty)
    }

    @Test("The optimizer's state in a whole model is no weight that a list forgot")
    func optimizerState() throws {
        let contents = try FakeHelper(objects: [
            Listed.group("/"), Listed.group("/model_weights", ("layer_names", ["a"])),
            Listed.group("/model_weights/a", ("weight_names", ["x"])), Listed.floats("/model_weights/a/x", [1], at: 0),
            Listed.group("/optimizer_weights", ("weight_names", ["Adam/x/m"])),
            Listed.floats("/optimizer_weights/Adam/x/m", [1], at: 4),
        ]).read()
        #expect(contents.table.entries.map(\.name) == ["model_weights/a/x"])
        #expect(contents.unlisted.isEmpty)
    }

    @Test("Weights of no layer are listed in top_level_model_weights, which may be empty or not there")
    func topLevel() throws {
        let layer = [
            Listed.group("/", ("layer_names", ["a"])), Listed.group("/a", ("weight_names", ["x"])),
            Listed.floats("/a/x", [1], at: 0),
        ]
        for (more, names) in [
            ([], ["a/x"]), ([Listed.group("/top_level_model_weights", ("weight_names", []))], ["a/x"]),
            (
                [
                    Listed.group("/top_level_model_weights", ("weight_names", ["t"])),
                    Listed.floats("/top_level_model_weights/t", [1], at: 4),
                ], ["a/x", "top_level_model_weights/t"]
            ),
        ] {
            let contents = try FakeHelper(objects: layer + more).read()
            #expect(contents.table.entries.map(\.name) == names)
            #expect(contents.absent.isEmpty)
            #expect(contents.unlisted.isEmpty)
        }
    }

    @Test("A layer without weights is no hole; a layer without a group is one")
    func layersWithoutWeights() throws {
        let contents = try FakeHelper(objects: [
            Listed.group("/", ("layer_names", ["dropout_37", "input", "gone"])),
            Listed.group("/dropout_37", ("weight_names", [])), Listed.group("/input"),
        ]).read()
        #expect(contents.table.count == 0)
        #expect(contents.absent == ["gone"])
    }

    @Test("In a shard a layer's name is the path of its weight")
    func shard() throws {
        let contents = try FakeHelper(objects: [
            Listed.group("/", ("layer_names", ["bert/pooler/bias:0", "bert/gone:0"])), Listed.group("/bert"),
            Listed.floats("/bert/pooler/bias:0", [2], at: 16),
        ]).read()
        #expect(contents.table.entries.map(\.name) == ["bert/pooler/bias:0"])
        #expect(contents.absent == ["bert/gone:0"])
    }

    @Test("Every type of number that a weight can have is told, two opaque bytes being bfloat16")
    func types() throws {
        let types: [(String, ElementType, Int)] = [
            ("f16", .float16, 2), ("f32", .float32, 4), ("f64", .float64, 8), ("i8", .int8, 1), ("i16", .int16, 2),
            ("i32", .int32, 4), ("i64", .int64, 8), ("u8", .uint8, 1), ("u16", .uint16, 2), ("u32", .uint32, 4),
            ("u64", .uint64, 8), ("bool", .bool, 1), ("opaque2", .bfloat16, 2),
        ]
        let contents = try FakeHelper(
            objects: [
                Listed.group("/", ("layer_names", ["a"])), Listed.group("/a", ("weight_names", types.map(\.0))),
            ]
                + types.enumerated().map { index, type in
                    Listed.dataset(
                        "/a/\(type.0)", type: type.0,
                        "\"shape\":[3],\"storage\":\"contiguous\",\"offset\":\(index * 24),\"bytes\":\(type.2 * 3)")
                }
        ).read()
        #expect(contents.table.entries.map(\.elementType) == types.map(\.1))
        #expect(contents.table.entries.map(\.byteCount) == types.map { $0.2 * 3 })
    }

    @Test("A weight that is stored nowhere may have no elements; one with elements was never written")
    func unallocated() throws {
        let lists = [Listed.group("/", ("layer_names", ["a"])), Listed.group("/a", ("weight_names", ["x"]))]
        let empty = Listed.dataset("/a/x", "\"shape\":[0,4],\"storage\":\"unallocated\",\"bytes\":0")
        let contents = try FakeHelper(objects: lists + [empty]).read()
        #expect(contents.table["a/x"]?.shape.dimensions == [0, 4])
        #expect(contents.table["a/x"]?.range?.count == 0)
        let declared = Listed.dataset("/a/x", "\"shape\":[1,4],\"storage\":\"unallocated\",\"bytes\":16")
        let helper = try FakeHelper(objects: lists + [declared])
        let error = fault { () throws(Fault) in _ = try helper.read() }
        #expect(error?.code == .kerasUnwritten)
        #expect(error?.subject == "dataset 'a/x'")
        #expect(error?.file == helper.file.path)
    }

    @Test("A type of its own beside the datasets, which some writers name, disturbs nobody")
    func namedType() throws {
        let helper = try FakeHelper(objects: [
            Listed.group("/", ("layer_names", ["a"])), Listed.group("/a", ("weight_names", ["x"])),
            Listed.floats("/a/x", [1], at: 0), "{\"path\":\"/a/type\",\"kind\":\"datatype\",\"attributes\":[]}",
        ])
        let error = fault { () throws(Fault) in _ = try helper.read() }
        #expect(error == nil)
    }
}
