extension ZipArchive {
    /// What `torch.save` makes of a dict of these float32 tensors.
    ///
    /// - Parameters:
    ///   - keys: the entries that lead to the dict, the outermost first: `state_dict`.
    ///   - epoch: whether a number stands before the tensors in the outermost dict.
    package static func torch(
        _ tensors: [StoredTensor], inside keys: [String] = [], epoch: Bool = false
    ) -> ZipArchive {
        var pickle = PickleText()
        pickle.add("}(")
        if epoch {
            pickle.text("epoch")
            pickle.integer(3)
        }
        for key in keys {
            pickle.text(key)
            pickle.add("}(")
        }
        for (number, tensor) in tensors.enumerated() {
            pickle.text(tensor.name)
            DescribedTensor(
                key: "\(number)", count: tensor.bytes.count / 4, size: tensor.shape,
                strides: rowMajorStrides(of: tensor.shape)
            ).write(to: &pickle)
        }
        pickle.add(String(repeating: "u", count: keys.count + 1) + ".")
        return torch(pickle, storages: tensors.enumerated().map { ("\($0.offset)", $0.element.bytes) })
    }

    /// What `torch.save` makes of a dict of several dicts of float32 tensors: a model and its average.
    package static func torch(parts: [(key: String, tensors: [StoredTensor])]) -> ZipArchive {
        var pickle = PickleText()
        var storages: [(key: String, bytes: [UInt8])] = []
        pickle.add("}(")
        for part in parts {
            pickle.text(part.key)
            pickle.add("}(")
            for tensor in part.tensors {
                pickle.text(tensor.name)
                DescribedTensor(
                    key: "\(storages.count)", count: tensor.bytes.count / 4, size: tensor.shape,
                    strides: rowMajorStrides(of: tensor.shape)
                ).write(to: &pickle)
                storages.append(("\(storages.count)", tensor.bytes))
            }
            pickle.add("u")
        }
        pickle.add("u.")
        return torch(pickle, storages: storages)
    }

    private static func rowMajorStrides(of shape: [Int]) -> [Int] {
        var strides: [Int] = []
        var step = 1
        for size in shape.reversed() {
            strides.insert(step, at: 0)
            step *= size
        }
        return strides
    }
}
