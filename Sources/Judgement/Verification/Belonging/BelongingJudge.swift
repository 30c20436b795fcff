internal import ByteIO
internal import Forensics
internal import ModelSchema
internal import Tensors

/// Decides what the scores of Tests R, G, J and O mean, by the table of `docs/belonging.md`, "Decisions".
///
/// One cause is one finding: a test says nothing of what an earlier one explains, or of what was never trained.
struct BelongingJudge {
    private let stream: StreamTensors
    private let profiles: StreamProfiles
    private let values: ValuePass
    /// The tensors that were never trained, by name; other rules report them.
    private let untrained: Set<String>

    private var kernels: [ResidualStream.Kernel] { ResidualStream.Kernel.allCases }

    /// - Throws: ``Fault`` when a tensor that needs a second reading cannot be read.
    static func judge(_ examination: Examination) throws(Fault) -> Belonging {
        guard let stream = StreamTensors(examination) else {
            let architecture = examination.tree.architecture
            return Belonging(
                unclear: architecture.stream == nil
                    ? "the tests know no residual stream of \(architecture.title)"
                    : "no config.json says how wide the residual stream is, and how many heads there are")
        }
        if let unclear = stream.unclear { return Belonging(unclear: unclear) }
        let judge = BelongingJudge(
            stream: stream, profiles: stream.profiles(examination.values), values: examination.values,
            untrained: Set(examination.modules.filter(\.isUntrained).compactMap { $0.module.weight?.entry.name }))
        return try judge.verdict(examination)
    }

    private func verdict(_ examination: Examination) throws(Fault) -> Belonging {
        var belonging = Belonging()
        belonging.transposed = transposed()
        let accused = Set(belonging.transposed.flatMap { $0.tensors.map(\.entry.name) })
        let fits = profiles.fits(
            without: stream.layers.map { layer in
                Set(kernels.indices.filter { layer.kernels[kernels[$0]].map { accused.contains($0.name) } ?? false })
            })
        let isKnown = [fits.compactMap(\.kernels), fits.compactMap(\.norms)].contains {
            Self.median($0) >= Threshold.knownLayers
        }
        belonging.foreign = foreign(fits)
        belonging.misread = isKnown ? try misread(accused, examination) : []
        let explained = belonging.foreign.map(\.layer) + belonging.misread.flatMap(\.layers)
        belonging.broken = broken(accused, without: Set(explained))
        if belonging.foreign.isEmpty, belonging.transposed.isEmpty, isKnown,
            stream.layers.allSatisfy({ !isUntrained($0) }), let order = profiles.order(),
            order.z >= Threshold.layerOrder
        {
            belonging.order = LayerOrder(z: order.z, order: order.order.map { stream.layers[$0].number })
        }
        belonging.vocabulary = try VocabularyFit.judge(examination)
        if !isKnown, belonging.transposed.isEmpty {
            belonging.unclear =
                "the layers show too little of a common residual stream, as after little training, or in a model "
                + "whose stream is gated or rotated"
        }
        return belonging
    }

    /// Whether a kernel of the layer was never trained.
    private func isUntrained(_ layer: StreamTensors.Layer) -> Bool {
        layer.kernels.values.contains { untrained.contains($0.name) }
    }

    static func median(_ numbers: [Double]) -> Double {
        let sorted = numbers.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}

/// Test R.
extension BelongingJudge {
    /// A kernel of a layer with the scores of its sides.
    private struct Candidate {
        let layer: Int
        let entry: TensorEntry
        let sides: StreamProfiles.Sides
    }

    private func transposed() -> [Belonging.Transposed] {
        let sides = profiles.sides()
        var whole: [Belonging.Transposed] = []
        var single: [(kernel: ResidualStream.Kernel, found: Candidate)] = []
        for (place, kernel) in kernels.enumerated() where kernel.isAttention {
            let candidates = stream.layers.indices.compactMap { index -> Candidate? in
                guard let sides = sides[index][place], let entry = stream.layers[index].kernels[kernel],
                    !untrained.contains(entry.name)
                else { return nil }
                return Candidate(layer: stream.layers[index].number, entry: entry, sides: sides)
            }
            if candidates.count == stream.layers.count, let sum = Self.sum(candidates.map(\.sides)), Self.isWrong(sum) {
                whole.append(
                    Belonging.Transposed(
                        kernel: kernel, tensors: candidates.map { ($0.layer, $0.entry) }, isWholeKind: true,
                        sides: sum))
            } else {
                single += candidates.filter { Self.isWrong($0.sides) }.map { (kernel, $0) }
            }
        }
        let accused = Set(single.map(\.found.entry.name) + whole.flatMap { $0.tensors.map(\.entry.name) })
        let found = whole.filter { kind in
            let confirmed = kind.tensors.count { isConfirmed(kind.kernel, $0.layer, accused) }
            return confirmed * 2 > kind.tensors.count
        }
        return found
            + single.filter { isConfirmed($0.kernel, $0.found.layer, accused) }.map { kernel, found in
                Belonging.Transposed(
                    kernel: kernel, tensors: [(found.layer, found.entry)], isWholeKind: false, sides: found.sides)
            }
    }

    private static func isWrong(_ sides: StreamProfiles.Sides) -> Bool {
        sides.other >= Threshold.wrongSide && sides.own < Threshold.rightSide
    }

    private static func sum(_ sides: [StreamProfiles.Sides]) -> StreamProfiles.Sides? {
        guard let own = StreamScore.fisher(sides.map(\.own)), let other = StreamScore.fisher(sides.map(\.other)) else {
            return nil
        }
        return StreamProfiles.Sides(own: own, other: other)
    }

