internal import ByteIO
internal import JSONText
internal import Verification

/// The objects that `Schemas/report.schema.json` defines.
struct JSONReport {
    static let schemaVersion = 2
    /// The `$id` of the schema; each version has its own.
    static let schema = "\(Published.site)schemas/report-\(schemaVersion).schema.json"

    let toolVersion: String

    init(_ run: ReportRun) {
        toolVersion = run.toolVersion
    }

    /// The members that the object of a run and that of a model have in common.
    private var identity: [(StaticString, JSONValue)] {
        [
            ("$schema", .string(Self.schema)), ("schemaVersion", .integer(Self.schemaVersion)),
            ("tool", ["name": "bertconv", "version": .string(toolVersion)]),
        ]
    }

    /// The object of a run, without the reports on its models.
    func object(_ tally: VerdictTally) -> JSONValue {
        .object(
            JSONObject(
                identity + [
                    (
                        "summary",
                        [
                            "models": .integer(tally.count), "pass": .integer(tally[.pass]),
                            "fail": .integer(tally[.fail]), "partial": .integer(tally[.partial]),
                            "nothing": .integer(tally[.nothing]),
                        ]
                    )
                ]))
    }

    /// The object of one model, without its parameters.
    func object(_ report: VerifyReport) -> JSONValue {
        .object(
            JSONObject(
                identity + [
                    (
                        "model",
                        [
                            "path": .string(report.path), "exists": .bool(report.absence == nil),
                            "architecture": .text(report.architecture),
                            "schema": .text(report.schema),
                            "class": .text(report.className), "classSource": .text(report.classSource),
                            "prefix": .string(report.parts.prefix), "loader": .text(report.loader),
                            "dtype": .text(report.loadedType),
                        ]
                    ),
                    ("loader", .text(report.loader)), ("dtype", .text(report.loadedType)),
                    ("weights", .array(report.weights.map(\.json))),
                    ("summary", report.summary.json),
                    ("headline", .string(report.headline)), ("reason", .text(report.reason)),
                    ("missing", .array(report.missing.map(\.json))),
                    ("unexpected", .array(report.unexpected.map(\.json))),
                    ("mismatched", .array(report.mismatched.map(\.json))),
                    ("findings", .array(report.findings.map(\.json))),
                    ("unchecked", .array(report.unchecked.map(\.json))),
                    ("skipped", .array(report.skipped.map(\.json))),
                    ("notes", .texts(report.notes)), ("policies", .texts(report.policies)),
                ]))
    }
}

extension VerifyReport.Weights {
    fileprivate var json: JSONValue {
        [
            "file": .string(file), "format": .string(format), "dialect": .text(dialect), "tensors": .integer(tensors),
            "bytes": .integer(bytes),
        ]
    }
}

extension VerifyReport.Summary {
    fileprivate var json: JSONValue {
        [
            "verdict": .string(verdict.rawValue), "failOn": .string(failOn?.rawValue ?? Self.neverFails),
            "depth": .string(depth), "expected": .integer(expected),
            "loaded": .integer(loaded), "missing": .integer(missing), "unexpected": .integer(unexpected),
            "mismatched": .integer(mismatched), "parameters": .count(parameters),
            "randomParameters": .count(randomParameters), "untrainedParameters": .integer(untrainedParameters),
            "judged": .integer(judged), "undecided": .integer(undecided), "tensors": .integer(tensors),
            "checkedTensors": .integer(checkedTensors),
        ]
    }
}

extension VerifyReport.Missing {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "layer": .count(layer), "shape": .dimensions(shape),
            "initializer": .string(initializer),
        ]
    }
}

extension VerifyReport.Unexpected {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "tensor": .string(tensor), "shape": .dimensions(shape),
            "dtype": .text(elementType),
        ]
    }
}

extension VerifyReport.Mismatched {
    fileprivate var json: JSONValue {
        ["name": .string(name), "expected": .dimensions(expected), "found": .dimensions(found)]
    }
}

extension VerifyReport.Unchecked {
    fileprivate var json: JSONValue {
        [
            "subject": .string(subject), "code": .string(code), "reason": .string(reason),
            "message": .string(description),
            "causes": .texts(causes),
        ]
    }
}

