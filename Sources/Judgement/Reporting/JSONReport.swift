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
        if let acceptance {
            _ = object.append(
                "accepted", ["by": .string(acceptance.source), "reason": .text(acceptance.reason)])
        }
        return .object(object)
    }
}
