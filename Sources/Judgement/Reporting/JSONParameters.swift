internal import ByteIO
internal import JSONText
internal import Verification

/// The list `parameters` of a report in JSON, which is written piece by piece: a model of 10,000 layers has 160,000.
struct JSONParameters {
    /// Parameters that are written at a time.
    private static let pieceCount = 128

    private let parameters: [VerifyReport.Parameter]

    init(_ report: VerifyReport) {
        parameters = report.parameters
    }

    /// Passes the elements of the list to `write`, each on a line of its own.
    ///
    /// - Parameter indentation: what each line begins with.
    func lines(indentation: String, _ write: (String) throws(Fault) -> Void) throws(Fault) {
        try pieces("\n" + indentation, between: ",", write)
    }

    /// Passes the elements of the list to `write`, all on one line.
    func line(_ write: (String) throws(Fault) -> Void) throws(Fault) {
        try pieces("", between: ",", write)
    }

    private func pieces(
        _ start: String, between separator: String, _ write: (String) throws(Fault) -> Void
    ) throws(Fault) {
        for first in stride(from: 0, to: parameters.count, by: Self.pieceCount) {
            let piece = parameters[first..<min(first + Self.pieceCount, parameters.count)]
            let text = piece.map { start + JSONWriter.compact($0.json).escapingInvisible }
            try write((first > 0 ? separator : "") + text.joined(separator: separator))
        }
    }
}

extension VerifyReport.Parameter {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "canonical": .string(canonical), "part": .string(part), "kind": .string(kind),
            "layer": .count(layer),
            "shape": .dimensions(shape), "state": .string(state.rawValue), "judged": .bool(isJudged),
            "obstacle": .text(obstacle), "sharedWith": .text(sharedWith), "tensor": .text(tensor?.name),
            "file": .text(tensor?.file), "offset": .count(tensor?.offset), "dtype": .text(tensor?.elementType),
            "training": training?.json ?? .null, "rules": .texts(rules.map(\.number)), "faulty": .bool(isFaulty),
        ]
    }
}

extension VerifyReport.Training {
    fileprivate var json: JSONValue {
        [
            "verdict": .string(verdict.rawValue), "test": .text(test), "structure": .number(structure),
            "edge": .number(edge), "z": .number(z), "seed": .count(seed), "correlation": .number(correlation),
            "rows": .array(isByColumn ? [] : rows.map(Self.json)),
            "columns": .array(isByColumn ? rows.map(Self.json) : []), "lines": .count(lineCount),
        ]
    }

    private static func json(_ range: Range<Int>) -> JSONValue {
        ["first": .integer(range.lowerBound), "last": .integer(range.upperBound - 1)]
    }
}
