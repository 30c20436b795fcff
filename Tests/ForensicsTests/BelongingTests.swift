import Forensics
import JSONText
import Tensors
import TestSupport
import Testing

/// Guards Tests R, G, J and O with what numpy and scipy say of the same model (`bertconv_fixtures/belonging`).
@Suite("The tests of belonging")
struct BelongingTests {
    private static let model = StreamModel()

    private static func expected(_ path: String...) throws -> JSONValue {
        var value = try JSONParser.parse(bytes(ofFile: Fixtures.path("belonging/scores.json")))
        for name in path { value = try #require(value.object?[name], "\(path)") }
        return value
    }

    private static func lines(_ name: String) throws -> LineProfiles {
        let shape = try #require(model.shapes[name].flatMap(Shape.init))
        let values = try #require(model.values[name])
        var analysis = TensorAnalysis(shape: shape, storedElementType: .float32)
        for start in stride(from: 0, to: values.count, by: 1000) {
            let block = values[start..<min(start + 1000, values.count)]
            unsafe block.withUnsafeBufferPointer { unsafe analysis.add($0) }
        }
        let profiles = analysis.profiles()
        return try #require(profiles)
    }

    /// The halves of a layer that face the stream, in the order of the schema's kernels.
    private static func profiles(_ order: [Int] = [0, 1, 2, 3]) throws -> StreamProfiles {
        func vector(_ name: String) -> [Double] { (model.values[name] ?? []).map(Double.init) }
        func norm(_ name: String) -> [[Double]] { [vector(name + ".weight"), vector(name + ".bias")] }
        var shared: [[Double]] = norm("embeddings.LayerNorm")
        for name in ["word", "position", "token_type"] {
            let columns = try lines("embeddings.\(name)_embeddings.weight").columns
            shared += [columns.energies, columns.means]
        }
        var layers: [StreamProfiles.Layer] = []
        for layer in order {
            var kernels: [StreamProfiles.Kernel?] = []
            for part in StreamModel.kernels {
                let lines = try lines(StreamModel.name(layer, part + ".weight"))
                let adds = part.hasSuffix("output.dense")
                let isSquare = lines.rows.energies.count == lines.columns.energies.count
                kernels.append(
                    StreamProfiles.Kernel(
                        own: adds ? lines.rows : lines.columns,
                        other: isSquare ? (adds ? lines.columns : lines.rows).energies : nil,
                        isFeature: !part.hasPrefix("attention")))
            }
            let start = StreamModel.name(layer, "")
            let norms =
                norm(start + "attention.output.LayerNorm") + norm(start + "output.LayerNorm")
                + [vector(start + "attention.output.dense.bias"), vector(start + "output.dense.bias")]
            layers.append(StreamProfiles.Layer(kernels: kernels, norms: norms))
        }
        return StreamProfiles(width: StreamModel.hidden, shared: shared, layers: layers)
    }

    @Test("The model is that of the reference, number by number")
    func sameModel() throws {
        for (name, sum) in try #require(try Self.expected("sums").object).members.map({ ($0.name, $0.value) }) {
            let values = try #require(Self.model.values[name])
            let found = values.reduce(0) { $0 + Double($1.magnitude) }
            #expect(agree(found, try #require(sum.double), within: 1e-8))
        }
    }

    @Test("Test R: the scores of both sides of each square kernel")
    func sides() throws {
        let found = try Self.profiles().sides()
        for layer in 0..<StreamModel.layers {
            for (place, part) in StreamModel.kernels.enumerated() {
                guard part.hasPrefix("attention") else {
                    #expect(found[layer][place] == nil)
                    continue
                }
                let sides = try #require(found[layer][place])
                let golden = try #require(try Self.expected("sides", StreamModel.name(layer, part + ".weight")).array)
                #expect(agree(sides.own, try #require(golden[0].double), within: 1e-6, scale: 1e-3), "\(layer) \(part)")
                #expect(agree(sides.other, try #require(golden[1].double), within: 1e-6, scale: 1), "\(layer) \(part)")
            }
        }
    }

    @Test("Test G: the scores of each layer against all others")
    func fits() throws {
        let golden = try #require(try Self.expected("fits").array)
        for (fit, pair) in zip(try Self.profiles().fits(), golden) {
            let pair = try #require(pair.array).compactMap(\.double)
            #expect(agree(try #require(fit.kernels), pair[0], within: 1e-6, scale: 0))
            #expect(agree(try #require(fit.norms), pair[1], within: 1e-6, scale: 0))
        }
    }

