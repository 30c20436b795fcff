internal import ByteIO
internal import JSONText
internal import Verification

/// Writes the report in SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html): one run with
/// one invocation and the results of all models.
struct SARIFReport: ReportWriter {
    let toolVersion: String
    /// The rules with findings so far, in the order of the first finding of each.
    private var rules: [Rule] = []
    private var notifications: [JSONValue] = []
    private var tally = VerdictTally()
    private var hasResult = false

    init(toolVersion: String) {
        self.toolVersion = toolVersion
    }

    var headComesLast: Bool { true }

    func head() -> String {
        let log: JSONValue = [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "bertconv", "version": .string(toolVersion),
                            "rules": .array(rules.map(Self.descriptor)),
                        ]
                    ],
                    "invocations": [invocation],
                ]
            ],
        ]
        return JSONNesting.open(
            JSONWriter.pretty(log).escapingInvisible, list: "results", closing: "\n    }\n  ]\n}")
    }

    mutating func body(_ report: VerifyReport) -> String {
        tally.add(report.summary.verdict)
        notifications += Self.notifications(report)
        for rule in report.findings.map(\.finding.rule) where !rules.contains(rule) { rules.append(rule) }
        var text = ""
        for result in Self.results(report, rules) {
            text += JSONNesting.element(
                JSONWriter.pretty(result).escapingInvisible, indentation: "        ", isFirst: !hasResult)
            hasResult = true
        }
        return text
    }

    func tail() -> String {
        (hasResult ? "\n      " : "") + "],\n      \"columnKind\": \"unicodeCodePoints\"\n    }\n  ]\n}\n"
    }

    /// The description of a rule, which viewers show beside its results.
    private static func descriptor(_ rule: Rule) -> JSONValue {
        let page = Check.page(of: rule)
        return [
            "id": .string(rule.number),
            // In Pascal case, as in the examples of section 3.49.7.
            "name": .string(
                rule.name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()),
            "shortDescription": ["text": .string(page?.title ?? rule.name)],
            "fullDescription": ["text": .string(page?.plain(.checks) ?? rule.name)],
            "help": [
                "text": .string([.harm, .remedy].compactMap { page?.plain($0) }.joined(separator: "\n\n")),
                "markdown": .string([.harm, .remedy].compactMap { page?[$0] }.joined(separator: "\n\n")),
            ],
            "helpUri": .string(rule.address),
            "defaultConfiguration": ["level": .string(rule.severity.rawValue)],
        ]
    }

    private static func results(_ report: VerifyReport, _ rules: [Rule]) -> [JSONValue] {
        zip(report.findings, FindingFingerprint.all(report)).map { judged, fingerprint in
            result(judged, fingerprint, report, rules)
        }
    }

    private static func result(
        _ judged: JudgedFinding, _ fingerprint: FindingFingerprint, _ report: VerifyReport, _ rules: [Rule]
    ) -> JSONValue {
        let finding = judged.finding
        var object = JSONObject([
            ("ruleId", .string(finding.rule.number)),
            ("ruleIndex", .count(rules.firstIndex(of: finding.rule))),
            ("level", .string(judged.severity.rawValue)),
            (
                "message",
                [
                    "text": .string(
                        escapingControls("\(finding.subject) \(finding.message)") + "\nhelp: "
                            + escapingControls(finding.help) + (finding.fix.map { "\nfix: " + $0.command } ?? ""))
                ]
            ),
            ("locations", [location(finding, report)]),
            // GitHub uses only the second name. Without it, all results of a file would have the same fingerprint.
            (
                "partialFingerprints",
                [
                    "bertconv/v1": .string(fingerprint.description),
                    "primaryLocationLineHash": .string(fingerprint.description),
                ]
            ),
        ])
        if let acceptance = judged.acceptance {
            let reason = acceptance.reason.map { "\(acceptance.source): \($0)" } ?? acceptance.source
            _ = object.append("suppressions", [["kind": "external", "justification": .string(reason)]])
        }
        if !finding.evidence.members.isEmpty {
            _ = object.append("properties", ["evidence": .object(finding.evidence)])
        }
        return .object(object)
    }

    /// The file, which GitHub requires for every result, and the tensor in it.
    private static func location(_ finding: Finding, _ report: VerifyReport) -> JSONValue {
        var physical = JSONObject([("artifactLocation", artifact(finding.file ?? report.path))])
        if let place = finding.place {
            _ = physical.append(
                "region",
                ["byteOffset": .integer(Int(clamping: place.offset)), "byteLength": .integer(place.byteCount)])
        }
        let isFile = finding.file.map { FilePath.name(of: $0) == finding.subject } ?? false
        return [
            "physicalLocation": .object(physical),
            "logicalLocations": [
                ["fullyQualifiedName": .string(finding.subject), "kind": isFile ? "resource" : "member"]
            ],
        ]
    }

    private static func artifact(_ path: String) -> JSONValue {
        ["uri": .string(ArtifactURI(path: path).description)]
    }

    /// The invocation; a run that could not check everything was not successful, whatever it found.
    private var invocation: JSONValue {
        let worst = tally.worst { $0.status < $1.status } ?? .nothing
        return [
            "executionSuccessful": .bool(tally[.partial] == 0 && tally[.nothing] == 0),
            "exitCode": .integer(Int(worst.status)),
            "exitCodeDescription": .string(worst.rawValue),
            "toolExecutionNotifications": .array(notifications),
        ]
    }

    private static func notifications(_ report: VerifyReport) -> [JSONValue] {
        let unchecked = report.unchecked.map { unchecked -> JSONValue in
            let causes = unchecked.causes.map { "\ncause: " + escapingControls($0) }.joined()
            return [
                "level": "error", "descriptor": ["id": .string(unchecked.code)],
                "message": ["text": .string(escapingControls(unchecked.description) + causes)],
                "locations": [
                    [
                        "physicalLocation": ["artifactLocation": artifact(report.path)],
                        "logicalLocations": [["fullyQualifiedName": .string(unchecked.subject)]],
                    ]
                ],
            ]
        }
        let notes = report.notes.map { note -> JSONValue in
            [
                "level": "note", "message": ["text": .string(escapingControls(note))],
                "locations": [["physicalLocation": ["artifactLocation": artifact(report.path)]]],
            ]
        }
        return unchecked + notes
    }
}
