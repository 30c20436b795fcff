internal import Verification

/// The names of a model's parameters, as a tree of its parts.
///
/// People know a model by its parts: of `bert.pooler.dense.weight` and `bert.pooler.dense.bias` they say "the pooler".
package struct ModelParts: Sendable, Equatable {
    /// The most parts that a sentence names.
    private static let named = 3

    /// The names of the class's parameters, without those that are tied to another; empty when no class is known.
    let names: [String]
    /// What most names begin with and people leave out: `bert.`.
    let prefix: String

    package init(names: [String] = [], prefix: String = "") {
        self.names = names
        self.prefix = prefix
    }

    /// The largest parts of which every parameter is one of `affected`, in the order of these: `pooler`,
    /// `encoder.layer.{0-3}.output`; a parameter by its own name where its part has others.
    func parts(of affected: [String]) -> [(name: String, count: Int)] {
        let members = Set(affected)
        var sizes: [Substring: (all: Int, affected: Int)] = [:]
        for name in names {
            for part in Self.parts(above: name) {
                sizes[part, default: (0, 0)].all += 1
                if members.contains(name) { sizes[part, default: (0, 0)].affected += 1 }
            }
        }
        var parts: [String] = []
        for name in affected {
            let whole = Self.parts(above: name).first { sizes[$0].map { $0.all == $0.affected } ?? false }
            let part = short(String(whole ?? name[...]))
            if !parts.contains(part) { parts.append(part) }
        }
        return FoldedNames.fold(parts)
    }

    /// Parts as the subject of a sentence, and whether that is one thing: `classifier`, `a, b and 2 others`.
    static func list(_ parts: [(name: String, count: Int)]) -> (words: String, isOne: Bool) {
        let shown = parts.count > named ? parts.prefix(named - 1) : parts[...]
        let rest = parts.dropFirst(shown.count).reduce(0) { $0 + $1.count }
        let words = shown.map(\.name) + (rest > 0 ? [Quantity.count(rest, "other")] : [])
        let list =
            words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
        return (list, parts.count == 1 && parts[0].count == 1)
    }

    /// The parameters of a module, by its name in the classes that have a head: `bert.pooler.dense`.
    func parameters(of module: String) -> [String] {
        names.filter { name in
            guard let end = name.lastIndex(of: ".") else { return false }
            let own = name[..<end]
            return module == own || prefix + own == module
        }
    }

    private func short(_ name: String) -> String {
        name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    }

    /// The parts that a parameter belongs to, the largest first: `bert`, `bert.pooler`, `bert.pooler.dense`.
    private static func parts(above name: String) -> [Substring] {
        name.indices.filter { name[$0] == "." }.map { name[..<$0] }
    }
}
