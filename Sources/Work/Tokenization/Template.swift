/// Where special tokens go around a text, or around a pair.
struct Template: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        case special(Int, type: Int)
        /// The first text (0) or the second (1).
        case text(Int, type: Int)
    }

    var single: [Step]
    var pair: [Step]

    /// A template without special tokens.
    static let none = Template(single: [.text(0, type: 0)], pair: [.text(0, type: 0), .text(1, type: 1)])

    /// How many special tokens it adds.
    static func specialCount(_ steps: [Step]) -> Int {
        steps.count { if case .special = $0 { true } else { false } }
    }

    static func encoding(_ steps: [Step], _ texts: [[Token]]) -> Encoding {
        var encoding = Encoding()
        for step in steps {
            switch step {
            case .special(let id, let type): encoding.append(id, type: type)
            case .text(let index, let type):
                for token in texts[index] { encoding.append(token.id, type: type, offsets: token.origin, text: index) }
            }
        }
        return encoding
    }

    /// How many tokens each text keeps of so many together: the longer one loses first.
    ///
    /// - Parameter room: for both; nil: they are not cut.
    static func kept(_ counts: [Int], room: Int?) -> [Int] {
        guard let room, counts.reduce(0, +) > room else { return counts }
        guard counts.count == 2 else { return counts.map { min($0, room) } }
        let shorter = counts[0] <= counts[1] ? 0 : 1
        var kept = counts
        // The shorter text stays whole if it is not longer than half.
        if counts[shorter] <= room / 2 {
            kept[1 - shorter] = room - counts[shorter]
        } else {
            kept[shorter] = room / 2
            kept[1 - shorter] = room - room / 2
        }
        return kept
    }
}
