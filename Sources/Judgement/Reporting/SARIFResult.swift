internal import ByteIO
internal import JSONText
internal import Verification

/// A finding as a result of SARIF, and what else a model adds to a SARIF run.
struct SARIFResult {
    private let judged: JudgedFinding
    private let fingerprint: FindingFingerprint
    private let place: RepositoryPath

    init(_ judged: JudgedFinding, _ fingerprint: FindingFingerprint, _ report: VerifyReport, _ run: ReportRun) {
        self.judged = judged
        self.fingerprint = fingerprint
        place = run.place(of: judged.finding, in: report)
    }

    /// - Parameter rules: the rules of the run, to which the result refers by its rule's index.
    func json(_ rules: [Rule]) -> JSONValue {
        let finding = judged.finding
        var object = JSONObject([
            ("ruleId", .string(finding.rule.number)), ("ruleIndex", .count(rules.firstIndex(of: finding.rule))),
            ("level", .string(judged.severity.rawValue)), ("message", ["text": .string(message)]),
            ("locations", [location]),
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

    private var message: String {
        let finding = judged.finding
        return escapingControls("\(finding.subject) \(finding.message)") + "\nhelp: " + escapingControls(finding.help)
            + (finding.fix.map { "\nfix: " + $0.command } ?? "")
            + finding.choices.map { "\nfor '\(escapingControls($0.prefix))': \($0.fix.command)" }.joined()
    }

    /// The file, which GitHub requires for every result, and the tensor in it.
    private var location: JSONValue {
        let finding = judged.finding
        // GitHub requires a line, and a file of weights has none: all of it is its first.
        var region = JSONObject([("startLine", 1)])
        if let place = finding.place {
            _ = region.append("byteOffset", .integer(Int(clamping: place.offset)))
            _ = region.append("byteLength", .integer(place.byteCount))
        }
        let isFile = finding.file.map { FilePath.name(of: $0) == finding.subject } ?? false
        return [
            "physicalLocation": ["artifactLocation": Self.artifact(place), "region": .object(region)],
            "logicalLocations": [
                ["fullyQualifiedName": .string(finding.subject), "kind": isFile ? "resource" : "member"]
            ],
        ]
    }

    private static func artifact(_ place: RepositoryPath) -> JSONValue {
        let uri = ArtifactURI(place)
        var artifact = JSONObject([("uri", .string(uri.description))])
        if uri.isRelative { _ = artifact.append("uriBaseId", .string(SARIFReport.rootName)) }
        return .object(artifact)
    }
}

extension SARIFResult {
    /// What could not be checked, and notes.
    static func notifications(_ report: VerifyReport, _ run: ReportRun) -> [JSONValue] {
        let location: JSONValue = ["artifactLocation": artifact(run.place(of: report))]
        let unchecked = report.unchecked.map { unchecked -> JSONValue in
            let causes = unchecked.causes.map { "\ncause: " + escapingControls($0) }.joined()
            return [
                "level": "error", "descriptor": ["id": .string(unchecked.code)],
                "message": ["text": .string(escapingControls(unchecked.description) + causes)],
                "locations": [
                    [
                        "physicalLocation": location,
                        "logicalLocations": [["fullyQualifiedName": .string(unchecked.subject)]],
                    ]
                ],
            ]
        }
        let notes = report.notes.map { note -> JSONValue in
            [
                "level": "note", "message": ["text": .string(escapingControls(note))],
                "locations": [["physicalLocation": location]],
            ]
        }
        return unchecked + notes
    }

    /// Says that results beyond a limit were left out.
    static func omission(_ count: Int, of limit: Int) -> JSONValue {
        [
            "level": "warning",
            "message": [
                "text": .string(
                    "\(Quantity.count(count, "result")) left out: code scanning accepts "
                        + "\(Quantity.count(limit)) in a run, and the mildest come last; "
                        + "the formats json and jsonl have all of them")
            ],
        ]
    }
}
