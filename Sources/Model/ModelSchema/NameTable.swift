/// The names that a dialect reads, and what each means.
///
/// A name is looked up as a whole.
struct NameTable: Sendable {
    /// The meaning of a name.
    struct Rule: Sendable {
        let template: String
        let spelling: String
        let orientation: Dialect.Orientation
        let isLegacy: Bool
        let isBare: Bool

        func match(_ numbers: [Int], wrapping: String, level: Int) -> Dialect.Match {
            Dialect.Match(
                parameter: ParameterPath(template: template, numbers: numbers), orientation: orientation,
                isLegacy: isLegacy, isBare: isBare, wrapping: wrapping, level: level)
        }
    }

    /// By the spelling with `{}` in the place of each counter.
    private var rules: [String: Rule] = [:]
    /// What the keys of ``rules`` are without numbers: a name that is something else has no rule.
    ///
    /// Most names of other dialects are rejected by this, without a text being made for each number in them.
    private var skeletons: Set<UInt64> = []
    /// The most counters that a spelling has.
    private var mostCounters = 0

    /// Makes room for so many rules.
    mutating func reserve(_ count: Int) {
        rules.reserveCapacity(count)
        skeletons.reserveCapacity(count)
    }

    /// Adds a rule, and returns the one that it replaces.
    mutating func add(_ rule: Rule) -> Rule? {
        let (key, counters) = ParameterPath.key(rule.spelling)
        mostCounters = max(mostCounters, counters)
        skeletons.insert(ParameterPath.skeleton(of: key))
        return rules.updateValue(rule, forKey: key)
    }

    /// The rule for a name and the numbers in the places of its counters; nil: there is none.
    func find(_ name: String) -> (rule: Rule, numbers: [Int])? {
        guard skeletons.contains(ParameterPath.skeleton(of: name)) else { return nil }
        if let rule = rules[name] { return (rule, []) }
        for reading in ParameterPath.readings(of: name, most: mostCounters).dropFirst() {
            if let rule = rules[reading.key] { return (rule, reading.numbers) }
        }
        return nil
    }

    /// Every name, in alphabetical order.
    var spellings: [String] { rules.values.map(\.spelling).sorted() }
}
