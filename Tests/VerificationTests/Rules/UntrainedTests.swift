import JSONText
import ModelSchema
import TestSupport
import Testing
import Verification

@Suite("BC501 to BC505: weights that were never trained, told from their values")
struct UntrainedTests {
    private static let pooler = "bert.pooler.dense"

    @Test("Nothing is said of a model that looks trained; what cannot be judged is counted", arguments: UInt64(1)...5)
    func trained(seed: UInt64) throws {
        let result = try TrainedModel(seed: seed).result()
        let findings = result.findings.filter { $0.rule.number.hasPrefix("BC5") }
        #expect(findings.isEmpty, "\(findings.map { "\($0.subject) \($0.message)" })")
        let undecided = result.examination?.modules.filter(\.isUndecided).map(\.module.name) ?? []
        #expect(undecided.contains("classifier") || undecided.contains("bert.embeddings.token_type_embeddings"))
    }

    @Test("Doubles are judged as floats are: a fresh part fails alike", arguments: [false, true])
    func doubles(isFresh: Bool) throws {
        var model = TrainedModel()
        if isFresh { model.refresh(Self.pooler, seed: 987_654_321) }
        let floats = try model.findings(of: "BC")
        model.storeAsDouble()
        let doubles = try model.findings(of: "BC")
        #expect(doubles.map(\.rule) == floats.map(\.rule) && doubles.map(\.message) == floats.map(\.message))
        #expect(floats.contains { $0.rule == .untrainedProven } == isFresh)
    }

