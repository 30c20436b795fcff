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

    @Test("A rule that was checked and kept is a case that passes")
    func passes() throws {
        for rule in ["BC101 missing-parameter", "BC401 non-finite", "BC705 unknown-architecture"] {
            let lines = try Self.testCase(rule, Sample.pass)
            #expect(lines == ["<testcase name=\"\(rule)\" classname=\"models/good\" time=\"0\"/>"])
        }
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

    @Test("A rule that needs values is skipped, not passed, when only headers were read or not all could be")
    func headers() throws {
        let headers = try Self.testCase("BC401 non-finite", Sample.accepted)
        #expect(headers[1] == "<skipped message=\"not checked: the rule needs the values\"/>")
        let torn = try Self.testCase("BC401 non-finite", Sample.partial)
        #expect(torn[1] == "<skipped message=\"not fully checked: 38 of 39 tensors could be read\"/>")
        #expect(try Self.testCase("BC101 missing-parameter", Sample.accepted).count > 1)
        #expect(try Self.testCase("BC103 shape-mismatch", Sample.accepted).count == 1)
    }

    @Test("No rule passes for a model that could not be opened")
    func unopened() throws {
        let cases = try Self.lines(Sample.nothing).filter { $0.contains("<testcase") }
        #expect(cases.count > 20)
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
