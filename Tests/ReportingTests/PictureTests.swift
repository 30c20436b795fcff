import ByteIO
import TestSupport
import Testing

@testable import Reporting
@testable import Verification

/// Guards the documents: nothing from a model becomes markup, nothing is fetched, and they have a limit.
@Suite("Pictures are safe, whole by themselves and small")
struct PictureTests {
    static let formats: [VerifyReportFormat] = [.html, .svg]

    private static func rendered(_ reports: [VerifyReport], _ format: VerifyReportFormat) throws -> String {
        try #require(format.rendered(reports, toolVersion: "1.0.0", failOn: .error))
    }

    @Test("Hostile names are text: the tags are those that a harmless name has", arguments: formats)
    func hostile(format: VerifyReportFormat) throws {
        for several in [false, true] {
            let others = several ? [Sample.pass] : []
            let text = try Self.rendered([Sample.hostile] + others, format)
            let tame = try Self.rendered([Sample.hostileTamed] + others, format)
            // Of SVG only the number of lines may differ, because texts are of other lengths.
            let lines = Set(format == .svg ? ["text", "/text"] : [])
            #expect(Self.tags(text).filter { !lines.contains($0) } == Self.tags(tame).filter { !lines.contains($0) })
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isInvisible })
            #expect(!text.contains("<b a=") && !text.contains("]]>"))
        }
    }

    /// The names of the elements, in their order.
    private static func tags(_ text: String) -> [String] {
        text.split(separator: "<").dropFirst().map { String($0.prefix { $0.isLetter || "/?!".contains($0) }) }
    }

    @Test("Nothing is fetched: the only addresses are those of rules, and the name of SVG", arguments: formats)
    func addresses(format: VerifyReportFormat) throws {
        for reports in [Sample.all, [Sample.fail], [Sample.pass]] {
            let text = try Self.rendered(reports, format)
                .replacing("http-equiv", with: "")
                .replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
                .replacing("href=\"\(Published.site)docs/rules/BC", with: "")
            #expect(!text.contains("http") && !text.contains("src=") && !text.contains("@import"))
            #expect(!text.replacing("url(#", with: "").contains("url("))
        }
    }

    @Test("Each rule's page is linked once for a model, and cells with a finding lead to it")
    func links() throws {
        let text = try Self.rendered([Sample.fail], .html)
        let rules = Set(Sample.fail.findings.map(\.finding.rule))
        for rule in rules {
            #expect(text.ranges(of: rule.address).count == 1, "\(rule.number)")
            #expect(text.ranges(of: " id=\(rule.number)>").count == 1, "\(rule.number)")
        }
        #expect(text.contains("href=#BC103"))
        // What a policy accepts is no item, so nothing leads there.
        for report in Sample.all {
            let page = try Self.rendered([report], .html)
            for target in page.matches(of: #/href=#(\w+)/#) { #expect(page.contains(" id=\(target.1)>")) }
        }
    }

    /// Guards the worst case: each parameter of the largest usual model has a finding of its own, with numbers.
    @Test("A model of 24 layers of which nothing was trained has at most 100 kB, one of 1,000 too", arguments: formats)
    func size(format: VerifyReportFormat) throws {
        for layers in [24, 200, 1_000] {
            let text = try Self.rendered([Self.untrained(layers: layers)], format)
            #expect(text.utf8.count <= 100_000, "\(layers) layers: \(text.utf8.count) bytes")
            #expect(text.utf8.count > 40_000)
            if layers > 24 { #expect(text.contains("more modules without room here")) }
            // The numbers of the tests are there as long as there is room.
            #expect(text.contains("z 120") == (layers == 24))
        }
    }

    @Test("A model whose every name is as long as can be has at most 100 kB", arguments: formats)
    func longNames(format: VerifyReportFormat) throws {
        let name = String(repeating: "\u{E0041}", count: 5_000)
        let finding = JudgedFinding(
            Finding(.unexpectedTensor, subject: name, file: name, message: name, help: name))
        var report = VerifyReport(
            name, architecture: "bert", className: name, classSource: name, summary: Sample.fail.summary,
            findings: Array(repeating: finding, count: 50), notes: Array(repeating: name, count: 50))
        report.parameters = (0..<400).map { .sample("\(name)\($0).weight", file: name, tensor: name, obstacle: name) }
        #expect(try Self.rendered([report], format).utf8.count <= 100_000)
    }

    @Test("The page allows its own script, by its SHA-256, and no other")
    func script() throws {
        let digest = try #require(SHA256.base64(of: HTMLStyle.script))
        #expect(HTMLStyle.scriptHash == digest)
        let text = try Self.rendered([Sample.hostile], .html)
        #expect(text.contains("default-src 'none'") && text.contains("'sha256-\(HTMLStyle.scriptHash)'"))
        #expect(text.contains("<script>\(HTMLStyle.script)</script>"))
        #expect(text.ranges(of: "<script").count == 1)
    }

    @Test("Several models are a table, the worst first, with a picture of each that does not pass")
    func several() throws {
        let text = try Self.rendered(Sample.all, .html)
        let places = ["torn", "./models/bad", "models/empty", "models/good"].map { path in
            text.firstRange(of: "\(path)</code>")?.lowerBound
        }
        let known = places.compactMap(\.self)
        #expect(known.count == places.count && known == known.sorted())
        for (index, report) in Sample.all.enumerated() {
            let isLinked = report.summary.verdict != .pass
            #expect(
                text.contains("<section id=m\(index)>") == isLinked && text.contains("href=#m\(index)>") == isLinked)
        }
        #expect(try Self.rendered([], .html).contains("There are no models"))
    }

    @Test("Nothing that a finding says is cut in an SVG of one model, and of several each has its class")
    func whole() throws {
        let message = (1...60).map { "word\($0)" }.joined(separator: " ")
        let finding = JudgedFinding(
            Finding(.unexpectedTensor, subject: "x", file: "m.safetensors", message: message, help: "none"))
        let report = VerifyReport(
            "models/x", architecture: "bert", className: "BertForMaskedLM", classSource: "from config.json",
            summary: Sample.pass.summary, findings: [finding])
        let one = try Self.rendered([report], .svg)
        for number in 1...60 { #expect(one.contains("word\(number)")) }
        #expect(!one.contains("…"))
        let several = try Self.rendered([Sample.fail, Sample.pass], .svg)
        for sample in [Sample.fail, Sample.pass] {
            let name = try #require(sample.className)
            #expect(several.contains(">\(name)"))
        }
    }

    @Test("Bars and grid are one table, whose bars are as wide as the grid; what is missing looks alike in both forms")
    func oneTable() throws {
        let text = try Self.rendered([Self.untrained(layers: 5)], .html)
        #expect(text.ranges(of: "<table>").count == 1 && text.ranges(of: "<td colspan=5>").count == 3)
        #expect(VerifyShade.missing.css(isDark: false).ranges(of: "8px 8px").count == 2)
        #expect(VerifyShade.missing.pattern.contains("width=\"8\" height=\"8\""))
    }

    @Test("No label of an SVG leaves the margin")
    func labels() throws {
        let text = try Self.rendered([Self.untrained(layers: 12)], .svg)
        // A character of the labels is 7.3 pixels wide.
        for label in text.matches(of: #/class="n e" x="(\d+)" y="\d+">([^<]*)</#) {
            #expect((Double(label.1) ?? 0) - 7.3 * Double(label.2.count) >= 20, "\(label.2)")
        }
    }

    /// A model of the size of BERT-large, all of whose matrices are the bits of a generator.
    private static func untrained(layers: Int) -> VerifyReport {
        let file = "/models/untrained/model-00002-of-00004.safetensors"
        var parameters: [VerifyReport.Parameter] = []
        func add(_ module: String, layer: Int? = nil, kind: String = "linear", _ shape: [Int]) {
            parameters.append(
                .sample(
                    module + ".weight", layer: layer, kind: kind, shape: shape, file: file, offset: 1_234_567_890,
                    training: .lattice(z: 120.25), rules: [.untrainedProven]))
            guard kind != "embedding" else { return }
            parameters.append(
                .sample(
                    module + ".bias", layer: layer, kind: kind, shape: [shape[0]], file: file, offset: 1_234_567_890,
                    training: .init(.proven, test: "Z"), rules: [.untrainedProven]))
        }
        for name in ["word", "position", "token_type"] {
            add("bert.embeddings.\(name)_embeddings", kind: "embedding", [30_522, 1_024])
        }
        for layer in 0..<layers {
            let prefix = "bert.encoder.layer.\(layer)."
            for name in [
                "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
            ] {
                add(prefix + name, layer: layer, [1_024, 1_024])
            }
            for name in ["attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm"] {
                add(prefix + name, layer: layer, [4_096, 1_024])
            }
        }
        add("bert.pooler.dense", [1_024, 1_024])
        var report = VerifyReport(
            "models/untrained", architecture: "bert", className: "BertForPreTraining", classSource: "from config.json",
            loader: "transformers 5.23",
            summary: VerifyReport.Summary(verdict: .fail, depth: "values", expected: parameters.count),
            findings: parameters.filter { $0.canonical.hasSuffix(".weight") }.map { parameter in
                JudgedFinding(
                    Finding(
                        .untrainedProven, subject: parameter.name, file: file,
                        message: "holds the bits of torch's normal generator: it was never trained",
                        help: "train this part, or get the trained checkpoint"))
            })
        report.parameters = parameters
        return report
    }
}

extension SHA256 {
    /// The hash of a text as base64 (RFC 4648), as a policy for contents names it.
    fileprivate static func base64(of text: String) -> String? {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let hex = Array(hex(Array(text.utf8)))
        let bytes = stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(String(hex[$0...$0 + 1]), radix: 16) }
        guard bytes.count == 32 else { return nil }
        return stride(from: 0, to: bytes.count, by: 3).map { start in
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            let text = (0..<4).map { digits[Int(bits >> UInt32(18 - 6 * $0)) & 63] }
            return String(text.prefix(group.count + 1)) + String(repeating: "=", count: 3 - group.count)
        }.joined()
    }
}
