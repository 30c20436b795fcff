import Glibc
import Reporting
import TestSupport
import Testing
import Verification

/// The reports in `testdata/reports/`, which real validators are run on too.
///
/// `BERTCONV_WRITE_GOLDENS=1 swift test --filter GoldenTests` writes them anew; then read what changed.
@Suite("Reports are what was agreed, byte for byte")
struct GoldenTests {
    static let files: [(format: VerifyReportFormat, name: String)] = [
        (.json, "reports.json"), (.jsonl, "reports.jsonl"), (.sarif, "reports.sarif"), (.junit, "reports.xml"),
        (.github, "reports.github.txt"), (.gitlab, "reports.gitlab.json"), (.markdown, "reports.md"),
        (.intoto, "reports.intoto.jsonl"),
        (.html, "reports.html"), (.svg, "reports.svg"),
    ]

    @Test("Every format but text has one", arguments: VerifyReportFormat.allCases)
    func complete(format: VerifyReportFormat) {
        #expect(Self.files.count { $0.format == format } == (format == .text ? 0 : 1))
        #expect((format.rendered(Sample.attested, toolVersion: "1.0.0", failOn: .error) == nil) == (format == .text))
    }

    @Test("Several models", arguments: files)
    func several(format: VerifyReportFormat, name: String) throws {
        try expect(format.rendered(Sample.attested, toolVersion: "1.0.0", failOn: .error), equals: name)
    }

    @Test(
        "One model",
        arguments: [
            (.json, "report.json"), (.github, "report.github.txt"), (.markdown, "report.md"), (.html, "report.html"),
            (.svg, "report.svg"),
        ]
            as [(VerifyReportFormat, String)])
    func one(format: VerifyReportFormat, name: String) throws {
        try expect(format.rendered([Sample.fail], toolVersion: "1.0.0", failOn: .error), equals: name)
    }

    private func expect(_ rendered: String?, equals name: String) throws {
        let text = try #require(rendered)
        let path = Fixtures.path("reports/" + name)
        if unsafe getenv("BERTCONV_WRITE_GOLDENS") != nil {
            let file = unsafe try #require(unsafe fopen(path, "w"))
            unsafe fputs(text, file)
            unsafe fclose(file)
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let golden = String(decoding: bytes(ofFile: path), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        for (number, (line, expected)) in zip(lines, golden).enumerated() where line != expected {
            Issue.record("\(name), line \(number + 1): \(line), expected \(expected)")
            return
        }
        #expect(lines.count == golden.count)
    }
}
