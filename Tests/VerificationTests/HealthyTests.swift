import ByteIO
import Forensics
import Formats
import Tensors
import TestSupport
import Testing
import Verification

@Suite("Sound models")
struct HealthyTests {
    @Test(
        "A sound model gives nothing above a note, and everything in it was checked", .slow,
        arguments: DamageCase.names.filter { $0.hasPrefix("healthy-") })
    func healthy(name: String) throws {
        for depth in [Examination.Depth.headers, .values] {
            let verified = try Verified(damage: name, depth, seeds: SeedReplay.usualSeeds)
            let lines = verified.result.findings.filter { $0.severity > .note }.map {
                "\($0.rule.number) \($0.subject)"
            }
            #expect(lines == [])
            #expect(verified.result.unchecked.isEmpty)
            #expect(verified.missing.isEmpty)
            let examination = try #require(verified.result.examination)
            if depth == .values { #expect(examination.values.checkedCount == examination.checkpoint.table.count) }
        }
    }

    @Test("There are more than twenty of them")
    func count() {
        #expect(DamageCase.names.count { $0.hasPrefix("healthy-") } > 20)
    }

    @Test("Nothing is found in the models of the tests, of every class", arguments: Fixtures.classes)
    func tiny(className: String) throws {
        for depth in [Examination.Depth.headers, .values] {
            #expect(try Verified(TinyBert(className, layers: 2), depth).lines.isEmpty)
        }
    }
}
