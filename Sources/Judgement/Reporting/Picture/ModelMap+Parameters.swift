internal import ByteIO
internal import Verification

/// The map of a model that was verified.
extension ModelMap {
    /// Parts into which the height of a table is divided.
    private static let bandCount = 100

    /// - Parameter rules: the numbers of the rules that cells can lead to.
    init(_ parameters: [VerifyReport.Parameter], prefix: String, rules: Set<String> = []) {
        self.init(
            parameters.map { parameter in
                let shade = VerifyShade.shade(of: parameter)
                let (template, layer) = Self.place(of: parameter.canonical)
                return Entry(
                    name: parameter.canonical, template: template, layer: layer, shade,
                    words: ParameterWords(parameter).description,
                    rule: parameter.rules.map(\.number).first(where: rules.contains),
                    bands: parameter.kind.hasSuffix("embedding") && layer == nil
                        ? Self.bands(parameter, shade) : [])
            }, prefix: prefix)
    }

    /// The whole table, or its parts: rows that were never trained among others.
    private static func bands(_ parameter: VerifyReport.Parameter, _ shade: Shade) -> [Band] {
        let whole = Band(hundredths: 0..<bandCount, shade: shade)
        guard shade == VerifyShade.rows, let training = parameter.training, !training.isByColumn,
            let count = training.lineCount, count > 0
        else { return [whole] }
        var isUntouched = [Bool](repeating: false, count: bandCount)
        for run in training.rows {
            let first = min(run.lowerBound * bandCount / count, bandCount - 1)
            let last = min(max(first, (run.upperBound * bandCount - 1) / count), bandCount - 1)
            for index in first...last { isUntouched[index] = true }
        }
        var bands: [Band] = []
        for (index, isUntouched) in isUntouched.enumerated() {
            let own = isUntouched ? VerifyShade.rows : VerifyShade.touched(training)
            if let last = bands.last, last.shade == own {
                bands[bands.count - 1] = Band(hundredths: last.hundredths.lowerBound..<index + 1, shade: own)
            } else {
                bands.append(Band(hundredths: index..<index + 1, shade: own))
            }
        }
        return bands
    }
}

/// What people read about a parameter in the map: shape, type, file, offset, and what the tests show.
struct ParameterWords: CustomStringConvertible {
    /// Characters of a file's name, and of a message.
    private static let (nameLength, messageLength) = (40, 160)
    private static let runLimit = 4

    let description: String

    init(_ parameter: VerifyReport.Parameter) {
        let shape = parameter.shape.map { "[" + $0.map(String.init).joined(separator: ", ") + "]" }
        let file = parameter.tensor.map { ShortText.clipped(FilePath.name(of: $0.file), to: Self.nameLength) }
        let place = [file, parameter.tensor?.offset.map { "byte \($0)" }].compactMap(\.self).joined(separator: " ")
        let facts = [[shape, parameter.tensor?.elementType].compactMap(\.self).joined(separator: " "), place]
            .filter { !$0.isEmpty }.joined(separator: ", ")
        let numbers = parameter.rules.map(\.number).joined(separator: ", ")
        description =
            (facts.isEmpty ? "" : facts + ": ") + Self.state(parameter) + (numbers.isEmpty ? "" : " (\(numbers))")
    }

    private static func state(_ parameter: VerifyReport.Parameter) -> String {
        switch parameter.state {
        case .missing: return "missing, the library initialises it"
        case .mismatched: return "another shape in the file"
        case .loaded: break
        }
        guard parameter.isJudged else {
            return "not judged: " + ShortText.clipped(parameter.obstacle ?? "", to: messageLength)
        }
        let shared = parameter.sharedWith.map { ", shared with " + $0 } ?? ""
        guard let training = parameter.training else { return "loaded, values not read" + shared }
        return words(training) + (parameter.isFaulty ? ", but see the finding" : "") + shared
    }

    /// For example, `trained, structure 250 (test N)`.
    private static func words(_ training: VerifyReport.Training) -> String {
        let numbers: [String?] = [
            training.structure.map { "structure " + Quantity.brief($0) },
            training.edge.map { "edge " + Quantity.brief($0) },
            training.z.map { "z " + Quantity.brief($0) }, training.seed.map { "torch's seed \($0)" },
            training.correlation.map { "correlation " + Quantity.rounded($0) },
            training.test.map { "test " + $0 },
        ]
        let shown = numbers.compactMap(\.self).joined(separator: ", ")
        let verdict: String =
            switch training.verdict {
            case .trained: "trained"
            case .proven: "never trained, the bits of a generator"
            case .noise: "never trained, no structure"
            case .rows: rows(training)
            case .barely: "hardly trained"
            case .constant: "not judged, constant"
            case .undecided: "too few values to tell"
            }
        return shown.isEmpty ? verdict : verdict + ": " + shown
    }

    private static func rows(_ training: VerifyReport.Training) -> String {
        let noun = training.isByColumn ? "column" : "row"
        guard !training.rows.isEmpty else { return "some \(noun)s never trained" }
        let runs = training.rows.prefix(runLimit).map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound - 1)"
        }
        let count = training.rows.reduce(0) { $0 + $1.count }
        return "\(noun)s \(runs.joined(separator: ", "))\(training.rows.count > runLimit ? ", …" : "") never trained, "
            + "\(Quantity.count(count)) of \(Quantity.count(training.lineCount ?? count))"
    }
}
