internal import ByteIO
package import Verification

/// The findings that models had when the baseline was written, so that only new ones count.
///
/// A finding is known if its rule, its model, the canonical name of its subject and its file within the model are the
/// same and it is no more severe than then. Its message may differ.
package struct Baseline: Sendable {
    package struct Entry: Sendable, Equatable {
        package let rule: Rule
        /// The path of the model from the baseline's folder; nil: any model.
        package let model: String?
        /// The canonical name of what the finding is about; the name in the file in version 1.
        package let subject: String
        /// Relative to the model's folder; nil: the files with the weights, whatever their names.
        package let file: String?
        /// The severity after the policy.
        package let severity: Severity
        /// For people; it is not compared.
        package let message: String
    }

    /// The version of the file format.
    package static let version = 2

    /// The path as the user gave it.
    package let path: String
    package private(set) var entries: [Entry]
    /// Whether subjects are canonical names.
    ///
    /// In a file of version 1 they are the names in the weights' file, and hold for that file alone.
    let usesCanonicalNames: Bool

    /// The paths of the models that were added, as bytes.
    private var models: Set<[UInt8]> = []

    /// Whether it has findings of several models, each under the path of its model.
    package var isForSeveral: Bool { entries.contains { $0.model != nil } }

    /// The folder from which the paths of models are written.
    var folder: String { StandardStream.isOutput(path) ? "." : FilePath.folder(of: path) }

    /// A baseline of version 2 without findings.
    package init(emptyAt path: String) {
        self.init(path: path, entries: [], usesCanonicalNames: true)
    }

    /// A baseline with the findings of one model, for any model.
    package init(_ findings: [JudgedFinding], of model: String, replacing old: Baseline?, path: String) {
        self.init(emptyAt: path)
        add(findings, of: model, replacing: old, isForSeveral: false)
        entries.sort { $0.comesBefore($1) }
    }

    /// - Parameter usesCanonicalNames: false for the entries of a file of version 1.
    init(path: String, entries: [Entry], usesCanonicalNames: Bool) {
        self.path = path
        self.entries = entries.sorted { $0.comesBefore($1) }
        self.usesCanonicalNames = usesCanonicalNames
    }

    /// What is recorded as the file of a finding: nil for the files with the weights, which a conversion renames.
    static func file(of finding: Finding, in model: String) -> String? {
        finding.isInWeights ? nil : finding.file.map { relative($0, to: model) }
    }

    /// The path of a file relative to a model, which is a folder or a file.
    static func relative(_ file: String, to model: String) -> String {
        var folder = model
        while folder.utf8.count > 1, folder.utf8.last == UInt8(ascii: "/") { folder.removeLast() }
        let start = folder == "/" ? folder : folder + "/"
        guard file.utf8.starts(with: start.utf8) else { return FilePath.name(of: file) }
        return String(decoding: file.utf8.dropFirst(start.utf8.count), as: UTF8.self)
    }
}

extension Baseline {
    /// What identifies a finding, compared by bytes.
    struct Key: Hashable {
        private let rule: Rule
        private let model: [UInt8]?
        private let subject: [UInt8]
        private let file: [UInt8]?

        init(_ rule: Rule, model: String?, subject: String, file: String?) {
            self.rule = rule
            self.model = model.map { Array($0.utf8) }
            self.subject = Array(subject.utf8)
            self.file = file.map { Array($0.utf8) }
        }
    }

    /// Adds the findings of a model that nobody accepts, or only the baseline that this one replaces.
    ///
    /// - Parameter isForSeveral: whether they are for that model only.
    package mutating func add(
        _ findings: [JudgedFinding], of model: String, replacing old: Baseline?, isForSeveral: Bool
    ) {
        let name = isForSeveral ? ModelPath(model, from: folder)?.text ?? model : nil
        if let name { models.insert(Array(name.utf8)) }
        let kept = findings.filter { judged in
            judged.acceptance.map { $0.source == old?.path } ?? true
        }
        // Copies of a tensor, which other formats store once, are one entry: that of the worst of them.
        var counts: [Key: Int] = [:]
        var copies: [Key: [[UInt8]: Int]] = [:]
        for judged in kept.enumerated().sorted(by: { Self.isWorse($0, $1) }).map(\.element) {
            let finding = judged.finding
            let entry = Entry(
                rule: finding.rule, model: name, subject: finding.name, file: Self.file(of: finding, in: model),
                severity: judged.severity, message: finding.message)
            let key = Key(finding.rule, model: name, subject: entry.subject, file: entry.file)
            copies[key, default: [:]][Array(finding.subject.utf8), default: 0] += 1
            let count = copies[key]?[Array(finding.subject.utf8)] ?? 1
            guard count > counts[key] ?? 0 else { continue }
            counts[key] = count
            entries.append(entry)
        }
    }

    /// Adds what an older baseline has about models that were not added to this one.
    package mutating func addOtherModels(of old: Baseline) {
        for entry in old.entries {
            guard let model = entry.model else { continue }
            let name = ModelPath(FilePath.join(old.folder, model), from: folder)?.text ?? model
            guard !models.contains(Array(name.utf8)) else { continue }
            entries.append(
                Entry(
                    rule: entry.rule, model: name, subject: entry.subject, file: entry.file,
                    severity: entry.severity, message: entry.message))
        }
    }

    private static func isWorse(
        _ first: (offset: Int, element: JudgedFinding), _ second: (offset: Int, element: JudgedFinding)
    ) -> Bool {
        first.element.severity == second.element.severity
            ? first.offset < second.offset : first.element.severity > second.element.severity
    }
}

extension Baseline.Entry {
    /// Compares by bytes, so that the order is the same on every machine.
    func comesBefore(_ other: Self) -> Bool {
        let parts = [model ?? "", rule.number, file ?? "", subject, severity.rawValue, message]
        let others = [
            other.model ?? "", other.rule.number, other.file ?? "", other.subject, other.severity.rawValue,
            other.message,
        ]
        for (part, other) in zip(parts, others) where !part.utf8.elementsEqual(other.utf8) {
            return part.utf8.lexicographicallyPrecedes(other.utf8)
        }
        return false
    }
}
