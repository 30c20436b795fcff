import ByteIO
import TestSupport
import Testing

@testable import Reporting
@testable import Verification

/// Guards the picture: what it shows is what the report has.
@Suite("The map has every parameter in its place, in the shade of its state")
struct ModelMapTests {
    /// A parameter in each state, and the shade of that.
    static let shown: [(shade: Shade, parameter: @Sendable (String, Int?) -> VerifyReport.Parameter)] = [
        (VerifyShade.vector, { .sample($0, layer: $1, shape: [16], training: .init(.trained)) }),
        (VerifyShade.trained[0], { .sample($0, layer: $1, training: .structure(46.5)) }),
        (VerifyShade.trained[1], { .sample($0, layer: $1, training: .structure(100)) }),
        (VerifyShade.trained[2], { .sample($0, layer: $1, training: .structure(1_000)) }),
        (VerifyShade.trained[3], { .sample($0, layer: $1, training: .structure(10_000)) }),
        (VerifyShade.unread, { .sample($0, layer: $1) }),
        (VerifyShade.undecided, { .sample($0, layer: $1, training: .init(.undecided)) }),
        (VerifyShade.barely, { .sample($0, layer: $1, training: .seed(42, correlation: 0.95, z: 61, .barely)) }),
        (VerifyShade.rows, { .sample($0, layer: $1, training: .lattice(z: 17, rows: [1..<9], of: 16)) }),
        (VerifyShade.noise, { .sample($0, layer: $1, training: .structure(1.5, .noise)) }),
        (VerifyShade.proven, { .sample($0, layer: $1, training: .lattice(z: 123)) }),
        (VerifyShade.faulty, { .sample($0, layer: $1, training: .structure(500), isFaulty: true) }),
        (VerifyShade.mismatched, { .sample($0, layer: $1, .mismatched) }),
        (VerifyShade.unjudged, { .sample($0, layer: $1, obstacle: "torn") }),
        (VerifyShade.missing, { .sample($0, layer: $1, .missing) }),
    ]

    static let places: [(name: String, layer: Int?, kind: String)] = [
        ("bert.embeddings.word_embeddings.weight", nil, "word-embedding"),
        ("bert.encoder.layer.11.attention.self.query.weight", 11, "linear"),
        ("bert.pooler.dense.weight", nil, "linear"), ("classifier.bias", nil, "linear"),
    ]

    @Test("Every state in every place: the shade, the words and the legend", arguments: 0..<15)
    func states(index: Int) throws {
        #expect(Self.shown.map(\.shade) == VerifyShade.all)
        let (shade, make) = Self.shown[index]
        for place in Self.places {
            var parameter = make(place.name, place.layer)
            if place.kind == "word-embedding" { parameter = parameter.asTable }
            let map = ModelMap([parameter], prefix: "bert.")
            #expect(map.legend.map(\.shade) == [shade] && map.legend.map(\.count) == [1])
            let cells = map.tables + map.rows.flatMap { $0.cells.compactMap(\.self) } + map.others
            let cell = try #require(cells.first)
            #expect(cells.count == 1 && cell.worst == shade)
            #expect(map.tables.isEmpty == (place.kind != "word-embedding"))
            #expect(map.layers == [place.layer].compactMap(\.self))
            let words = cell.words
            let neverTrained = [VerifyShade.rows, VerifyShade.noise, VerifyShade.proven]
            #expect(words.contains("never trained") == neverTrained.contains(shade), "\(words)")
            #expect(words.contains("trained") || parameter.training?.verdict == .undecided || parameter.training == nil)
            for document in [HTMLPage.page(.of(map), toolVersion: "1"), SVGPage.page(.of(map))] {
                #expect(document.contains("class=\(shade.code)>") || document.contains("class=\"\(shade.code)\""))
            }
        }
    }

