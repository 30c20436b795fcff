package import ByteIO
internal import HelperProtocol
package import Tensors

/// A Keras weights file that is to be written: its layers in order, each with its weights.
///
/// The helper makes the HDF5 structure in the output file and answers where the bytes of each dataset go. The answer is
/// checked against the file before anything is written there.
package struct KerasLayout: Sendable {
    /// A layer of the model and its weights.
    ///
    /// A weight's name is its path below the group of the layer.
    package struct Layer: Sendable {
        package let name: String
        package let weights: [OutputTensor]

        package init(name: String, weights: [OutputTensor]) {
            self.name = name
            self.weights = weights
        }
    }

    /// Bytes of the superblock of version 0, where no data can be.
    ///
    /// HDF5 File Format Specification, "Disk Format: Level 0A": 24, four addresses of 8, the root's entry of 40.
    private static let superblockByteCount = 96

    private let layers: [Layer]

    package init(layers: [Layer]) {
        self.layers = layers
    }

    /// Makes the HDF5 structure in an empty file.
    ///
    /// - Returns: where the bytes of each weight go, by `layer/weight`.
    /// - Throws: ``Fault`` `hdf5.*`, `keras.element-type`.
    package func write(into file: borrowing AtomicFile, helper: HDF5Helper) throws(Fault) -> FileLayout {
        let weights = try weights()
        let answer = try helper.skeleton(specification(weights), into: file)
        guard answer.datasets.count == weights.count else {
            throw .answer("bertconv-hdf5 did not say where the weights go")
        }
        guard let size = file.currentByteCount, answer.fileSize == size else {
            throw .answer("bertconv-hdf5 made a file of another size than it reports, \(answer.fileSize) bytes")
        }
        var offsets: [String: UInt64] = [:]
        var ranges: [(start: UInt64, end: UInt64)] = []
        for (dataset, weight) in zip(answer.datasets, weights) {
            guard dataset.path == weight.path, dataset.bytes == weight.byteCount, dataset.offset <= size,
                UInt64(dataset.bytes) <= size - dataset.offset
            else {
                throw .answer("bertconv-hdf5 put a weight where it cannot be", subject: "dataset '\(weight.name)'")
            }
            offsets[weight.name] = dataset.offset
            guard dataset.bytes > 0 else { continue }
            guard dataset.offset >= Self.superblockByteCount else {
                throw .answer("bertconv-hdf5 put a weight where the file begins", subject: "dataset '\(weight.name)'")
            }
            ranges.append((dataset.offset, dataset.offset + UInt64(dataset.bytes)))
        }
        ranges.sort { $0.start < $1.start }
        for (last, next) in zip(ranges, ranges.dropFirst()) where next.start < last.end {
            throw .answer("bertconv-hdf5 put two weights in one place", offset: next.start)
        }
        return FileLayout(byteCount: size, pieces: [], offsets: offsets)
    }

    /// A weight as a dataset.
    private struct Weight {
        /// `layer/weight`.
        let name: String
        let type: HDF5ElementType
        let shape: Shape
        let byteCount: Int

        var path: String { "/" + name }
    }

    /// All weights, layer by layer.
    private func weights() throws(Fault) -> [Weight] {
        var weights: [Weight] = []
        for layer in layers {
            for weight in layer.weights {
                let name = "\(layer.name)/\(weight.name)"
                guard let type = weight.elementType.inHDF5, let count = weight.byteCount else {
                    throw .notATensor(name, type: weight.elementType.rawValue)
                }
                weights.append(Weight(name: name, type: type, shape: weight.shape, byteCount: count))
            }
        }
        return weights
    }

    /// The file that the helper is asked to make.
    private func specification(_ weights: [Weight]) -> SkeletonSpecification {
        let root = SkeletonSpecification.Group(
            path: "/",
            attributes: [
                .init(name: "layer_names", value: .strings(layers.map(\.name))),
                .init(name: "backend", value: .string("tensorflow")),
                .init(name: "keras_version", value: .string("2.18.0")),
            ])
        let groups = layers.map { layer in
            SkeletonSpecification.Group(
                path: "/" + layer.name,
                attributes: [.init(name: "weight_names", value: .strings(layer.weights.map(\.name)))])
        }
        return SkeletonSpecification(
            groups: [root] + groups,
            datasets: weights.map { .init(path: $0.path, type: $0.type, shape: $0.shape.dimensions) })
    }
}
