internal import ByteIO
package import JSONText
package import Tensors

/// One thing that is wrong, or worth knowing, about a checkpoint.
///
/// Findings accumulate; they stop nothing.
package struct Finding: Sendable, Equatable {
    /// Where the bytes of a tensor are in their file.
    package struct Place: Sendable, Equatable {
        package let offset: UInt64
        package let byteCount: Int
    }

    package let rule: Rule
    package let severity: Severity
    /// The tensor, parameter or file it is about.
    package let subject: String
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
    /// The facts behind the message, for programs.
    package let evidence: JSONObject

    package init(
        _ rule: Rule, severity: Severity? = nil, subject: String, file: String? = nil, place: Place? = nil,
        message: String, help: String, conversion: String? = nil, evidence: [(StaticString, JSONValue)] = []
    ) {
        self.rule = rule
        self.severity = severity ?? rule.severity
        self.subject = subject
        self.file = file
        self.place = place
        self.message = message
        self.help = help
        self.conversion = conversion
        self.evidence = JSONObject(evidence)
    }

    /// A finding about a tensor of a file.
    package init(
        _ rule: Rule, severity: Severity? = nil, about entry: TensorEntry, message: String, help: String,
        conversion: String? = nil, evidence: [(StaticString, JSONValue)] = []
    ) {
        self.init(
            rule, severity: severity, subject: entry.name, file: entry.file.path, place: Place(entry),
            message: message, help: help, conversion: conversion, evidence: evidence)
    }

    /// The same finding with the command that cures it, where it is one that a conversion cures.
    package func cured(by fix: Fix) -> Finding {
        guard let conversion else { return self }
        var finding = self
        finding.help = conversion
        finding.fix = fix
        return finding
    }
}

extension Finding.Place {
    init?(_ entry: TensorEntry) {
        guard let view = entry.view, view.isRowMajor(entry.shape) else { return nil }
        let start = view.offset * entry.elementType.bitWidth / 8
        self.init(offset: view.storage.offset + UInt64(start), byteCount: entry.byteCount)
    }
}

extension JSONValue {
    package static func shape(_ shape: Shape?) -> JSONValue { .dimensions(shape?.dimensions) }
}
