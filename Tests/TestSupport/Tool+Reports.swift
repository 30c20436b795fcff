package import JSONText

extension JSONValue {
    /// The reports on models in what `verify --format json` writes.
    package var verifyReports: [JSONObject] {
        (object?["reports"]?.array ?? []).compactMap(\.object)
    }
}

/// A JUnit report without its times, which differ between two runs.
package func withoutTimes(_ report: String) -> String {
    report.replacing(#/ (time|timestamp)="[0-9.T:-]+"/#, with: "")
}
