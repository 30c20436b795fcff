internal import Verification

/// Patterns that match given subjects and nothing else.
///
/// Subjects that differ in the layer only share a pattern.
///
/// Texts are compared by Unicode scalars, because Swift's strings treat two encodings of é as equal.
enum SubjectPatterns {
    /// The text around a number, which the subjects of one pattern have in common.
    private struct Surroundings: Hashable {
        let prefix: ArraySlice<Unicode.Scalar>
        /// Nil when there is no number; empty when the number is at the end.
        let suffix: ArraySlice<Unicode.Scalar>?

        func pattern(_ number: String) -> String {
            Glob.escaping(Self.text(prefix)) + number + Glob.escaping(Self.text(suffix ?? []))
        }

        private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            return text
        }
    }

    /// The patterns, in the order of the first subject of each.
    ///
    /// - Parameter all: other subjects, which no pattern may match, not even one that is spelled like it.
    static func patterns(for subjects: [String], among all: [String] = []) -> [String] {
        let others = Set(all.map { Array($0.utf8) }).subtracting(subjects.map { Array($0.utf8) })
        var order: [Surroundings] = []
        var numbers: [Surroundings: Set<Int>] = [:]
        for subject in subjects {
            let (surroundings, number) = split(Array(subject.unicodeScalars))
            if numbers[surroundings] == nil { order.append(surroundings) }
            numbers[surroundings, default: []].formUnion(number.map { [$0] } ?? [])
        }
        return order.flatMap { surroundings in
            let layers = (numbers[surroundings] ?? []).sorted()
            if layers.isEmpty { return [surroundings.pattern("")] }
            let pattern = surroundings.pattern(LayerNumbers(layers).description)
            guard others.contains(Array(pattern.utf8)) else { return [pattern] }
            return layers.map { surroundings.pattern(String($0)) }
        }
    }

    /// The text around the first number that is written without leading zeros, and that number.
    private static func split(_ subject: [Unicode.Scalar]) -> (Surroundings, Int?) {
        var start = 0
        while start < subject.count {
            let end = subject[start...].firstIndex { Glob.digit($0) == nil } ?? subject.count
            if let number = number(subject[start..<end]) {
                return (Surroundings(prefix: subject[..<start], suffix: subject[end...]), number)
            }
            start = max(end, start + 1)
        }
        return (Surroundings(prefix: subject[...], suffix: nil), nil)
    }

    /// The number of these digits; nil when a range in a pattern cannot have it.
    private static func number(_ digits: ArraySlice<Unicode.Scalar>) -> Int? {
        guard !digits.isEmpty, digits.count <= Glob.maximumDigits, digits.first != "0" || digits.count == 1 else {
            return nil
        }
        return digits.reduce(0) { $0 * 10 + (Glob.digit($1) ?? 0) }
    }
}