    @Test("With several numbers in names, the first is the column, and each of the others has rows of its own")
    func counters() {
        let names = (0..<2).flatMap { group in
            (0..<3).map { "albert.encoder.albert_layer_groups.\(group).albert_layers.\($0).ffn.weight" }
        }
        let map = ModelMap(
            names.map { .sample($0, layer: nil, training: .structure(100)) }, prefix: "albert.")
        #expect(map.layers == [0, 1])
        #expect(map.rows.map(\.label) == (0..<3).map { "albert_layers.\($0).ffn" })
        #expect(map.rows.flatMap { $0.cells.compactMap(\.self) }.count == 6 && map.hiddenCount == 0)
    }

    @Test("No two shades have one name, and no two meanings one look, in colour or without")
    func shades() {
        for all in [VerifyShade.all, DifferenceShade.all] {
            #expect(Set(all.map(\.code)).count == all.count && Set(all.map(\.title)).count == all.count)
            #expect(all.map(\.rank) == all.map(\.rank).sorted())
            let hatched = all.filter { $0.hatch != .none }
            #expect(Set(hatched.map(\.hatch)).count == hatched.count)
            // What has no hatching is a step of a scale, and steps differ by how dark they are.
            #expect(Set(all.filter { $0.hatch == .none }.map(\.fill)).count == all.count - hatched.count)
            #expect(all.count - hatched.count <= 5)
        }
    }

    @Test("The counts are those of the report", arguments: ParameterTests.damaged)
    func counts(of name: String) throws {
        let report = try ParameterTests.report(name, .headers)
        let map = ModelMap(report.parameters, prefix: "bert.")
        let count = { (shade: Shade) in map.legend.first { $0.shade == shade }?.count ?? 0 }
        #expect(map.legend.reduce(0) { $0 + $1.count } == report.summary.expected)
        #expect(count(VerifyShade.missing) == report.summary.missing)
        #expect(count(VerifyShade.mismatched) == report.parameters.count { $0.state == .mismatched })
        let cells = map.tables + map.rows.flatMap { $0.cells.compactMap(\.self) } + map.others
        #expect(map.hiddenCount > 0 || cells.reduce(0) { $0 + $1.parts.count } == report.summary.expected)
        #expect(cells.allSatisfy { $0.parts.first?.leaf == "weight" || !$0.parts.contains { $0.leaf == "weight" } })
    }

    @Test("A table shows the rows that were never trained, in their place, however few they are")
    func bands() throws {
        let runs = [0..<1, 15_000..<16_000, 30_521..<30_522]
        let table = VerifyReport.Parameter.sample(
            "a.weight", kind: "embedding", shape: [30_522, 8], training: .lattice(z: 9, rows: runs, of: 30_522))
        let bands = try #require(ModelMap([table], prefix: "").tables.first?.parts.first?.bands)
        let untouched = bands.filter { $0.shade == VerifyShade.rows }.map(\.hundredths)
        #expect(untouched == [0..<1, 49..<53, 99..<100])
        #expect(bands.map(\.hundredths.count).reduce(0, +) == 100)
        #expect(zip(bands, bands.dropFirst()).allSatisfy { $0.hundredths.upperBound == $1.hundredths.lowerBound })
    }

    @Test("Names of other programs have their layer too")
    func layers() {
        #expect(ModelMap.place(of: "a.layer.12.b.weight") == ("a.layer.{layer}.b.weight", 12))
        #expect(ModelMap.place(of: "a.01.b") == ("a.01.b", nil))
        #expect(ModelMap.place(of: "a.1") == ("a.1", nil))
    }
}

extension Picture {
    /// A picture of a map alone.
    static func of(_ map: ModelMap) -> Picture {
        var picture = Picture(verdict: "PASS", tone: .good, subject: "model", headline: "as it should be")
        picture.map = map
        return picture
    }
}

extension VerifyReport.Parameter {
    /// The same as a table of embeddings.
    var asTable: Self {
        .sample(
            canonical, layer: layer, kind: "word-embedding", shape: shape, state, obstacle: obstacle,
            training: training, isFaulty: isFaulty)
    }
}
