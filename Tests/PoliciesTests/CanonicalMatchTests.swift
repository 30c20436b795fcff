import Policies
import Testing
import Verification

/// Guards that a policy and a baseline hold for the same weights in another format, and accept nothing else there.
@Suite("Policies and baselines know parameters by canonical names")
struct CanonicalMatchTests {
    private static let name = "bert.pooler.dense.weight"
    private static let spellings = [
        "bert/tf_bert_model/bert/pooler/dense/kernel:0", "pooler.dense.weight", "module.bert.pooler.dense.weight",
        name,
    ]

    private static func finding(_ spelling: String) -> Finding {
        Finding(.missingParameter, parameter: name, spelled: spelling)
    }

    /// A tensor that is no parameter, although its name reads as one.
    private static let other = Finding(.missingParameter, name)
        .named("tensor:" + name, alias: nil, isInWeights: true)

    @Test("A pattern matches the canonical name, whatever the file has", arguments: spellings)
    func canonical(spelling: String) throws {
        for pattern in [Self.name, "bert.pooler.*", "*.dense.weight"] {
            let policy = try Policy.entries([("BC101", .allow, [pattern])])
            #expect(try judging([Self.finding(spelling)], policy).findings[0].acceptance != nil, "\(pattern)")
            #expect(try judging([Self.finding(spelling)], allow: ["BC101=\(pattern)"]).findings[0].acceptance != nil)
        }
    }

    @Test("A pattern matches the name in the file too, as somebody typed it", arguments: spellings)
    func typed(spelling: String) throws {
        let policy = try Policy.entries([("BC101", .allow, [spelling])])
        #expect(try judging([Self.finding(spelling)], policy).findings[0].acceptance != nil)
        for other in Self.spellings where other != spelling && spelling != Self.name {
            #expect(try judging([Self.finding(other)], policy).findings[0].acceptance == nil, "\(other)")
        }
    }

    @Test("deny holds for both names as well", arguments: spellings)
    func denied(spelling: String) throws {
        for pattern in [Self.name, spelling] {
            let policy = try Policy.entries([("BC101", .deny, [pattern])])
            #expect(try judging([Self.finding(spelling)], policy, allow: ["BC101"]).findings[0].acceptance == nil)
        }
    }

    @Test("What is accepted about a parameter is not accepted about a tensor that only has its name")
    func crossing() throws {
        for pattern in [Self.name, "bert.*", "bert.pooler.dense.weigh?"] {
            let policy = try Policy.entries([("BC101", .allow, [pattern])])
            let judged = try judging([Self.finding(Self.spellings[0]), Self.other], policy).findings
            #expect(judged.map { $0.acceptance != nil } == [true, false], "\(pattern)")
        }
        let named = try Policy.entries([("BC101", .allow, [Self.name])])
        #expect(
            try judging([Self.other], named).notes == [
                "policy.yml, line 3: unused entry for BC101",
                "policy.yml, line 3: the entry for BC101 does not accept 'tensor:bert.pooler.dense.weight', which is not "
                    + "the parameter that it is spelled like",
            ])
        let marked = try Policy.entries([("BC101", .allow, ["tensor:" + Self.name])])
        let judged = try judging([Self.finding(Self.spellings[0]), Self.other], marked).findings
        #expect(judged.map { $0.acceptance != nil } == [false, true])
    }

    @Test("A baseline of one format is that of all", arguments: spellings, spellings)
    func baseline(written: String, read: String) throws {
        let baseline = Baseline(
            [JudgedFinding(Self.finding(written))], of: "model", replacing: nil, path: "baseline.json")
        #expect(baseline.entries.map(\.subject) == [Self.name])
        #expect(baseline.entries.map(\.file) == [nil])
        let judged = try judging([Self.finding(read), Self.other], baseline: baseline)
        #expect(judged.findings.map { $0.acceptance != nil } == [true, false])
        #expect(judged.notes.isEmpty)
    }

    @Test("A tensor's own entry in a baseline does not accept the parameter")
    func baselineCrossing() throws {
        let baseline = Baseline([JudgedFinding(Self.other)], of: "model", replacing: nil, path: "baseline.json")
        for spelling in Self.spellings {
            #expect(try judging([Self.finding(spelling)], baseline: baseline).findings[0].acceptance == nil)
        }
        #expect(try judging([Self.other], baseline: baseline).findings[0].acceptance != nil)
    }

    @Test("Copies that a format stores are one entry, which holds where there is one tensor, and for both of them")
    func copies() throws {
        let copies = ["bert/…/weight:0", "cls/…/bert/…/weight:0"].map {
            Finding(.nonFinite, parameter: "bert.embeddings.word_embeddings.weight", spelled: $0)
        }
        let single = [
            Finding(.nonFinite, parameter: "bert.embeddings.word_embeddings.weight", spelled: "x.weight")
        ]
        for (written, read) in [(copies, single), (single, copies), (copies, copies)] {
            let baseline = Baseline(
                written.map { JudgedFinding($0) }, of: "model", replacing: nil, path: "baseline.json")
            #expect(baseline.entries.count == 1)
            let judged = try judging(read, baseline: baseline)
            #expect(judged.findings.allSatisfy { $0.acceptance != nil })
            #expect(judged.notes.isEmpty)
        }
        let twice = Baseline(
            (single + single).map { JudgedFinding($0) }, of: "model", replacing: nil, path: "baseline.json")
        #expect(twice.entries.count == 2)
    }

    @Test("The entry of copies has the severity of the worst of them")
    func worstCopy() {
        let copies = zip(["a", "b"], [Severity.note, .error]).map { spelling, severity in
            JudgedFinding(Finding(.nonFinite, parameter: "p", spelled: spelling), severity: severity)
        }
        for order in [copies, copies.reversed()] {
            let baseline = Baseline(order, of: "model", replacing: nil, path: "baseline.json")
            #expect(baseline.entries.map(\.severity) == [.error])
        }
    }
}
