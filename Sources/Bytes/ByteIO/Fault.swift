/// An error that stops the work: in which file, about what in it, at which byte, what is wrong and what to do.
///
/// It is the only error type of the package, so every function is `throws(Fault)` and all errors read alike:
///
///     model.safetensors: tensor 'pooler.dense.bias', byte 8: offsets 10..<8 run backwards
///
/// Each module has its codes and messages in a file `Fault+Module.swift`. Tests compare ``code``, people read
/// ``description``.
package struct Fault: Error, Sendable, Equatable {
    /// The kind of fault, which stays the same when the wording changes: `safetensors.offsets`, `file.missing`.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let description: String

        package init(_ description: String) {
            self.description = description
        }
    }

    package let code: Code
    /// The file as the user named it.
    package var file: String?
    /// What it is about: `tensor 'x'`, `header`, `dataset '/bert/…'`.
    package var subject: String?
    /// Where in the file, in bytes from its start.
    package var offset: UInt64?
    /// A lower-case sentence without a full stop.
    package let reason: String
    /// What the user can do about it.
    package var remedy: String?
    /// What caused it, outermost first.
    package var causes: [String]

    package init(
        _ code: Code, file: String? = nil, subject: String? = nil, offset: UInt64? = nil,
        reason: String, remedy: String? = nil, causes: [String] = []
    ) {
        self.code = code
        self.file = file
        self.subject = subject.map(Self.clipped)
        self.offset = offset
        self.reason = Self.clipped(reason)
        self.remedy = remedy
        self.causes = causes
    }
}

extension Fault {
    /// The same fault in the file at `path`, unless it already names a file.
    package func inFile(_ path: String) -> Fault {
        var fault = self
        fault.file = fault.file ?? path
        return fault
    }

    /// The same fault about `subject`, unless it already has a subject.
    package func about(_ subject: String) -> Fault {
        var fault = self
        fault.subject = fault.subject ?? Self.clipped(subject)
        return fault
    }

    /// The reason as a sentence of its own: `it is a string`.
    package var clause: String { clause(about: nil) }

    /// The reason as a sentence about `thing`: `the zip directory is missing`, `header: 3 bytes are too few`.
    package func clause(about thing: String?) -> String {
        let verbs = ["is", "has", "contains", "does", "holds", "needs", "begins", "overlaps", "claims"]
        let isPredicate = verbs.contains(String(reason.prefix { $0 != " " }))
        guard isPredicate else { return (thing.map { $0 + ": " } ?? "") + reason }
        return (thing.map { "the \($0) " } ?? "it ") + reason
    }

    /// Names in a file can be megabytes long; such a message would hide what is wrong.
    private static func clipped(_ text: String) -> String {
        guard text.utf8.count > ByteIOLimits.messageBytes else { return text }
        let start = String.UnicodeScalarView(text.unicodeScalars.prefix(ByteIOLimits.clippedMessageScalars))
        return String(start) + "… (\(text.utf8.count) bytes)"
    }

    /// The same fault, `base` bytes further into the file.
    package func shifted(by base: UInt64) -> Fault {
        var fault = self
        fault.offset = fault.offset.map { $0 &+ base }
        return fault
    }
}

extension Fault: CustomStringConvertible {
    /// One line with file, subject, offset, reason and remedy; control characters are escaped.
    package var description: String {
        let place = [subject, offset.map { "byte \($0)" }].compactMap(\.self).joined(separator: ", ")
        var line = [file, place.isEmpty ? nil : place, reason].compactMap(\.self).joined(separator: ": ")
        if let remedy { line += "; \(remedy)" }
        return escapingControls(line)
    }
}

extension Fault {
    /// Whether a file could not be read, whatever is in it: then nobody knows whether it is as it should be.
    package var isOfFileSystem: Bool {
        code.description.hasPrefix("file.") || code.description.hasPrefix("remote.")
    }

    /// What `read` returns; nil where what it reads is wrong, which others report.
    ///
    /// - Throws: ``Fault`` `file.*`, `remote.*`: what cannot be read must not count as absent.
    package static func whereReadable<Read>(_ read: () throws(Fault) -> Read) throws(Fault) -> Read? {
        do throws(Fault) {
            return try read()
        } catch {
            if error.isOfFileSystem { throw error }
            return nil
        }
    }
}

/// `text` with control characters, line separators and bidirectional overrides written as `\u{…}`, so that a name from
/// a file can never move the cursor, forge a line or reorder the text.
package func escapingControls(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            shown += "\\u{" + String(scalar.value, radix: 16) + "}"
        default:
            shown.unicodeScalars.append(scalar)
        }
    }
    return shown
}
