@testable import Reporting

extension Sample {
    /// All reports, each of a model whose files were hashed.
    static let attested = all.map { report in
        var report = report
        report.subjects = .success(
            [
                VerifyReport.Subject(file: "model", sha256: String(repeating: "0a", count: 32)),
                VerifyReport.Subject(weights: String(repeating: "1b", count: 32)),
            ]
                + ["config.json", "a\u{301}\u{202E}\"/\u{7}.bin"].map {
                    VerifyReport.Subject(file: $0, sha256: String(repeating: "2c", count: 32))
                })
        return report
    }
}
