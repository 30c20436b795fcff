import ByteIO
import JSONText
import Reporting
import TestSupport
import Testing
import Verification

/// Guards that `bertconv report` shows what `verify` showed: a report that was saved and read again is the same in
/// every format.
@Suite("Saved reports")
struct SavedReportTests {
    /// Formats that need nothing but the report; a statement needs the hashes of the model's files.
    private static let formats = VerifyReportFormat.allCases.filter { $0 != .text && $0 != .intoto }

    private static func saved(_ reports: [VerifyReport], listsParameters: Bool = true) throws -> [JSONValue] {
        let run = Sample.run(reports.count, listsParameters: listsParameters)
        let lines = try #require(VerifyReportFormat.jsonl.rendered(reports, run)).split(separator: "\n")
        return try lines.map { try JSONParser.parse(Array($0.utf8)) }
    }

    @Test("Each sample, alone and with the others, in every format", arguments: formats)
    func same(format: VerifyReportFormat) throws {
        let read = try Self.saved(Sample.all).map { try VerifyReport(saved: $0) }
        #expect(read.count == Sample.all.count)
        let run = Sample.run(Sample.all.count, listsParameters: true)
        #expect((format.rendered(read, run) == format.rendered(Sample.all, run)) as Bool, "\(format)")
        for (report, original) in zip(read, Sample.all) {
            let run = Sample.run(1, listsParameters: true)
            #expect(
                (format.rendered([report], run) == format.rendered([original], run)) as Bool,
                "\(format): \(original.path)")
        }
    }

    @Test("Without parameters the verdict has the same words, in every table", arguments: Sample.all.indices)
    func words(index: Int) throws {
        let original = Sample.all[index]
        let read = try VerifyReport(saved: try Self.saved([original], listsParameters: false)[0])
        #expect(read.headline == original.headline)
        #expect(read.reason == original.reason)
        #expect(read.label == original.label)
        #expect(read.parameters.isEmpty)
    }

    /// Members that only some reports have; without them something else is said, but nothing is wrong.
    private static let optional: Set = [
        "/parameters", "/findings/*/place", "/findings/*/fix", "/findings/*/choices", "/findings/*/accepted",
        "/weights", "/missing", "/unexpected", "/mismatched", "/findings", "/unchecked", "/skipped",
        "/parameters/*/training", "/parameters/*/training/rows", "/parameters/*/training/columns",
    ]
    private static let numbers: Set = ["structure", "edge", "z", "correlation"]
    /// Members that people and other programs read, and this one need not.
    private static let unread: Set = ["/$schema", "/tool/name", "/model/loader", "/model/dtype", "/findings/*/id"]

    @Test(
        "Without a member that it needs, a report is refused by the name of the member", arguments: Sample.all.indices)
    func removed(index: Int) throws {
        let json = try Self.saved([Sample.all[index]])[0]
        var tried: Set<String> = []
        for place in json.places()
        where place.isMember && tried.insert(place.kind).inserted && !Self.isFact(place) {
            guard !Self.optional.contains(place.kind), !Self.unread.contains(place.kind) else { continue }
            let fault = #expect(throws: Fault.self, "\(place)") { _ = try VerifyReport(saved: json.removing(place)) }
            #expect(fault?.code == .reportMember, "\(place)")
            #expect(fault?.reason == "has no member '\(place.lastName)'", "\(place)")
        }
        #expect(tried.count > 30)
    }

    @Test("A member of another type is refused", arguments: Sample.all.indices, [JSONValue.bool(true), [[]], -1])
    func changed(index: Int, wrong: JSONValue) throws {
        let json = try Self.saved([Sample.all[index]])[0]
        for place in json.places() where place.isMember && !Self.isFact(place) {
            guard !Self.unread.contains(place.kind), let old = json[place] else { continue }
            // A boolean in a boolean's place, and any number where numbers are.
            guard old.bool == nil || wrong.bool == nil, !Self.numbers.contains(place.lastName) || wrong != -1 else {
                continue
            }
            let changed = json.changing(place) { _ in wrong }
            #expect(throws: Fault.self, "\(place)") { _ = try VerifyReport(saved: changed) }
        }
    }

    /// Whether the place is in what the evidence of a finding has, which is as the rule wants it.
    private static func isFact(_ place: JSONPlace) -> Bool {
        place.kind.hasPrefix("/findings/*/evidence/")
    }

    @Test("A rule or a version of another program is named")
    func versions() throws {
        let json = try Self.saved([Sample.fail])[0]
        let rule = JSONPlace(steps: [.member("findings"), .element(0), .member("rule")])
        let unknown = #expect(throws: Fault.self) { try VerifyReport(saved: json.changing(rule) { _ in "BC999" }) }
        #expect(unknown?.code == .reportRule)
        let version = JSONPlace(steps: [.member("schemaVersion")])
        let newer = #expect(throws: Fault.self) { try VerifyReport(saved: json.changing(version) { _ in 3 }) }
        #expect(newer?.code == .reportVersion)
    }
}
