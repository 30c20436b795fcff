import ByteIO
import Policies
import TestSupport
import Testing
import Yams

/// Guards against a text that means one thing to us and another to everybody else: libyaml is the judge.
@Suite("What our reader reads, libyaml reads alike")
struct YAMLAgreementTests {
    private static let seeds = [
        """
        # who may do what
        version: 1
        entries:
          - rule: BC101   # missing
            action: allow
            parameters: ["bert.pooler.*", 'a''b', c{0-9}]
            reason: "mean \\"pooling\\" \\x41 # no comment"
            expires: 2027-03-01
          - rule: buffer
            action: warn
            parameters:
            - a*
            - "b: c"
            reason: >-
              one text
              of lines

              and another

        """,
        """
        ---
        entries:
        - {rule: BC102, action: deny, reason: it's so}
        -
          rule: x:y
          reason: |
            a: b
              - c

            d
          empty:
        - - a
          - [b, [c, {d: e}],
             f, ]
        version: ~
        """,
    ]
    private static let pieces = [
        " ", "  ", "\n", "\n\n", "\n  ", ":", ": ", "-", "- ", "#", " #", "'", "\"", "[", "]", "{", "}", ",", "|", ">",
        "|-",
        "*", "&", "!", "%", "?", "@", "\\", "a", "1", "\u{E9}", "\r\n", "---", "...", "~", ":\n", "\\n", "<<",
    ]

    @Test("Of texts damaged at random, each that we read has the same tree", .slow, arguments: 0..<4)
    func damaged(seed: Int) throws {
        var random = Splitmix(state: UInt64(seed))
        var read = 0
        for _ in 0..<5000 {
            let text = damaged(Self.seeds[Int.random(in: 0...1, using: &random)], &random)
            guard let ours = try? YAMLReader.read(YAMLText(Array(text.utf8))).agreement else { continue }
            read += 1
            let theirs = Result { try Parser(yaml: text, encoding: .utf8).singleRoot()?.agreement ?? "plain ''" }
            #expect((ours == (try? theirs.get())) as Bool, "\(text.debugDescription): \(theirs)")
        }
        #expect(read > 500)
    }

    private func damaged(_ text: String, _ random: inout Splitmix) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let start = Int.random(in: 0..<scalars.count, using: &random)
            let end = min(scalars.count, start + Int.random(in: 0...3, using: &random))
            let piece = Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
            scalars.replaceSubrange(start..<end, with: Bool.random(using: &random) ? Array(piece.unicodeScalars) : [])
        }
        var damaged = ""
        damaged.unicodeScalars.append(contentsOf: scalars)
        return damaged
    }
}

extension YAMLNode {
    fileprivate var agreement: String {
        switch content {
        case .scalar(let text, let isPlain): (isPlain ? "plain" : "quoted") + " '\(text)'"
        case .sequence(let elements): "[" + elements.map(\.agreement).joined(separator: ", ") + "]"
        case .mapping(let members):
            "{" + members.map { "\($0.key): \($0.value.agreement)" }.joined(separator: ", ") + "}"
        }
    }
}

extension Node {
    fileprivate var agreement: String {
        switch self {
        case .scalar(let scalar): (scalar.style == .plain ? "plain" : "quoted") + " '\(scalar.string)'"
        case .sequence(let elements): "[" + elements.map(\.agreement).joined(separator: ", ") + "]"
        case .mapping(let members):
            "{" + members.map { "\($0.key.scalar?.string ?? "?"): \($0.value.agreement)" }.joined(separator: ", ") + "}"
        case .alias: "alias"
        }
    }
}
