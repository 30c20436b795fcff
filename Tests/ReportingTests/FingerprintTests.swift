import Testing

@testable import Reporting
@testable import Verification

@Suite("Fingerprints tell that a finding is the one of the last run")
struct FingerprintTests {
    private static func fingerprints(_ path: String, _ findings: [Finding]) -> [String] {
        FindingFingerprint.all(
            VerifyReport(path, summary: Sample.pass.summary, findings: findings.map { JudgedFinding($0) })
        ).map(\.description)
    }

    private static func finding(
        _ rule: Rule = .nonFinite, _ subject: String = "a.weight", file: String? = "m/x.bin", at offset: UInt64 = 0,
        message: String = "is wrong"
    ) -> Finding {
        Finding(
            rule, subject: subject, file: file, place: Finding.Place(offset: offset, byteCount: 4), message: message,
            help: "mend it")
    }

    @Test("It stays when the folder, the place of the bytes, the message or the severity changes")
    func stable() {
        let first = Self.fingerprints("m", [Self.finding()])
        #expect(Self.fingerprints("m/", [Self.finding(file: "./m//x.bin")]) == first)
        #expect(Self.fingerprints("/ci/build-7/m", [Self.finding(file: "/ci/build-7/m/x.bin")]) == first)
        #expect(Self.fingerprints(".", [Self.finding(file: "x.bin")]) == first)
        #expect(Self.fingerprints("m/index.json", [Self.finding(file: "m/x.bin")]) == first)
        #expect(Self.fingerprints("m", [Self.finding(at: 64, message: "is worded anew")]) == first)
    }

    @Test("It does not depend on the folder where the finding is about the whole model, or the subject is a path")
    func wholeModel() {
        let whole = Self.fingerprints("a", [Self.finding(file: "a")])
        #expect(Self.fingerprints("/tmp/b", [Self.finding(file: "/tmp/b")]) == whole)
        #expect(Self.fingerprints("c", [Self.finding(file: nil)]) == whole)
        let path = Self.fingerprints("a", [Self.finding(.adapterOnly, "a/b/adapter.bin")])
        #expect(Self.fingerprints("c/d", [Self.finding(.adapterOnly, "c/d/b/adapter.bin")]) == path)
    }

    @Test("Another rule, subject or file of the model is another finding")
    func distinct() {
        let prints = Self.fingerprints(
            "m",
            [
                Self.finding(), Self.finding(.constantTensor), Self.finding(.nonFinite, "b.weight"),
                Self.finding(file: "m/y.bin"), Self.finding(file: "m/sub/x.bin"), Self.finding(file: nil),
                Self.finding(.nonFinite, "a.weight\",\"x.bin"),
            ])
        #expect(Set(prints).count == prints.count)
        #expect(prints.allSatisfy { $0.hasSuffix(":1") && $0.count == 34 })
    }

    @Test("Equal ones of one model are numbered in their order")
    func numbered() {
        let prints = Self.fingerprints("m", [Self.finding(), Self.finding(.buffer), Self.finding(at: 8)])
        #expect(prints[0].dropLast() == prints[2].dropLast())
        #expect(prints.map { $0.suffix(2) } == [":1", ":1", ":2"])
    }

    @Test("It is what the first version gave: findings that were dismissed stay so")
    func pinned() {
        #expect(Self.fingerprints("m", [Self.finding()]) == ["04ab0aedc59f65334148b5d330186945:1"])
    }
}
