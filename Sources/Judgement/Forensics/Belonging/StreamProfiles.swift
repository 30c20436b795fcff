internal import ByteIO

/// What Tests R, G and O compare of a model: profiles over the dimensions of its residual stream, as normal scores.
package struct StreamProfiles: Sendable {
    /// A kernel of a layer.
    package struct Kernel: Sendable {
        /// The side that faces the stream.
        package let own: LineProfiles.Lines
        /// The energies of the other side of a square kernel; nil if it is not square, so that it cannot be transposed.
        package let other: [Double]?
        /// Whether other kernels are compared with it; its orientation must be certain.
        let isFeature: Bool

        package init(own: LineProfiles.Lines, other: [Double]?, isFeature: Bool) {
            (self.own, self.other, self.isFeature) = (own, other, isFeature && other == nil)
        }
    }

    package struct Layer: Sendable {
        /// In the same order in all layers; nil for one without usable values.
        package let kernels: [Kernel?]
        /// Scales and shifts of norms, and the biases of kernels that add to the stream.
        package let norms: [[Double]]

        package init(kernels: [Kernel?], norms: [[Double]]) {
            (self.kernels, self.norms) = (kernels, norms)
        }
    }

    /// The normal scores of a layer; empty for a profile of another length.
    private struct Scores: Sendable {
        var own: [[Double]?] = []
        var other: [[Double]?] = []
        var norms: [[Double]] = []
        /// What certainly faces the stream: some kernels, and all norms.
        var features: [[Double]] = []
    }

    private let layers: [Scores]
    private let features: StreamFeatures
    /// The features of each layer.
    private let places: [Range<Int>]

    /// - Parameters:
    ///   - shared: the profiles of what is in no layer: embeddings and their norm.
    ///   - layers: the profiles of each layer.
    package init(width: Int, shared: [[Double]], layers: [Layer]) {
        let normal = NormalScores(count: width)
        self.layers = Self.each(layers) { layer in
            var scores = Scores()
            scores.norms = layer.norms.map(normal.of).filter { !$0.isEmpty }
            scores.features = scores.norms
            for kernel in layer.kernels {
                let own = kernel.map { normal.of($0.own.energies) }
                scores.own.append(own)
                scores.other.append(kernel?.other.map(normal.of))
                guard let own, let kernel, kernel.isFeature else { continue }
                scores.features += [own, normal.of(kernel.own.means)].filter { !$0.isEmpty }
            }
            return scores
        }
        var all = shared.map(normal.of).filter { !$0.isEmpty }
        var places: [Range<Int>] = []
        for layer in self.layers {
            places.append(all.count..<all.count + layer.features.count)
            all += layer.features
        }
        features = StreamFeatures(all, width: width)
        self.places = places
    }

    /// Does the same with each item, on all processors.
    private static func each<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) -> Result
    ) -> [Result] {
        var results: [Result] = []
        WorkQueue(items, workers: min(Processors.count, 4)).run(
            worker: {}, work: { (_, item, _) in work(item) }, take: { results.append($0) })
        return results
    }
}

extension StreamProfiles {
    /// Test R: the scores of both sides of a square kernel.
    package struct Sides: Sendable {
        /// Of the side that should face the stream.
        package let own: Double
        package let other: Double

        package init(own: Double, other: Double) {
            (self.own, self.other) = (own, other)
        }
    }

    /// The sides of each layer's kernels; nil for one that is not square.
    package func sides() -> [[Sides?]] {
        let basis = StreamBasis(features)
        return layers.map { layer in
            zip(layer.own, layer.other).map { own, other in
                guard let own = own.flatMap(basis.score), let other = other.flatMap(basis.score) else { return nil }
                return Sides(own: own, other: other)
            }
        }
    }

    /// Test G: how well a layer goes with all others.
    package struct Fit: Sendable {
        package let kernels: Double?
        package let norms: Double?
    }

    /// - Parameter excluded: kernels that are not counted, by layer: what is wrong with them is known.
    package func fits(without excluded: [Set<Int>] = []) -> [Fit] {
        Self.each(Array(layers.indices)) { index in
            let basis = StreamBasis(features, without: places[index])
            let layer = layers[index]
            let left = excluded.indices.contains(index) ? excluded[index] : []
            let kernels = layer.own.indices.filter { !left.contains($0) }
                .compactMap { layer.own[$0].flatMap(basis.score) }
            return Fit(
                kernels: StreamScore.fisher(kernels), norms: StreamScore.fisher(layer.norms.compactMap(basis.score)))
        }
    }

    /// Test O; nil where it says nothing.
    package func order() -> LayerOrder? {
        guard let first = layers.first,
            layers.allSatisfy({ layer in
                layer.norms.count == first.norms.count && layer.own.count == first.own.count
                    && layer.own.allSatisfy { $0?.count == features.width }
            })
        else { return nil }
        let kernels = first.own.indices.map { kind in layers.compactMap { $0.own[kind] } }
        let norms = first.norms.indices.map { kind in layers.map { $0.norms[kind] } }
        return LayerOrder.best(kernels + norms)
    }
}
