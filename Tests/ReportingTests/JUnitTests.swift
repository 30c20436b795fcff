import Testing

@testable import Reporting
@testable import Verification

@Suite("JUnit XML")
struct JUnitTests {
    private static func lines(_ report: VerifyReport, failOn: Severity? = .error) throws -> [String] {
        let text = try #require(VerifyReportFormat.junit.rendered([report], toolVersion: "1.0.0", failOn: failOn))
        return text.split(separator: "\n").map(String.init)
    }

    /// The lines of a test case, without indentation.
    private static func testCase(_ name: String, _ report: VerifyReport, failOn: Severity? = .error) throws -> [String]
    {
        let all = try lines(report, failOn: failOn).map { $0.drop { $0 == " " } }.map(String.init)
        let start = try #require(all.firstIndex { $0.hasPrefix("<testcase name=\"\(name)") })
        if all[start].hasSuffix("/>") { return [all[start]] }
        let end = try #require(all[start...].firstIndex(of: "</testcase>"))
        return Array(all[start..<end])
    }

    @Test("Rules without findings are two cases that pass, and no more")
    func passes() throws {
        for name in ["other rules of names, shapes and files", "other rules of values"] {
            #expect(
                try Self.testCase(name, Sample.pass)
                    == [
                        "<testcase name=\"\(name)\" classname=\"models/good\" "
                            + "file=\"models/good/model.safetensors\" time=\"0.000\"/>"
                    ])
        }
        #expect(try Self.lines(Sample.pass).count { $0.contains("<testcase ") } == 3)
    }

    @Test("A suite has its time, when it began, and its file by the path in the repository")
    func timing() throws {
        var report = Sample.fail
        report.timing = VerifyReport.Timing(began: 1_795_891_783, seconds: 1.25)
        let lines = try Self.lines(report)
        #expect(lines[1].contains(" time=\"1.250\""))
        #expect(lines[2].hasPrefix("  <testsuite name=\"models/bad\" "))
        #expect(lines[2].contains(" time=\"1.250\" timestamp=\"2026-11-28T18:49:43\" "))
        #expect(lines[2].contains(" file=\"models/bad/model-00001-of-00002.safetensors\""))
        let times = lines.filter { $0.contains("<testcase ") }.compactMap { line in
            line.split(separator: " time=\"").last?.split(separator: "\"").first
        }
        #expect(times.first == "1.250" && times.dropFirst().allSatisfy { $0 == "0.000" })
    }

    @Test("Findings from the severity on that fails are one failure with a line each; milder ones are output")
    func failure() throws {
        let failing = try Self.testCase("BC401 non-finite", Sample.fail)
        #expect(failing[1].hasPrefix("<failure message=\"bert.encoder.layer.0.output.dense.bias has 1 NaN"))
        #expect(failing[1].contains("; and 11 more\" type=\"error\">error: "))
        #expect(failing.count == 13)
        let milder = try Self.testCase("BC102 unexpected-tensor", Sample.fail)
        #expect(milder[1].hasPrefix("<system-out>note: "))
        let missing = try Self.testCase("BC101 missing-parameter", Sample.fail)
        #expect(missing[1].hasPrefix("<failure"))
        #expect(missing.last?.hasPrefix("<system-out>warning: models/bad: bert.pooler.dense.bias") == true)
    }

    @Test("What fails is what --fail-on says, not the severity alone")
    func failOn() throws {
        #expect(try Self.testCase("BC102 unexpected-tensor", Sample.fail, failOn: .note)[1].hasPrefix("<failure"))
        for rule in ["BC101", "BC103", "BC401"] {
            #expect(try Self.testCase(rule, Sample.fail, failOn: nil)[1].hasPrefix("<system-out>"))
        }
        #expect(try Self.lines(Sample.fail, failOn: nil).allSatisfy { !$0.contains("<failure") })
    }

    @Test("A rule whose findings are all accepted is skipped, by whom and why")
    func accepted() throws {
        let lines = try Self.testCase("BC101 missing-parameter", Sample.accepted)
        #expect(lines[1].hasPrefix("<skipped message=\"accepted: classifier.weight is missing"))
        #expect(lines[1].contains("accepted by bertconv.yaml (the head is trained next | see #12): error: "))
    }

    @Test("Rules of values are skipped, not passed, when only headers were read or not all could be")
    func headers() throws {
        let headers = try Self.testCase("other rules of values", Sample.accepted)
        #expect(headers[1] == "<skipped message=\"not checked: only headers were read\"/>")
        let torn = try Self.testCase("other rules of values", Sample.partial)
        #expect(torn[1] == "<skipped message=\"not fully checked: 38 of 39 tensors could be read\"/>")
        #expect(try Self.testCase("other rules of names", Sample.accepted).count == 1)
    }

    @Test("Nothing passes for a model that could not be opened")
    func unopened() throws {
        let cases = try Self.lines(Sample.nothing).filter { $0.contains("<testcase") }
        #expect(cases.count == 3)
        #expect(cases.allSatisfy { !$0.hasSuffix("/>") })
    }

    @Test("What was not checked is an error with its causes")
    func unchecked() throws {
        let lines = try Self.testCase("checked pooler.dense.weight", Sample.partial)
        #expect(lines[1].hasPrefix("<error message=\"/srv/models/torn/pytorch_model.bin: record"))
        #expect(lines[1].hasSuffix("type=\"file.checksum\">cause: CRC-32 is 1c291ca3, recorded is 6d2b2d2a</error>"))
    }

    @Test("The counts of a suite and of all suites are those of the cases")
    func counts() throws {
        let text = try #require(VerifyReportFormat.junit.rendered(Sample.all, toolVersion: "1.0.0", failOn: .error))
        for (attribute, element) in [
            ("tests", "<testcase "), ("failures", "<failure "), ("errors", "<error "), ("skipped", "<skipped "),
        ] {
            let total = text.split(separator: element, omittingEmptySubsequences: false).count - 1
            let suites = text.split(separator: "\n").filter { $0.contains("<testsuite ") }.map { line in
                line.split(separator: " \(attribute)=\"").last.flatMap { Int($0.prefix { $0 != "\"" }) } ?? -1
            }
            #expect(suites.count == Sample.all.count)
            #expect(suites.reduce(0, +) == total)
            // The root has no such attribute in the schema of Jenkins.
            guard attribute != "skipped" else { continue }
            let whole = text.split(separator: "\n")[1]
            #expect(whole.contains(" \(attribute)=\"\(total)\""))
        }
    }

    @Test("No name can end an attribute, an element or the document")
    func hostile() throws {
        let text = try #require(VerifyReportFormat.junit.rendered([Sample.hostile], toolVersion: "1", failOn: .error))
        let plain = try #require(
            VerifyReportFormat.junit.rendered([Sample.hostileTamed], toolVersion: "1", failOn: .error))
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isInvisible && $0 != "\u{FFFE}" })
        // The same markup as with a harmless name.
        for mark in ["<", ">", "\"", "\n"] as [Unicode.Scalar] {
            #expect(text.unicodeScalars.count { $0 == mark } == plain.unicodeScalars.count { $0 == mark }, "\(mark)")
        }
        for character in ["&amp;amp;", "]]&gt;", "\\u{202e}", "\\u{0}", "\\u{fffe}", "&quot;", "&lt;b a="] {
            #expect(text.contains(character))
        }
    }
}