extension VerifyReport.Skipped {
    fileprivate var json: JSONValue {
        ["path": .string(path), "reason": .string(reason)]
    }
}

extension JudgedFinding {
    fileprivate var json: JSONValue {
        var object = JSONObject([
            ("rule", .string(finding.rule.number)), ("id", .string(finding.rule.name)),
            ("severity", .string(severity.rawValue)), ("subject", .string(finding.subject)),
            ("about", .string(finding.isAboutTensor ? "tensor" : "other")), ("name", .string(finding.name)),
            ("file", .text(finding.file)), ("message", .string(finding.message)), ("help", .string(finding.help)),
            ("evidence", .object(finding.evidence)),
        ])
        if let place = finding.place {
            _ = object.append(
                "place", ["offset": .integer(Int(clamping: place.offset)), "bytes": .integer(place.byteCount)])
        }
        if let fix = finding.fix {
            _ = object.append(
                "fix",
                [
                    "command": .string(fix.command), "output": .string(fix.output),
                    "missing": .integer(fix.missingCount),
                ])
        }
        if !finding.choices.isEmpty {
            let choices = finding.choices.map { choice -> JSONValue in
                [
                    "prefix": .string(choice.prefix), "command": .string(choice.fix.command),
                    "output": .string(choice.fix.output),
                ]
            }
            _ = object.append("choices", .array(choices))
        }
        if let acceptance {
            _ = object.append(
                "accepted", ["by": .string(acceptance.source), "reason": .text(acceptance.reason)])
        }
        return .object(object)
    }
}

/// Writes one object for any number of models: the run, then the reports.
struct JSONReportWriter: ReportWriter {
    private let report: JSONReport
    private let reports: WaitingParts
    private var tally = VerdictTally()

    init(_ run: ReportRun) {
        report = JSONReport(run)
        reports = WaitingParts(folder: run.scratchFolder)
    }

    mutating func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        tally.add(report.summary.verdict)
        let object = JSONWriter.pretty(self.report.object(report)).escapingInvisible
        let open = JSONNesting.open(object, list: "parameters", closing: "\n}")
        try reports.append(JSONNesting.element(open, indentation: "    ", isFirst: reports.count == 0))
        try JSONParameters(report).lines(indentation: "        ") { (text) throws(Fault) in try reports.extend(text) }
        try reports.extend((report.parameters.isEmpty ? "" : "\n      ") + "]\n    }")
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        try write(JSONNesting.open(JSONWriter.pretty(report.object(tally)), list: "reports", closing: "\n}"))
        try reports.drain(write)
        try write((reports.count > 0 ? "\n  " : "") + "]\n}\n")
    }
}

/// Writes the object of each model on a line of its own, with its parameters if the run lists them.
struct JSONLinesReportWriter: ReportWriter {
    private let report: JSONReport
    private let listsParameters: Bool

    init(_ run: ReportRun) {
        report = JSONReport(run)
        listsParameters = run.listsParameters
    }

    func add(_ report: VerifyReport, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        let object = JSONWriter.compact(self.report.object(report)).escapingInvisible
        guard listsParameters else { return try write(object + "\n") }
        try write(object.dropLast() + ",\"parameters\":[")
        try JSONParameters(report).line(write)
        try write("]}\n")
    }

    func finish(_ write: (String) throws(Fault) -> Void) throws(Fault) {}
}

/// Writes an object that ends with a list, element by element, in the layout of ``JSONWriter/pretty(_:)``.
enum JSONNesting {
    /// The object without its end, followed by the beginning of the list.
    ///
    /// - Parameter closing: the end of the object, after the place where the list belongs.
    static func open(_ object: String, list name: String, closing: String) -> String {
        let indentation = closing.dropFirst().prefix { $0 == " " }
        return object.dropLast(closing.count) + ",\n\(indentation)  \"\(name)\": ["
    }

    /// An element of the list, indented, with what separates it from the one before.
    static func element(_ text: String, indentation: String, isFirst: Bool) -> String {
        (isFirst ? "\n" : ",\n") + indented(text, by: indentation)
    }

    /// The text with every line indented.
    ///
    /// JSON strings contain no line feeds, so every line can be indented.
    static func indented(_ text: String, by indentation: String) -> String {
        indentation
            + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + indentation)
    }
}
