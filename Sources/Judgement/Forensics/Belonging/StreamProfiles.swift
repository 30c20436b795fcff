/// What Tests R, G and O compare of a model: profiles over the dimensions of its residual stream.
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

    package let width: Int
    /// The profiles of what is in no layer: embeddings and their norm.
    package let shared: [[Double]]
    package let layers: [Layer]

    package init(width: Int, shared: [[Double]], layers: [Layer]) {
        (self.width, self.shared, self.layers) = (width, shared, layers)
    }

    /// The features of a layer: what certainly faces the stream.
    private func features(_ layer: Layer) -> [[Double]] {
        layer.kernels.compactMap { kernel in
            kernel.flatMap { $0.isFeature ? [$0.own.energies, $0.own.means] : nil }
        }.joined() + layer.norms
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
        let basis = StreamBasis(shared + layers.flatMap(features), width: width)
        return layers.map { layer in
            layer.kernels.map { kernel in
                guard let kernel, let other = kernel.other, let own = basis.score(kernel.own.energies),
                    let turned = basis.score(other)
                else { return nil }
                return Sides(own: own, other: turned)
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
        var all = shared
        var places: [Range<Int>] = []
        for layer in layers {
            let own = features(layer)
            places.append(all.count..<all.count + own.count)
            all += own
        }
        let features = StreamFeatures(all, width: width)
        guard features.scores.count == all.count else { return layers.map { _ in Fit(kernels: nil, norms: nil) } }
        return layers.indices.map { index in
            let basis = StreamBasis(features, without: Set(places[index]))
            let layer = layers[index]
            let left = excluded.indices.contains(index) ? excluded[index] : []
            let kernels = layer.kernels.indices.compactMap { place in
                left.contains(place) ? nil : layer.kernels[place].flatMap { basis.score($0.own.energies) }
            }
            return Fit(
                kernels: StreamScore.fisher(kernels), norms: StreamScore.fisher(layer.norms.compactMap(basis.score)))
        }
    }

    /// Test O; nil where it says nothing.
    package func order() -> LayerOrder? {
        guard let first = layers.first, layers.allSatisfy({ $0.kernels.allSatisfy { $0 != nil } }),
            layers.allSatisfy({ $0.norms.count == first.norms.count && $0.kernels.count == first.kernels.count })
        else { return nil }
        let kernels = first.kernels.indices.map { kind in layers.compactMap { $0.kernels[kind]?.own.energies } }
        let norms = first.norms.indices.map { kind in layers.map { $0.norms[kind] } }
        return LayerOrder.best(kernels + norms)
    }
}
