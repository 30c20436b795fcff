package import ByteIO
internal import JSONText
package import Verification

/// The reports that JSON Lines hold, file by file and line by line; one is in memory at a time.
package struct SavedReports {
    /// What can be said of all reports before the first is shown.
    package struct Contents {
        package private(set) var tally = VerdictTally()
        /// The lowest severity that failed in all of them; nil: none did.
        package fileprivate(set) var failOn: Severity?
        /// How many reports are about a model that an earlier one is about, and the first such model.
        package private(set) var repeated: (count: Int, first: String?) = (0, nil)
        /// The models that are expected and have no report yet.
        fileprivate var left: Set<String> = []
        /// Hashes of paths: those of 20,000 models would take megabytes.
        private var seen: Set<Int> = []

        fileprivate mutating func add(_ report: VerifyReport) {
            tally.add(report.summary.verdict)
            left.remove(report.path)
            if !seen.insert(report.path.hashValue).inserted {
                repeated = (repeated.count + 1, repeated.first ?? report.path)
            }
        }
    }

    private let files: [InputFile]

    package init(_ files: [InputFile]) {
        self.files = files
    }

    /// Passes every report to `body`, in the order of the files and of their lines.
    ///
    /// - Throws: ``Fault`` `report.*`, `json.*`, `file.*`.
    package func read(_ body: (VerifyReport) throws(Fault) -> Void) throws(Fault) {
        for file in files {
            var lines = LineReader(file, limit: ReportingLimits.lineBytes)
            while let line = try lines.next() {
                if !line.bytes.isEmpty { try body(Self.report(line, in: file.path)) }
            }
            try file.checkUnchanged()
        }
    }

    /// Reads all of them once, so that nothing is shown of reports that cannot be read to their end.
    ///
    /// - Parameter expected: the paths of models that must have a report.
    /// - Throws: as ``read(_:)``, and `report.empty`, `report.differs`, `report.missing`.
    package func contents(expecting expected: [String] = []) throws(Fault) -> Contents {
        var contents = Contents()
        contents.left = Set(expected)
        var first: VerifyReport?
        try read { (report) throws(Fault) in
            if let first, first.summary.failOn != report.summary.failOn { throw .savedThresholds(first, report) }
            first = first ?? report
            contents.add(report)
        }
        guard let first else {
            throw Fault(
                .reportEmpty, file: files.first?.path, reason: "no report is in it",
                remedy: "give a file that 'bertconv verify --format jsonl' wrote")
        }
        if let missing = expected.first(where: contents.left.contains) {
            throw .savedMissing(missing, contents.left.count, of: Set(expected).count)
        }
        contents.failOn = first.summary.failOn
        return contents
    }

    /// The report of one line.
    ///
    /// - Throws: ``Fault`` `report.*`, `json.*` with the file, the line and the byte.
    package static func report(_ line: LineReader.Line, in path: String) throws(Fault) -> VerifyReport {
        do throws(Fault) {
            return try VerifyReport(saved: try JSONParser.parse(line.bytes))
        } catch {
            guard line.isEnded || !error.code.description.hasPrefix("json.") else { throw .savedCut(path, line) }
            var fault = error.shifted(by: line.offset).inFile(path)
            fault.subject = ["line \(line.number)", fault.subject].compactMap(\.self).joined(separator: ", ")
            fault.remedy = fault.remedy ?? "give a file that 'bertconv verify --format jsonl' wrote"
            throw fault
        }
    }
}