    /// Whether Test J does not contradict: the joint is broken, or both of its halves are turned.
    private func isConfirmed(_ kernel: ResidualStream.Kernel, _ layer: Int, _ accused: Set<String>) -> Bool {
        let joints = ResidualStream.Joint.allCases
        guard let joint = joints.first(where: { $0.halves.first == kernel || $0.halves.second == kernel }),
            let fit = values.joints[JointPlace(layer: layer, joint: joint)], !fit.isBroken
        else { return true }
        let partner = joint.halves.first == kernel ? joint.halves.second : joint.halves.first
        let entry = stream.layers.first { $0.number == layer }?.kernels[partner]
        return entry.map { accused.contains($0.name) } ?? false
    }
}

/// Tests G and J.
extension BelongingJudge {
    private func foreign(_ fits: [StreamProfiles.Fit]) -> [Belonging.Foreign] {
        stream.layers.indices.compactMap { index in
            let layer = stream.layers[index]
            guard !isUntrained(layer), let entry = layer.kernels[.query] ?? layer.kernels.values.first else {
                return nil
            }
            func half(
                _ half: Belonging.Foreign.Half, _ score: (StreamProfiles.Fit) -> Double?
            ) -> (half: Belonging.Foreign.Half, score: Double, median: Double)? {
                guard let own = score(fits[index]), own < Threshold.foreignLayer else { return nil }
                let median = Self.median(fits.indices.filter { $0 != index }.compactMap { score(fits[$0]) })
                return median >= Threshold.knownLayers ? (half, own, median) : nil
            }
            let halves = [half(.kernels, \.kernels), half(.norms, \.norms)].compactMap(\.self)
            return halves.isEmpty ? nil : Belonging.Foreign(layer: layer.number, entry: entry, halves: halves)
        }
    }

    /// - Parameter explained: the layers of which something else is wrong.
    private func broken(_ accused: Set<String>, without explained: Set<Int>) -> [Belonging.Broken] {
        ResidualStream.Joint.allCases.flatMap { joint in
            stream.layers.compactMap { layer -> Belonging.Broken? in
                let place = JointPlace(layer: layer.number, joint: joint)
                guard let fit = values.joints[place], fit.isBroken, !explained.contains(layer.number),
                    let first = layer.kernels[joint.halves.first], let second = layer.kernels[joint.halves.second],
                    accused.union(untrained).isDisjoint(with: [first.name, second.name])
                else { return nil }
                let others = stream.layers.filter { $0.number != layer.number }
                    .compactMap { values.joints[JointPlace(layer: $0.number, joint: joint)]?.strength }
                let median = Self.median(others)
                guard others.count + 1 >= Threshold.streamLayers, median >= Threshold.knownJoints else { return nil }
                return Belonging.Broken(place: place, first: first, second: second, fit: fit, median: median)
            }
        }
    }

    /// The mean strength of a joint of queries and keys from which no other reading is tried: wrong readings reached
    /// 9.4.
    private static let certainStrength = 15.0

    /// The layers whose attention fits far better in another reading, by reading.
    private func misread(
        _ accused: Set<String>, _ examination: Examination
    ) throws(Fault) -> [Belonging.Misread] {
        let strengths = stream.layers.compactMap {
            values.joints[JointPlace(layer: $0.number, joint: .queryKey)]?.strength
        }
        guard strengths.count == stream.layers.count, accused.isEmpty,
            stream.layers.allSatisfy({ !isUntrained($0) })
        else { return [] }
        let mean = strengths.reduce(0, +) / Double(strengths.count)
        let median = Self.median(strengths)
        let isWeak = mean < Self.certainStrength
        var readings: [ReadLayer] = []
        for (layer, strength) in zip(stream.layers, strengths)
        where isWeak || strength < Self.certainStrength && strength * 2 < median {
            // The strengths above may come from a few units; readings are compared by as many.
            guard let attention = try AttentionRows(layer, examination),
                let read = ReadLayer(layer.number, attention, heads: stream.heads)
            else { return [] }
            readings.append(read)
        }
        if isWeak, let whole = ReadLayer.misread(readings),
            readings.allSatisfy({ $0.others[whole.reading] ?? 0 >= $0.present })
        {
            return [whole]
        }
        return AttentionReading.allCases.compactMap { reading in
            let layers = readings.filter { ReadLayer.misread([$0])?.reading == reading }
            return ReadLayer.misread(layers)
        }
    }

    /// How well queries and keys of a layer fit each other as they are, and in other readings.
    private struct ReadLayer {
        let layer: Int
        let present: Double
        let others: [AttentionReading: Double]

        /// Nil: the heads do not divide the rows.
        init?(_ layer: Int, _ attention: AttentionRows, heads: Int) {
            guard let present = attention.fit(nil, heads: heads) else { return nil }
            var others: [AttentionReading: Double] = [:]
            for reading in AttentionReading.allCases {
                guard let fit = attention.fit(reading, heads: heads) else { return nil }
                others[reading] = fit.strength
            }
            (self.layer, self.present, self.others) = (layer, present.strength, others)
        }

        /// The reading in which the layers together fit far better; nil: there is none.
        static func misread(_ layers: [ReadLayer]) -> Belonging.Misread? {
            guard !layers.isEmpty else { return nil }
            let root = Double(layers.count).squareRoot()
            let present = layers.reduce(0) { $0 + $1.present / root }
            let sums = AttentionReading.allCases.map { reading in
                (reading: reading, strength: layers.reduce(0) { $0 + ($1.others[reading] ?? 0) / root })
            }
            guard let best = sums.max(by: { $0.strength < $1.strength }),
                best.strength >= present + Threshold.readingLead,
                best.strength >= present * Threshold.readingFactor
            else { return nil }
            return Belonging.Misread(
                reading: best.reading, strength: present, otherStrength: best.strength, layers: layers.map(\.layer))
        }
    }
}
