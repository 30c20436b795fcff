import ByteIO
import ModelSchema
import Reporting

/// What a search for models passed over, for people: each kind with its number and the first paths.
struct SkippedNotes {
    private static let shown = 3
    private let skipped: [ModelSearch.Skipped]

    init(_ skipped: [ModelSearch.Skipped]) {
        self.skipped = skipped
    }

    var lines: [String] {
        ModelSearch.Skipped.Reason.allCases.compactMap { reason in
            let paths = skipped.filter { $0.reason == reason }.map(\.path)
            guard !paths.isEmpty else { return nil }
            let examples = paths.prefix(Self.shown).joined(separator: ", ") + (paths.count > Self.shown ? ", …" : "")
            let kind = paths.count == 1 ? reason.rawValue : reason.plural
            return "passed over \(Quantity.count(paths.count)) \(kind): \(examples)"
        }
    }

    /// Prints the lines on standard error.
    func print() {
        for line in lines { Terminal.printNote("note: " + escapingControls(line)) }
    }
}