    @Test(
        "BC503: fresh rows of a layer are named wherever they are, and never the whole", .slow,
        arguments: [
            [0..<16], [40..<44, 80..<81], [127..<128], [1..<128],
        ])
    func rowsOfLayer(fresh: [Range<Int>]) throws {
        var model = TrainedModel(hidden: 512)
        let name = "bert.encoder.layer.0.intermediate.dense.weight"
        var values = model.floats(name)
        for (number, rows) in fresh.enumerated() {
            let part = rows.lowerBound * 512..<rows.upperBound * 512
            values.replaceSubrange(
                part, with: TrainedModel.torch(seed: UInt64(50 + number), std: 0.02, count: part.count))
        }
        model.set(name, values)
        let findings = try model.findings()
        #expect(findings.map(\.rule) == [.untrainedRows])
        #expect(findings.first?.evidence["untouched"]?.integer == fresh.reduce(0) { $0 + $1.count })
        #expect(
            findings.first?.message.contains(fresh.count == 1 && fresh[0].count == 1 ? "in row 127:" : "in rows ")
                == true)
    }

    @Test("BC503: rows that are too short to be told one by one are not all said to be untrained")
    func shortRows() throws {
        var model = TrainedModel(hidden: 128)
        let name = "bert.encoder.layer.0.intermediate.dense.weight"
        // One row in sixteen was trained: it is told together with three that were not.
        let trained = model.floats(name)
        var values = TrainedModel.torch(seed: 60, std: 0.02, count: trained.count)
        for row in stride(from: 8, to: trained.count / 128, by: 16) {
            values.replaceSubrange(row * 128..<(row + 1) * 128, with: trained[row * 128..<(row + 1) * 128])
        }
        for row in trained.count / 256..<trained.count / 128 {
            values.replaceSubrange(row * 128..<(row + 1) * 128, with: trained[row * 128..<(row + 1) * 128])
        }
        model.set(name, values)
        let findings = try model.findings(of: "BC5").filter { $0.subject == name }
        #expect(findings.map(\.rule) == [.untrainedRows])
        #expect(findings.first?.message.hasSuffix("never trained (they are tested 4 at a time)") == true)
    }

    @Test("BC503: columns of a Keras kernel that were drawn anew are columns, not the whole", .slow)
    func columns() throws {
        var model = TrainedModel(hidden: 512)
        let name = "bert.encoder.layer.0.attention.output.dense.weight"
        var values = model.floats(name)
        let fresh = TrainedModel.torch(seed: 12, std: 0.02, count: 64 * 512)
        for column in 0..<64 {
            for row in 0..<512 { values[row * 512 + column] = fresh[column * 512 + row] }
        }
        model.set(name, values)
        let findings = try model.findings()
        #expect(findings.map(\.rule) == [.untrainedRows])
        #expect(findings.first?.message.contains("in columns 0-63 (64 of 512):") == true)
    }

    @Test("BC501: a module of torch's generator is proven, and nothing else is accused")
    func lattice() throws {
        var model = TrainedModel()
        model.refresh(Self.pooler, seed: 987_654_321)
        let findings = try model.findings().filter { $0.severity != .note }
        #expect(findings.map(\.rule) == [.untrainedProven])
        #expect(findings.first?.subject == "\(Self.pooler).weight")
        #expect(findings.first?.message.contains("torch's normal generator") == true)
        #expect(findings.first?.evidence["test"]?.string == "L")
    }

    @Test("BC501: scaling hides nothing; a seed of one's own is named when it is asked for")
    func seed() throws {
        var model = TrainedModel()
        model.refresh("classifier", seed: 42)
        let exact = try model.findings().filter { $0.severity == .error }
        #expect(exact.map(\.rule) == [.untrainedProven])
        model.refresh("classifier", seed: 31_337, std: 0.0091)
        // Small decayed noise is beyond the lattice's reach when it is rounded again.
        model.set("classifier.weight", model.floats("classifier.weight").map { $0 * 0.737 })
        let named = try model.findings(seeds: Array(31_330...31_340)).filter { $0.severity == .error }
        #expect(named.map(\.rule) == [.untrainedProven])
    }

    @Test("BC501 says bit for bit only when every bit is the seed's")
    func bitForBit() throws {
        var model = TrainedModel()
        // bfloat16 keeps the correlation and loses the bits: only Test S can see it.
        let stream = TrainedModel.torch(seed: 7, std: 0.02, count: model.shape("\(Self.pooler).weight").reduce(1, *))
        model.set("\(Self.pooler).weight", stream.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) })
        model.set("\(Self.pooler).bias", to: 0)
        let findings = try model.findings().filter { $0.severity != .note }
        #expect(findings.map(\.rule) == [.untrainedProven])
        #expect(findings.first?.message.contains("seed 7") == true)
        #expect(findings.first?.message.contains("bit for bit") == false)
    }

    @Test("BC502: noise of no generator beside a bias of zeros, and the same decayed")
    func strong() throws {
        var model = TrainedModel()
        let count = model.shape("\(Self.pooler).weight").reduce(1, *)
        model.set("\(Self.pooler).weight", (0..<count).map { _ in 0.02 * model.noise() })
        model.set("\(Self.pooler).bias", to: 0)
        var findings = try model.findings().filter { $0.severity != .note }
        #expect(findings.map(\.rule) == [.untrainedStrong])
        model.set("\(Self.pooler).weight", model.floats("\(Self.pooler).weight").map { $0 * 0.455 })
        findings = try model.findings().filter { $0.severity != .note }
        #expect(findings.map(\.rule) == [.untrainedStrong])
        #expect(findings.first?.message.contains("weight decay only") == true)
        #expect(findings.first?.message.contains("0.45") == true)
    }

    @Test("BC502: the spread of numbers that are cut at two standard deviations is that of TensorFlow, not decay")
    func truncated() throws {
        var model = TrainedModel()
        let count = model.shape("\(Self.pooler).weight").reduce(1, *)
        var values: [Float] = []
        while values.count < count {
            let value = model.noise()
            if value.magnitude < 2 { values.append(0.02 * value) }
        }
        model.set("\(Self.pooler).weight", values)
        model.set("\(Self.pooler).bias", to: 0)
        let findings = try model.findings().filter { $0.severity != .note }
        #expect(findings.map(\.rule) == [.untrainedStrong])
        #expect(findings.first?.message.contains("TensorFlow's initialiser leaves") == true)
        #expect(findings.first?.message.contains("decay") == false)
    }

    @Test("BC502: a norm of ones and zeros; a norm of ones with a trained shift is none")
    func norm() throws {
        var model = TrainedModel()
        model.set("bert.embeddings.LayerNorm.weight", to: 1)
        #expect(try model.findings().allSatisfy { $0.severity == .note })
        model.set("bert.embeddings.LayerNorm.bias", to: 0)
        let findings = try model.findings().filter { $0.severity != .note }
        #expect(findings.map(\.rule) == [.untrainedStrong])
        #expect(findings.first?.subject == "bert.embeddings.LayerNorm.weight")
    }

    @Test("BC502: a fresh head is found in half precision, whatever its number of labels", arguments: [2, 3, 5, 12])
    func freshHead(labels: Int) throws {
        for isHalf in [false, true] {
            var model = TrainedModel(hidden: 256, labels: labels)
            let count = model.shape("classifier.weight").reduce(1, *)
            // No generator that Test L knows, as in half precision.
            model.set("classifier.weight", (0..<count).map { _ in 0.02 * model.noise() })
            model.set("classifier.bias", to: 0)
            if isHalf { model.storeAsHalf() }
            let fresh = try model.findings().filter { $0.severity != .note }
            #expect(fresh.map(\.rule) == [.untrainedStrong], "\(isHalf)")
        }
    }

    @Test("BC504: a small head beside a bias of zeros is a warning if its spread is not the initialiser's")
    func movedHead() throws {
        for isHalf in [false, true] {
            var model = TrainedModel(hidden: 256, labels: 3)
            let count = model.shape("classifier.weight").reduce(1, *)
            model.set("classifier.weight", (0..<count).map { _ in 0.03 * model.noise() })
            model.set("classifier.bias", to: 0)
            if isHalf { model.storeAsHalf() }
            let found = try model.findings().filter { $0.severity != .note }
            #expect(found.map(\.rule) == [.barelyTrained] && found[0].severity == .warning, "\(isHalf)")
        }
    }

    @Test("BC502: a norm of ones and zeros is found in half precision; one whose shift moved is none")
    func halfNorm() throws {
        var model = TrainedModel()
        model.set("bert.embeddings.LayerNorm.weight", to: 1)
        model.set("bert.encoder.layer.0.output.LayerNorm.weight", to: 1)
        model.set("bert.encoder.layer.0.output.LayerNorm.bias", to: 0)
        model.storeAsHalf()
        let findings = try model.findings().filter { $0.severity != .note }
        #expect(findings.map(\.subject) == ["bert.encoder.layer.0.output.LayerNorm.weight"])
        #expect(findings.map(\.rule) == [.untrainedStrong])
    }

    @Test("BC504: noise in most matrices is an error, whatever the type; their biases and norms may be trained")
    func mostlyNoise() throws {
        for isHalf in [false, true] {
            var model = TrainedModel(hidden: 256)
            let layer = "bert.encoder.layer.0"
            let kernels = [
                "attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
                "intermediate.dense", "output.dense",
            ]
            for kernel in kernels {
                let name = "\(layer).\(kernel).weight"
                model.set(name, (0..<model.shape(name).reduce(1, *)).map { _ in 0.02 * model.noise() })
            }
            if isHalf { model.storeAsHalf() }
            let findings = try model.findings().filter { $0.severity != .note }
            #expect(Set(findings.map(\.rule)) == [.barelyTrained] && findings.count == 6)
            #expect(findings.allSatisfy { $0.severity == .error && $0.message.contains("6 of ") })
        }
    }

    @Test("BC504: noise beside a bias that moved is a warning where the matrix is large enough, else nothing")
    func barely() throws {
        var small = TrainedModel()
        small.set("\(Self.pooler).weight", (0..<4096).map { _ in 0.02 * small.noise() })
        #expect(try small.findings().isEmpty)
        var model = TrainedModel(hidden: 256)
        let count = model.shape("\(Self.pooler).weight").reduce(1, *)
        model.set("\(Self.pooler).weight", (0..<count).map { _ in 0.02 * model.noise() })
        let findings = try model.findings().filter { $0.severity != .note }
        #expect(findings.map(\.rule) == [.barelyTrained])
        #expect(findings.first?.severity == .warning)
    }

    @Test("BC504: a head that moved a little from its seed is a warning that names it")
    func moved() throws {
        var model = TrainedModel()
        let name = "classifier.weight"
        let stream = TrainedModel.torch(seed: 42, std: 0.02, count: model.shape(name).reduce(1, *))
        model.set(name, stream.map { $0 + 0.001 * model.noise() })
        let findings = try model.findings().filter { $0.severity != .note }
        #expect(findings.map(\.rule) == [.barelyTrained])
        #expect(findings.first?.message.contains("seed 42") == true)
    }

    @Test("BC503: one untouched row of two is a row, not the table; all of them are the table", .slow)
    func twoRows() throws {
        var model = TrainedModel(hidden: 768)
        let name = "bert.embeddings.token_type_embeddings.weight"
        let fresh = TrainedModel.torch(seed: 3, std: 0.02, count: 2 * 768)
        model.set(name, Array(model.floats(name)[..<768]) + fresh[768...])
        let row = try model.findings().filter { $0.severity != .note }
        #expect(row.map(\.rule) == [.untrainedRows])
        #expect(row.first?.message.contains("in row 1:") == true)
        model.set(name, fresh)
        #expect(try model.findings().filter { $0.severity != .note }.map(\.rule) == [.untrainedProven])
    }

    @Test("BC505: what nothing uses is a note: sentence-transformers that pools, a class without the part")
    func unused() throws {
        var model = TrainedModel()
        model.refresh(Self.pooler, seed: 5)
        let pooled = try model.findings(as: "BertModel", pooling: true).filter {
            $0.subject.hasPrefix(Self.pooler)
        }
        #expect(pooled.map(\.rule) == [.untrainedUnused])
        #expect(pooled.first?.message.contains("1_Pooling/config.json") == true)
        let tagger = try model.findings(as: "BertForTokenClassification")
            .filter { $0.subject.hasPrefix(Self.pooler) }
        #expect(tagger.map(\.rule) == [.untrainedUnused])
        #expect(tagger.first?.severity == .note)
    }

    @Test("A fine-tuned small head of no known seed is never an error", .slow, arguments: UInt64(10)...20)
    func smallHead(seed: UInt64) throws {
        var model = TrainedModel(seed: seed)
        let name = "classifier.weight"
        model.set(name, (0..<model.shape(name).reduce(1, *)).map { _ in 0.02 * model.noise() })
        let result = try model.result()
        #expect(result.findings.allSatisfy { !$0.rule.number.hasPrefix("BC5") })
        #expect(result.examination?.modules.contains { $0.isUndecided && $0.module.name == "classifier" } == true)
    }
}
