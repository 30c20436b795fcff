internal import ByteIO
package import JSONText
package import ModelSchema
package import Tensors

/// One thing that is wrong, or worth knowing, about a checkpoint.
///
/// Findings accumulate; they stop nothing.
package struct Finding: Sendable, Equatable {
    /// Where the bytes of a tensor are in their file.
    package struct Place: Sendable, Equatable {
        package let offset: UInt64
        package let byteCount: Int

        package init(offset: UInt64, byteCount: Int) {
            (self.offset, self.byteCount) = (offset, byteCount)
        }
    }

    /// What a subject is the name of.
    package enum Topic: Sendable, Equatable {
        case parameter(ParameterPath)
        case tensor
        /// A file, a field, a prefix, several layers.
        case other
    }

    /// A command that writes one of several models.
    package struct Choice: Sendable, Equatable {
        /// What is before the names of that model.
        package let prefix: String
        package let fix: Fix

        package init(prefix: String, fix: Fix) {
            (self.prefix, self.fix) = (prefix, fix)
        }
    }

    package let rule: Rule
    package let severity: Severity
    /// The tensor, parameter or file it is about, as the file or the library spells it.
    package let subject: String
    let topic: Topic
    /// The name of the subject in policies and baselines, which is the same in every format; see ``CanonicalNames``.
    package private(set) var name: String
    /// Another name that policies and baselines may use: the one in the file; nil: there is none.
    package private(set) var alias: String?
    /// Whether the subject is spelled like a parameter's canonical name, but is not that parameter.
    package var isLookalike: Bool { alias == nil && name != subject }
    /// Whether ``file`` is one of the files that hold the weights.
    package private(set) var isInWeights = false
    package let file: String?
    /// Nil when it is not about one tensor, or that is scattered.
    package let place: Place?
    /// A sentence without a full stop, lower case unless a name begins it.
    package let message: String
    /// What to do about it, in words.
    package private(set) var help: String
    /// What it does about the finding to write the model anew, in words; nil: nothing.
    package let conversion: String?
    /// The command that cures it; nil: none does.
    package private(set) var fix: Fix?
    /// The commands of which the user must choose one; empty: there is no choice.
    package private(set) var choices: [Choice] = []
    /// The facts behind the message, for programs.
    package private(set) var evidence: JSONObject

    package init(
        _ rule: Rule, severity: Severity? = nil, subject: String, _ topic: Topic = .other, file: String? = nil,
        place: Place? = nil, message: String, help: String, conversion: String? = nil,
        evidence: [(StaticString, JSONValue)] = []
    ) {
        self.rule = rule
        self.severity = severity ?? rule.severity
        self.subject = subject
        self.topic = topic
        name = subject
        self.file = file
        self.place = place
        self.message = message
        self.help = help
        self.conversion = conversion
        self.evidence = JSONObject(evidence)
    }

    /// A finding about a tensor of a file.
    package init(
        _ rule: Rule, severity: Severity? = nil, about entry: TensorEntry, _ topic: Topic = .tensor, message: String,
        help: String, conversion: String? = nil, evidence: [(StaticString, JSONValue)] = []
    ) {
        self.init(
            rule, severity: severity, subject: entry.name, topic, file: entry.file.path, place: Place(entry),
            message: message, help: help, conversion: conversion, evidence: evidence)
    }

    /// The same finding with the names that policies and baselines use.
    package func named(_ name: String, alias: String?, isInWeights: Bool) -> Finding {
        var finding = self
        finding.name = name
        finding.alias = alias == name ? nil : alias
        finding.isInWeights = isInWeights
        return finding
    }

    /// The same finding with the command that cures it, where it is one that a conversion cures.
    ///
    /// - Parameter missing: the names of parameters that the output lacks.
    package func cured(by fix: Fix, leaving missing: [String]) -> Finding {
        guard let conversion else { return self }
        var finding = self
        finding.help = conversion
        if let first = missing.first {
            let names = missing.count == 1 ? "'\(first)'" : "'\(first)' and \(missing.count - 1) more"
            finding.help +=
                "; the output lacks \(names), as the input does (--allow-incomplete): loaders initialise them, untrained"
        }
        finding.fix = fix
        return finding
    }

    /// The same finding, where it is one that a conversion cures, with what the user has to do before that.
    package func waiting(for words: String) -> Finding {
        guard let conversion else { return self }
        var finding = self
        finding.help = "\(words); then \(conversion)"
        return finding
    }

    /// The same finding with the commands of which one must be chosen, if there are any.
    package func choosing(_ choices: [Choice]) -> Finding {
        guard let conversion, !choices.isEmpty else { return self }
        var finding = self
        finding.help = conversion
        finding.choices = choices
        return finding
    }

    /// Whether its subject names a tensor or a parameter.
    package var isAboutTensor: Bool { topic != .other }

    /// The same finding with the facts and commands that a saved report has of it.
    package func saved(_ evidence: JSONObject, _ fix: Fix?, _ choices: [Choice]) -> Finding {
        var finding = self
        finding.evidence = evidence
        finding.fix = fix
        finding.choices = choices
        return finding
    }

    /// What its subject is, in the singular: `tensor`, `file`, `field`, or `part` of the model.
    package var noun: String {
        guard topic == .other else { return "tensor" }
        guard let file else { return "part" }
        return file == subject || file.hasSuffix("/" + subject) ? "file" : file.hasSuffix(".json") ? "field" : "part"
    }

    /// The commands in one line, for formats that have one text; empty: there are none.
    package var commands: String {
        let choices = choices.map { "; for '\($0.prefix)': \($0.fix.command)" }.joined()
        // A command whose output lacks parameters is no cure.
        let label = fix.map { $0.missingCount == 0 ? "fix" : "this writes what is there" } ?? ""
        return (fix.map { "; \(label): \($0.command)" } ?? "") + choices
    }
}

extension Finding.Place {
    /// Where the bytes of a tensor are; nil if they are scattered.
    package init?(_ entry: TensorEntry) {
        guard let view = entry.view, view.storage.isLocated, view.isRowMajor(entry.shape) else { return nil }
        let start = view.offset * entry.elementType.bitWidth / 8
        self.init(offset: view.storage.offset + UInt64(start), byteCount: entry.byteCount)
    }
}

extension JSONValue {
    package static func shape(_ shape: Shape?) -> JSONValue { .dimensions(shape?.dimensions) }
}