    @Test("Test J: direction and energy of each joint, in blocks of any size", arguments: [7, 1000, 100_000])
    func joints(block: Int) throws {
        let halves = [
            ("query-key", 0, 1, true, StreamModel.heads), ("value-output", 2, 3, false, StreamModel.heads),
            ("intermediate-output", 4, 5, false, 1),
        ]
        let golden = try #require(try Self.expected("joints").array)
        for layer in 0..<StreamModel.layers {
            for (joint, first, second, areRows, heads) in halves {
                let names = [first, second].map { StreamModel.name(layer, StreamModel.kernels[$0] + ".weight") }
                let one = try #require(try Self.units(names[0], areRows: true, block))
                let other = try #require(try Self.units(names[1], areRows: areRows, block))
                let lines = try Self.lines(names[1])
                let fit = try #require(
                    JointFit(
                        one, other,
                        energies: (
                            try Self.lines(names[0]).rows.energies, (areRows ? lines.rows : lines.columns).energies
                        ), heads: heads))
                let pair = try #require(golden[layer].object?[joint]?.array).compactMap(\.double)
                #expect(agree(fit.direction, pair[0], within: 2e-6, scale: 0), "\(layer) \(joint)")
                #expect(agree(try #require(fit.energy), pair[1], within: 1e-6, scale: 0), "\(layer) \(joint)")
                #expect(!fit.isBroken)
            }
        }
    }

    private static func units(
        _ name: String, areRows: Bool, _ block: Int, most: Int = UnitSample.mostUnits
    ) throws -> Units? {
        let (shape, values) = (try #require(model.shapes[name]), try #require(model.values[name]))
        var sample = UnitSample(rows: shape[0], columns: shape[1], areRows: areRows, most: most)
        for start in stride(from: 0, to: values.count, by: block) {
            let piece = values[start..<min(start + block, values.count)]
            unsafe piece.withUnsafeBufferPointer { unsafe sample.add($0) }
        }
        return sample.finish()
    }

    @Test("Test J: a few units are enough for halves that fit well, and of others nothing is said")
    func fewUnits() throws {
        func half(_ layer: Int, _ part: Int) throws -> (units: Units, energies: [Double]) {
            let name = StreamModel.name(layer, StreamModel.kernels[part] + ".weight")
            let units = try Self.units(name, areRows: part != 5, 1000, most: UnitSample.fewUnits)
            let lines = try Self.lines(name)
            return (try #require(units), (part == 5 ? lines.columns : lines.rows).energies)
        }
        let (first, second, other) = (try half(1, 4), try half(1, 5), try half(2, 5))
        #expect(first.units.count == UnitSample.fewUnits)
        let fit = try #require(
            JointFit(few: first.units, second.units, energies: (first.energies, second.energies), heads: 1))
        #expect(fit.strength >= Threshold.knownJoints && !fit.isBroken)
        #expect(JointFit(few: first.units, other.units, energies: (first.energies, other.energies), heads: 1) == nil)
    }

    @Test("Test O: no other order fits better than the present one, and of two exchanged layers the true one does")
    func order() throws {
        #expect(try #require(try Self.profiles().order()).z < 0)
        let golden = try #require(try Self.expected("order").object)
        let exchanged = try #require(golden["exchanged"]?.array).compactMap(\.integer)
        let order = try #require(try Self.profiles(exchanged).order())
        #expect(order.order == golden["better"]?.array?.compactMap(\.integer))
        #expect(agree(order.z, try #require(golden["z"]?.double), within: 1e-6, scale: 0))
    }

    @Test("Test O says nothing of two layers, or where one layer is a copy of another")
    func noOrder() throws {
        #expect(try Self.profiles([0, 1]).order() == nil)
        #expect(try Self.profiles([0, 1, 2, 1]).order() == nil)
    }

    @Test("Test V: z of pairs of rows against others at the same distances")
    func vocabulary() throws {
        let name = "embeddings.word_embeddings.weight"
        let (means, values) = (try Self.lines(name).columns.means, try #require(Self.model.values[name]))
        let count = values.count / means.count
        let pairs = (0..<60).map { (row: $0, other: (7 * $0 + 3) % count) }
        func row(_ row: Int) -> [Float] { Array(values[row * means.count..<(row + 1) * means.count]) }
        let z = WordFit.z(pairs[...], count: count) { first, others in
            others.map { WordFit.cosine(row(first), row($0), mean: means) }
        }
        #expect(agree(z, try #require(try Self.expected("vocabulary").double), within: 1e-5, scale: 0.1))
    }

    @Test("Pairs are words of at least five characters and the same without the last, which may have several bytes")
    func pairs() {
        let words = [
            "table", "tables", "cat", "cats", "caf\u{E9}", "caf\u{E9}s", "naiv", "naiv\u{E9}", "[tables", "[tabless",
        ]
        let list = words.enumerated().map { (row: $0, word: Array($1.utf8)[...]) }
        let pairs = WordFit.pairs(list) { $0.first == UInt8(ascii: "[") }
        #expect(pairs.map(\.row) == [1, 5, 7] && pairs.map(\.other) == [0, 4, 6])
    }

    @Test("Units are spread evenly, and of few all are taken")
    func places() {
        #expect(UnitSample.places(of: 5) == [0, 1, 2, 3, 4])
        #expect(UnitSample.places(of: 0).isEmpty)
        let places = UnitSample.places(of: 3072)
        #expect(places.count == 256 && places.first == 0 && places.last == 3071)
        #expect(zip(places, places.dropFirst()).allSatisfy { (12...13).contains($1 - $0) })
    }

    @Test("Normal scores: the quantiles of ranks, the mean of them for equal numbers, and zeros for a constant")
    func normalScores() {
        let scores = NormalScores.of([3, 1, 2, 5, 4])
        let expected = [0, -1.281551565544600, -0.524400512708041, 1.281551565544600, 0.524400512708041]
        for (score, quantile) in zip(scores, expected) { #expect(agree(score, quantile, within: 1e-12, scale: 0.1)) }
        #expect(NormalScores.of([7, 7, 7]) == [0, 0, 0])
        let tied = NormalScores.of([1, 1, 2, 2])
        #expect(tied[0] == tied[1] && tied[2] == tied[3] && agree(tied[2], 0.674489750196082, within: 1e-12))
        #expect(NormalScores(count: 3).of([1, 2]).isEmpty)
        #expect(StreamScore.fisher([]) == nil)
    }
}
