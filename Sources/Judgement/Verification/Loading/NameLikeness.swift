/// How much the name of a tensor tells that it is a parameter.
///
/// A name that another program gives the parameter's module tells most. Otherwise the parts of both names are compared,
/// in their order: equal ones, and those of which one begins or ends with the other.
struct NameLikeness: Comparable {
    /// The parts of another program's name.
    private let known: Int
    /// Twice the parts that are equal, and once those that are alike.
    private let alike: Int
    /// Whether both names have as many parts, all of them equal or alike.
    private let isWhole: Bool

    private static let none = NameLikeness(known: 0, alike: 0, isWhole: false)
    /// The parts of a name that are compared; no parameter has as many.
    private static let mostParts = 12

    static func < (first: NameLikeness, second: NameLikeness) -> Bool {
        (first.known, first.alike, first.isWhole ? 1 : 0) < (second.known, second.alike, second.isWhole ? 1 : 0)
    }

    /// The parameters of its shape and layer that a tensor is nearest to by its name, also those that the file has.
    ///
    /// - Returns: several if the name does not tell which; none if it is not in their place.
    static func nearest(_ leftover: Leftover, _ group: [Wanted]) -> ([Wanted], NameLikeness) {
        let fitting = group.filter { wanted in leftover.isBias.map { $0 == wanted.isBias } ?? true }
        let likeness = fitting.map { wanted in NameLikeness(leftover, wanted) }
        guard let best = likeness.max() else { return ([], none) }
        let nearest = zip(fitting, likeness).filter { $0.1 == best }.map(\.0)
        guard leftover.layer == nil else { return (nearest, best) }
        // Outside of layers only a name tells the place; a head may have none at all.
        if leftover.module.isEmpty || leftover.isBesideMainLayer && best == none {
            return (nearest.filter { $0.module.count == 1 }, best)
        }
        return (nearest.filter { best.known > 0 || isInPlace(leftover, $0) }, best)
    }

    /// Whether a name outside of layers has more in common with the parameter's than the last part of its module,
    /// which others have as well: `dense`, `LayerNorm`.
    private static func isInPlace(_ leftover: Leftover, _ wanted: Wanted) -> Bool {
        let place = wanted.words.count > 1 ? Array(wanted.words.dropLast()) : wanted.words
        return common(leftover.words.map { $0.lowercased() }, place.map { $0.lowercased() }).alike > 0
    }

    private init(known: Int, alike: Int, isWhole: Bool) {
        (self.known, self.alike, self.isWhole) = (known, alike, isWhole)
    }

    private init(_ leftover: Leftover, _ wanted: Wanted) {
        let words = leftover.words.map { $0.lowercased() }
        let known = wanted.otherNames.filter { words.suffix($0.count) == $0[...] }.map(\.count).max() ?? 0
        let (alike, count) = Self.common(words, wanted.words.map { $0.lowercased() })
        self.init(
            known: known, alike: alike,
            isWhole: count == words.count && count == wanted.words.count)
    }

    /// The most that two names have in common, part by part in their order.
    private static func common(_ first: [String], _ second: [String]) -> (alike: Int, count: Int) {
        let first = first.suffix(mostParts)
        var row = [(alike: Int, count: Int)](repeating: (0, 0), count: second.count + 1)
        for part in first {
            var diagonal = row[0]
            for (index, other) in second.enumerated() {
                let value = likeness(part, other)
                let taken = (diagonal.alike + value, diagonal.count + (value > 0 ? 1 : 0))
                diagonal = row[index + 1]
                row[index + 1] = [row[index + 1], row[index], taken].max { $0 < $1 } ?? taken
            }
        }
        return row[second.count]
    }

    /// 2 for equal parts of names, 1 for parts that resemble each other.
    private static func likeness(_ first: String, _ second: String) -> Int {
        if first == second { return 2 }
        return resemble(first, second) ? 1 : 0
    }

    /// Whether one of two parts of names begins or ends with the other: `dense` and `dense_act`.
    private static func resemble(_ first: String, _ second: String) -> Bool {
        let (short, long) = first.count < second.count ? (first, second) : (second, first)
        guard short.count > 2 else { return false }
        let isNorm = [short, long].allSatisfy { $0.contains("norm") }
        return isNorm || long.hasPrefix(short) || long.hasSuffix(short)
    }
}
