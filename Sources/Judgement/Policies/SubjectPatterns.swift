internal import Verification

/// The patterns that stand for certain subjects and for nothing else, those that differ in a layer's number in one.
///
/// Texts are compared by their characters as written: to Swift's strings, two spellings of é are one.
enum SubjectPatterns {
    /// What subjects of one pattern have in common: the text around a number.
    private struct Surroundings: Hashable {
        let prefix: ArraySlice<Unicode.Scalar>
        /// Nil when there is no number, which is another thing than a number at the end.
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

    /// In the order of the first subject of each.
    ///
    /// - Parameter all: further subjects; no pattern stands for one, not even because it is spelled like it.
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

    /// The number that these digits are in a pattern.
    private static func number(_ digits: ArraySlice<Unicode.Scalar>) -> Int? {
        guard !digits.isEmpty, digits.count <= Glob.maximumDigits, digits.first != "0" || digits.count == 1 else {
            return nil
        }
        return digits.reduce(0) { $0 * 10 + (Glob.digit($1) ?? 0) }
    }
}
