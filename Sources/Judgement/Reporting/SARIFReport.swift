internal import ByteIO
internal import JSONText
internal import Verification

/// Writes the report in SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html): one run with
/// one invocation and the results of all models, errors first.
///
/// It also keeps to the rules of GitHub's code scanning
/// (https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support): a region with a line
/// for every result, paths from the root of the repository, a category, and at most 25,000 results. If there are more,
/// the mildest are left out, and a notification says how many.
struct SARIFReport: ReportWriter {
    /// The most results of a run that GitHub accepts.
    static let resultLimit = 25_000
    /// The name that paths from the root of the repository refer to.
    static let rootName = "%SRCROOT%"

    private let run: ReportRun
    private let limit: Int
    /// The rules with findings so far, in the order of the first finding of each.
    private var rules: [Rule] = []
    /// The results by how much they matter: of each severity, then those that are accepted.
    private let results: [WaitingParts]
    private let notifications: WaitingParts
    private var tally = VerdictTally()

    init(_ run: ReportRun, limit: Int = resultLimit) {
        self.run = run
        self.limit = limit
        results = (0..<4).map { _ in WaitingParts(folder: run.scratchFolder) }
        notifications = WaitingParts(folder: run.scratchFolder)
    }

    mutating func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        tally.add(report.summary.verdict)
        for rule in report.findings.map(\.finding.rule) where !rules.contains(rule) { rules.append(rule) }
        for (judged, fingerprint) in zip(report.findings, FindingFingerprint.all(report)) {
            let result = SARIFResult(judged, fingerprint, report, run).json(rules)
            try results[Self.bucket(judged)].append(Self.element(result, indentation: "        "))
        }
        for notification in SARIFResult.notifications(report, run) {
            try notifications.append(Self.element(notification, indentation: "            "))
        }
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        let count = results.reduce(0) { $0 + $1.count }
        if count > limit {
            try notifications.append(
                Self.element(SARIFResult.omission(count - limit, of: limit), indentation: "            "))
        }
        let head = JSONWriter.pretty(.object(head)).escapingInvisible
        try write(JSONNesting.open(head, list: "results", closing: "\n    }\n  ]\n}"))
        var list = Listing(limit: limit)
        for bucket in results { try bucket.drain { (part) throws(Fault) in try list.add(part, write) } }
        try write(list.end(indentation: "      ") + ",\n")
        try write(JSONNesting.open(invocation, list: "toolExecutionNotifications", closing: "\n        }"))
        var notes = Listing(limit: .max)
        try notifications.drain { (part) throws(Fault) in try notes.add(part, write) }
        try write(notes.end(indentation: "          ") + "\n        }\n      ]\n    }\n  ]\n}\n")
    }

    /// Writes the elements of a list, up to a limit.
    private struct Listing {
        let limit: Int
        private var count = 0

        init(limit: Int) {
            self.limit = limit
        }

        mutating func add(_ element: String, _ write: (String) throws(Fault) -> Void) throws(Fault) {
            guard count < limit else { return }
            try write((count == 0 ? "\n" : ",\n") + element)
            count += 1
        }

        func end(indentation: String) -> String { count == 0 ? "]" : "\n\(indentation)]" }
    }

    private static func bucket(_ judged: JudgedFinding) -> Int {
        guard judged.acceptance == nil else { return 3 }
        return switch judged.severity {
        case .error: 0
        case .warning: 1
        case .note: 2
        }
    }

    private static func element(_ value: JSONValue, indentation: String) -> String {
        JSONNesting.indented(JSONWriter.pretty(value).escapingInvisible, by: indentation)
    }

    private var head: JSONObject {
        JSONObject([
            ("$schema", "https://json.schemastore.org/sarif-2.1.0.json"), ("version", "2.1.0"),
            (
                "runs",
                [
                    [
                        "tool": [
                            "driver": [
                                "name": "bertconv", "version": .string(run.toolVersion),
                                "semanticVersion": .string(run.toolVersion),
                                "informationUri": .string(Published.site),
                                "rules": .array(rules.map(\.sarif)),
                            ]
                        ],
                        // Of two runs with one category, code scanning keeps the later.
                        "automationDetails": [
                            "id": .string((["bertconv"] + run.category).map { $0 + "/" }.joined())
                        ],
                        "originalUriBaseIds": .object(roots),
                        "columnKind": "unicodeCodePoints",
                    ]
                ]
            ),
        ])
    }

    private var roots: JSONObject {
        var roots = JSONObject()
        _ = roots.append(
            Self.rootName,
            [
                "uri": .string(ArtifactURI.folder(run.root.path)),
                "description": ["text": "The root of the repository."],
            ])
        return roots
    }

    /// The beginning of the invocations, without the notifications.
    ///
    /// A run that could not check everything was not successful, whatever it found.
    private var invocation: String {
        let worst = tally.worst { $0.status < $1.status } ?? .nothing
        let object: JSONValue = [
            "executionSuccessful": .bool(tally[.partial] == 0 && tally[.nothing] == 0),
            "exitCode": .integer(Int(worst.status)), "exitCodeDescription": .string(worst.rawValue),
        ]
        return "      \"invocations\": [\n" + JSONNesting.indented(JSONWriter.pretty(object), by: "        ")
    }
}

extension Rule {
    /// The description of the rule, which viewers show beside its results.
    fileprivate var sarif: JSONValue {
        let page = Check.page(of: self)
        var properties = JSONObject([
            ("tags", .texts(["machine-learning", subject.rawValue])),
            ("precision", isStatistical ? "high" : "very-high"),
        ])
        // GitHub shows as security alerts what has this number, from 0 to 10.
        if subject == .security { _ = properties.append("security-severity", .string(securitySeverity)) }
        return [
            "id": .string(number),
            // In Pascal case, as in the examples of section 3.49.7.
            "name": .string(name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()),
            "shortDescription": ["text": .string(page?.title ?? name)],
            "fullDescription": ["text": .string(page?.plain(.checks) ?? name)],
            "help": [
                "text": .string([.harm, .remedy].compactMap { page?.plain($0) }.joined(separator: "\n\n")),
                "markdown": .string([.harm, .remedy].compactMap { page?[$0] }.joined(separator: "\n\n")),
            ],
            "helpUri": .string(address),
            "defaultConfiguration": ["level": .string(severity.rawValue)],
            "properties": .object(properties),
        ]
    }

    private var securitySeverity: String {
        switch severity {
        case .error: "8.0"
        case .warning: "5.0"
        case .note: "2.0"
        }
    }
}
