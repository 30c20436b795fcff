internal import JSONText
internal import Verification

/// The report as `Schemas/report.schema.json` defines it.
struct JSONReport {
    static let schema = "report.schema.json"
    static let schemaVersion = 1

    let toolVersion: String

    /// The object around the objects of several models.
    var envelope: JSONValue {
        ["$schema": .string(Self.schema), "schemaVersion": .integer(Self.schemaVersion), "tool": tool]
    }

    private var tool: JSONValue {
        ["name": "bertconv", "version": .string(toolVersion)]
    }

    /// The object of one model.
    func object(_ report: VerifyReport) -> JSONValue {
        [
            "$schema": .string(Self.schema),
            "schemaVersion": .integer(Self.schemaVersion),
            "tool": tool,
            "model": [
                "path": .string(report.path), "architecture": .text(report.architecture),
                "class": .text(report.className), "classSource": .text(report.classSource),
                "loader": .text(report.loader), "dtype": .text(report.loadedType),
            ],
            "weights": .array(report.weights.map(\.json)),
            "summary": report.summary.json,
            "missing": .array(report.missing.map(\.json)),
            "unexpected": .array(report.unexpected.map(\.json)),
            "mismatched": .array(report.mismatched.map(\.json)),
            "findings": .array(report.findings.map(\.json)),
            "unchecked": .array(report.unchecked.map(\.json)),
            "notes": .texts(report.notes),
            "policies": .texts(report.policies),
        ]
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
            "verdict": .string(verdict.rawValue), "depth": .string(depth), "expected": .integer(expected),
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
        ["name": .string(name), "shape": .dimensions(shape), "initializer": .string(initializer)]
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
            "subject": .string(subject), "code": .string(code), "message": .string(description),
            "causes": .texts(causes),
        ]
    }
}

extension JudgedFinding {
    fileprivate var json: JSONValue {
        var object = JSONObject([
            ("rule", .string(finding.rule.number)), ("id", .string(finding.rule.name)),
            ("severity", .string(severity.rawValue)), ("subject", .string(finding.subject)),
            ("name", .string(finding.name)),
            ("file", .text(finding.file)), ("message", .string(finding.message)), ("help", .string(finding.help)),
            ("evidence", .object(finding.evidence)),
        ])
        if let place = finding.place {
            _ = object.append(
                "place", ["offset": .integer(Int(clamping: place.offset)), "bytes": .integer(place.byteCount)])
        }
        if let fix = finding.fix {
            _ = object.append("fix", ["command": .string(fix.command), "output": .string(fix.output)])
        }
        if let acceptance {
            _ = object.append(
                "accepted", ["by": .string(acceptance.source), "reason": .text(acceptance.reason)])
        }
        return .object(object)
    }
}

/// Writes the report that `Schemas/report.schema.json` defines: the object of one model, or an object with the member
/// `reports` for several.
struct JSONReportWriter: ReportWriter {
    let report: JSONReport
    /// Whether to write the object with the member `reports`.
    let isList: Bool
    private var hasElement = false

    init(report: JSONReport, isList: Bool) {
        self.report = report
        self.isList = isList
    }

    func head() -> String {
        isList ? JSONNesting.open(JSONWriter.pretty(report.envelope), list: "reports", closing: "\n}") : ""
    }

    mutating func body(_ report: VerifyReport) -> String {
        let object = JSONWriter.pretty(self.report.object(report)).escapingInvisible
        guard isList else { return object + "\n" }
        defer { hasElement = true }
        return JSONNesting.element(object, indentation: "    ", isFirst: !hasElement)
    }

    func tail() -> String {
        isList ? (hasElement ? "\n  " : "") + "]\n}\n" : ""
    }
}

/// Writes the object of each model on a line of its own.
struct JSONLinesReportWriter: ReportWriter {
    let report: JSONReport

    mutating func body(_ report: VerifyReport) -> String {
        JSONWriter.compact(self.report.object(report)).escapingInvisible + "\n"
    }
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

    /// An element of the list, indented.
    ///
    /// JSON strings contain no line feeds, so every line can be indented.
    static func element(_ text: String, indentation: String, isFirst: Bool) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + indentation)
        return (isFirst ? "\n" : ",\n") + indentation + lines
    }
}
