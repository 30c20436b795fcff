/// The same model as Google's TensorFlow 1 code saves it.
extension TinyBert {
    /// The name that Google's code gives a parameter; a tensor that is none keeps its words, between slashes.
    package static func googleName(_ name: String) -> String {
        let special = [
            "classifier.weight": "output_weights", "classifier.bias": "output_bias",
            "qa_outputs.weight": "cls/squad/output_weights", "qa_outputs.bias": "cls/squad/output_bias",
            "cls.predictions.bias": "cls/predictions/output_bias",
            "cls.seq_relationship.weight": "cls/seq_relationship/output_weights",
            "cls.seq_relationship.bias": "cls/seq_relationship/output_bias",
        ]
        if let name = special[name] { return name }
        var parts = name.replacing(".layer.", with: ".layer_").split(separator: ".").map(String.init)
        if ["embeddings", "encoder", "pooler"].contains(parts.first) { parts.insert("bert", at: 0) }
        switch (parts.dropLast().last, parts.last) {
        case ("LayerNorm", "weight"): parts[parts.count - 1] = "gamma"
        case ("LayerNorm", "bias"): parts[parts.count - 1] = "beta"
        case (let module?, "weight") where module.hasSuffix("_embeddings"): parts.removeLast()
        case (_, "weight"): parts[parts.count - 1] = "kernel"
        default: break
        }
        return parts.joined(separator: "/")
    }

    /// The tensors with Google's names, and kernels as [in, out].
    package var googleTensors: [StoredTensor] {
        tensors.map { tensor in
            let name = Self.googleName(tensor.name)
            guard name.hasSuffix("/kernel"), tensor.shape.count == 2 else {
                return StoredTensor(name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes)
            }
            let (rows, columns) = (tensor.shape[0], tensor.shape[1])
            let bytes = (0..<columns).flatMap { column in
                (0..<rows).flatMap { row in
                    let start = 4 * (row * columns + column)
                    return tensor.bytes[start..<start + 4]
                }
            }
            return StoredTensor(name, type: tensor.type, shape: [columns, rows], bytes: bytes)
        }
    }

    /// Writes the weights as a checkpoint with this prefix, and gives the path of its index.
    ///
    /// - Parameter named: the names that a tensor is written under, by Google's.
    package func writeBundle(
        to folder: TemporaryFolder, as prefix: String = "bert_model.ckpt", named: (String) -> [String] = { [$0] }
    ) -> String {
        let tensors = googleTensors.flatMap { tensor in named(tensor.name).map { (tensor, Array($0.utf8)) } }
            .sorted { $0.1.lexicographicallyPrecedes($1.1) }
        var data: [UInt8] = []
        var pairs: [BundleBytes.Pair] = [([], BundleBytes.header())]
        for (tensor, key) in tensors {
            let entry = BundleBytes.Entry(shape: tensor.shape, values: tensor.bytes, offset: data.count)
            pairs.append((key, entry.bytes))
            data += tensor.bytes
        }
        _ = folder.write(data, to: prefix + ".data-00000-of-00001")
        return folder.write(BundleBytes.table(pairs), to: prefix + ".index")
    }

    /// Writes bert_config.json, which says neither class nor model type.
    package func writeGoogleConfiguration(to folder: TemporaryFolder, as name: String = "bert_config.json") {
        var model = self
        model.configuration["architectures"] = nil
        model.configuration["model_type"] = nil
        _ = folder.write(model.configurationText, to: name)
    }
}
