/// What `bertconv explain` says of a rule.
///
/// Texts are wrapped paragraphs with an empty line between them. A paragraph whose lines begin with four
/// spaces is commands or code, to be shown as it stands.
package struct RulePage: Sendable {
    /// For example, `BC101`.
    package let number: String
    /// One line, without a full stop.
    package let title: String
    /// What the rule looks at, and where it is milder or stricter than usual.
    package let checks: String
    /// Why breaking the rule is bad, with the library versions that were seen to behave so.
    package let harm: String
    /// A short transcript or excerpt, to be shown as it stands.
    package let example: String
    /// How to mend it.
    package let remedy: String
}

extension RulePage {
    /// Every page, by number.
    package static let all: [RulePage] = [
        .bc101, .bc102, .bc103, .bc104, .bc105, .bc106, .bc107, .bc108, .bc109, .bc110, .bc111, .bc201, .bc202,
        .bc203, .bc204, .bc301, .bc302, .bc303, .bc304, .bc305, .bc306, .bc307, .bc308,
        .bc401, .bc402, .bc403, .bc404, .bc405, .bc406, .bc501, .bc502,
        .bc503, .bc504, .bc505, .bc506, .bc601, .bc602, .bc603, .bc604, .bc605, .bc701, .bc702, .bc703, .bc704, .bc705,
        .bc706,
    ]

    /// The page of the rule with this number; nil when there is none.
    package static func page(_ number: String) -> RulePage? {
        all.first { $0.number == number }
    }
}
