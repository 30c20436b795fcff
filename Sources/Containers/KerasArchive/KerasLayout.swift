package import ByteIO
internal import JSONText
package import Tensors

/// A Keras weights file to be: its layers in order, each with its weights.
///
/// The helper makes the HDF5 structure in the output itself and tells where each dataset's bytes go; what it
/// tells is held against the file before anything is written there.
package struct KerasLayout: Sendable {
    /// A layer of the model and its weights; a weight's name is its path below the layer's group.
    package struct Layer: Sendable {
        package let name: String
        package let weights: [OutputTensor]

        package init(name: String, weights: [OutputTensor]) {
            self.name = name
            self.weights = weights
        }
    }

    /// Bytes of the superblock of version 0 up to the first that may be something else.
    ///
    /// HDF5 File Format Specification, "Disk Format: Level 0A": 24, four addresses of 8, the root's entry of 40.
    private static let superblockBytes = 96

    private let layers: [Layer]

    package init(layers: [Layer]) {
        self.layers = layers
    }

    /// Writes the structure into an empty file and gives the place of each weight, by `layer/weight`.
    ///
    /// - Throws: ``Fault`` `hdf5.*`, `keras.element-type`.
    package func write(into file: borrowing AtomicFile, helper: HDF5Helper) throws(Fault) -> FileLayout {
        let (specification, byteCounts) = try specification()
        let answer = try helper.skeleton(JSONWriter.compact(specification), into: file)
        guard let root = try HelperAnswer.object(answer), let fileSize = root["fileSize"]?.integer,
            let places = root["datasets"]?.array, places.count == byteCounts.count
        else { throw .answer("bertconv-hdf5 did not tell where the weights go") }
        guard fileSize >= 0, let size = file.currentByteCount, UInt64(fileSize) == size else {
            throw .answer("bertconv-hdf5 made a file of another size than it says, \(fileSize) bytes")
        }
        var offsets: [String: UInt64] = [:]
        var ends: [(start: Int, end: Int)] = []
        for (place, expected) in zip(places, byteCounts) {
            guard let object = place.object, object["path"]?.string == "/" + expected.name,
                let offset = object["offset"]?.integer, let count = object["bytes"]?.integer, count == expected.count,
                offset >= 0, offset <= fileSize, count <= fileSize - offset
            else {
                throw .answer("bertconv-hdf5 put a weight where it cannot be", subject: "dataset '\(expected.name)'")
            }
            offsets[expected.name] = UInt64(offset)
            guard count > 0 else { continue }
            guard offset >= Self.superblockBytes else {
                throw .answer("bertconv-hdf5 put a weight where the file begins", subject: "dataset '\(expected.name)'")
            }
            ends.append((offset, offset + count))
        }
        ends.sort { $0.start < $1.start }
        for (first, second) in zip(ends, ends.dropFirst()) where second.start < first.end {
            throw .answer("bertconv-hdf5 put two weights in one place", offset: UInt64(second.start))
        }
        return FileLayout(byteCount: UInt64(fileSize), pieces: [], offsets: offsets)
    }

    /// What the helper is asked to make, and the bytes of each dataset in the same order.
    private func specification() throws(Fault) -> (JSONValue, [(name: String, count: Int)]) {
        var groups: [JSONValue] = [
            [
                "path": "/",
                "attributes": [
                    ["name": "layer_names", "strings": .array(layers.map { .string($0.name) })],
                    ["name": "backend", "string": "tensorflow"],
                    ["name": "keras_version", "string": "2.18.0"],
                ],
            ]
        ]
        var datasets: [JSONValue] = []
        var byteCounts: [(name: String, count: Int)] = []
        for layer in layers {
            let names = layer.weights.map { JSONValue.string($0.name) }
            groups.append([
                "path": .string("/" + layer.name),
                "attributes": [["name": "weight_names", "strings": .array(names)]],
            ])
            for weight in layer.weights {
                let name = "\(layer.name)/\(weight.name)"
                guard let type = weight.elementType.hdf5Name, let count = weight.byteCount else {
                    throw .notATensor(name, type: weight.elementType.rawValue)
                }
                datasets.append([
                    "path": .string("/" + name), "type": .string(type),
                    "shape": .array(weight.shape.dimensions.map { .integer($0) }),
                ])
                byteCounts.append((name, count))
            }
        }
        return (["groups": .array(groups), "datasets": .array(datasets)], byteCounts)
    }
}

extension ElementType {
    /// The helper's word for the type; nil for those that HDF5 does not have.
    fileprivate var hdf5Name: String? {
        switch self {
        case .float16: "f16"
        case .float32: "f32"
        case .float64: "f64"
        case .bfloat16: "opaque2"
        case .int8: "i8"
        case .int16: "i16"
        case .int32: "i32"
        case .int64: "i64"
        case .uint8: "u8"
        case .uint16: "u16"
        case .uint32: "u32"
        case .uint64: "u64"
        case .bool: "bool"
        default: nil
        }
    }
}
