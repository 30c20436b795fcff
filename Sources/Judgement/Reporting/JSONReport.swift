internal import JSONText
internal import Verification

/// The report by `Schemas/report.schema.json`.
struct JSONReport {
    static let schema = "report.schema.json"
    static let schemaVersion = 1

    let toolVersion: String

    /// What stands around the objects of several models.
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

/// The report by `Schemas/report.schema.json`: the object of one model as it is; those of several in one object with
/// the member `reports`.
struct JSONWriting: ReportWriting {
    let report: JSONReport
    /// Whether it is the object with the member `reports`.
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

/// Each model on a line of its own.
struct JSONLinesWriting: ReportWriting {
    let report: JSONReport

    mutating func body(_ report: VerifyReport) -> String {
        JSONWriter.compact(self.report.object(report)).escapingInvisible + "\n"
    }
}

/// A list at the end of an object, written element by element as ``JSONWriter/pretty(_:)`` would write it whole.
enum JSONNesting {
    /// The object without its end, and the beginning of the list.
    ///
    /// - Parameter closing: how the object ends where the list shall stand.
    static func open(_ object: String, list name: String, closing: String) -> String {
        let indentation = closing.dropFirst().prefix { $0 == " " }
        return object.dropLast(closing.count) + ",\n\(indentation)  \"\(name)\": ["
    }

    /// An element; a string in JSON has no line feed, so each begins a line that is to be indented.
    static func element(_ text: String, indentation: String, isFirst: Bool) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + indentation)
        return (isFirst ? "\n" : ",\n") + indentation + lines
    }
}
