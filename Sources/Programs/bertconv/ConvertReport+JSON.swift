import Conversion
import Formats
import JSONText
import ModelSchema
import Reporting
import Tensors
import Verification

extension ConvertReport {
    /// The report as one JSON object.
    var json: String {
        let tree = inspection.tree
        let coverage = inspection.coverage
        let value: JSONValue = [
            "schemaVersion": 1,
            "tool": ["name": "bertconv", "version": .string(Version.current)],
            "input": .string(inspection.checkpoint.path),
            "output": .string(output),
            "written": .bool(written != nil),
            "bytes": .count(written.map { Int($0.byteCount) }),
            "files": .array((written?.files ?? []).map { .string($0) }),
            "format": .string(inspection.checkpoint.format.rawValue),
            "dialect": .string(inspection.binding.dialect.name),
            "architecture": .string(tree.architecture.name),
            "class": .string(tree.modelClass.name),
            "summary": [
                "expected": .integer(tree.parameters.count),
                "missing": .integer(coverage.missing.count),
                "parameters": .integer(tree.elementCount),
                "missingParameters": .integer(coverage.missingElementCount),
                "tensors": .integer(plan.order.count),
            ],
            "missing": .array(coverage.missing.map(missing)),
            "tensors": .array(plan.order.map { .string($0) }),
            "carried": .array(plan.carried.map { .string($0) }),
            "leftOut": .array(
                plan.leftOut.map { ["name": .string($0.name), "reason": .string($0.reason.description)] }),
            "copied": .array((written?.copied ?? []).map { .string($0) }),
            "leftBehind": .array((written?.left ?? []).map { .string($0) }),
            "notes": .array(notes.map { .string($0) }),
            "unwrapped": .array(plan.unwrapped.map { ["prefix": .string($0.wrapping), "names": .integer($0.count)] }),
            "findings": .array(findings.map(\.json)),
        ]
        return JSONWriter.pretty(value).escapingInvisible
    }

    private func missing(_ parameter: Parameter) -> JSONValue {
        [
            "name": .string(parameter.name),
            "shape": .dimensions(parameter.shape?.dimensions),
            "initializer": .string(parameter.initializer.description(inspection.tree.configuration)),
        ]
    }
}

extension Finding {
    var json: JSONValue {
        [
            "rule": .string(rule.number), "id": .string(rule.name), "severity": .string(severity.rawValue),
            "subject": .string(subject), "file": .text(file),
            "message": .string(message), "help": .string(help),
        ]
    }
}
