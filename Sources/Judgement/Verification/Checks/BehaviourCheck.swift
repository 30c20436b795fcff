internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let behaviour = Rule("BC804", "behaviour", .error, needs: .run)
}

extension Check {
    static let behaviour = Check(.behaviour, page: PackageResources.BC804_md, verify: BehaviourCheck.findings)
}

/// BC804: the model, run on sentences, returns what no sound model returns.
enum BehaviourCheck {
    /// Results that differ by a smaller share are the same but for rounding.
    private static let leastSpread = 1e-4
    /// A gain that fresh models do not reach, in nats; trained ones are beyond 1.
    private static let leastGain = 0.3
    /// The least number of standard errors by which a text must be better than its words in another order.
    private static let leastDeviations = 2.0

    static func findings(_ examination: Examination) -> [Finding] {
        guard let behaviour = examination.behaviour else { return [] }
        let path = examination.checkpoint.path
        func finding(
            _ severity: Severity, _ subject: String, _ message: String, _ help: String,
            _ evidence: [(StaticString, JSONValue)]
        ) -> Finding {
            Finding(
                .behaviour, severity: severity, subject: subject, file: path, message: message, help: help,
                evidence: evidence + [("texts", .integer(behaviour.textCount))])
        }
        if let module = behaviour.notFinite {
            return [
                finding(
                    .error, module, "returns infinite values or NaN for ordinary sentences",
                    "'bertconv probe' shows the outputs; get the weights again, or train with smaller steps",
                    [("test", .string("finite"))])
            ]
        }
        guard behaviour.unclear == nil else { return [] }
        var findings = behaviour.spreads.filter { $0.largest < leastSpread }.map { spread in
            finding(
                .error, spread.output,
                "is the same for all \(behaviour.textCount) sentences, so the model does not see what it reads",
                "compare the weights with the checkpoint from before ('bertconv diff')",
                [("test", .string("alike")), ("spread", .number(spread.largest))])
        }
        if let words = behaviour.words { findings += self.words(words, behaviour.language, finding) }
        if let replaced = behaviour.replaced, replaced.deviations < leastDeviations {
            findings.append(
                finding(
                    .warning, "discriminator",
                    "finds words in a wrong order no stranger than \(behaviour.language) sentences",
                    "check the tokenizer and config.json against the checkpoint that the model was trained from",
                    [("test", .string("order")), ("deviations", rounded(replaced.deviations))]))
        }
        if let label = behaviour.onlyLabel, findings.isEmpty {
            findings.append(
                finding(
                    .note, "label '\(label)'", "is the answer to all \(behaviour.textCount) sentences",
                    "expected only if everyday sentences are all of this class; else look at the training data",
                    [("test", .string("label"))]))
        }
        return findings
    }

    private static func words(
        _ words: Behaviour.Words, _ language: String,
        _ finding: (Severity, String, String, String, [(StaticString, JSONValue)]) -> Finding
    ) -> [Finding] {
        guard words.order.deviations < leastDeviations else { return [] }
        let evidence: [(StaticString, JSONValue)] = [
            ("test", .string("order")), ("words", .integer(words.count)), ("candidates", .integer(words.candidates)),
            ("gain", rounded(words.gain)), ("deviations", rounded(words.order.deviations)),
        ]
        if words.gain < leastGain {
            return [
                finding(
                    .error, "masked words",
                    "are guessed no better than by chance: \(words.count) words hidden in \(language) sentences",
                    "check which weights, words and settings this folder has: 'bertconv diff' with the original folder",
                    evidence)
            ]
        }
        return [
            finding(
                .warning, "masked words",
                "are guessed no better in \(language) sentences than among the same words in another order",
                "check the tokenizer and config.json against those that the model was trained with", evidence)
        ]
    }

    private static func rounded(_ value: Double) -> JSONValue {
        value.isFinite ? .number(TransposedKernelCheck.rounded(value)) : .null
    }
}
