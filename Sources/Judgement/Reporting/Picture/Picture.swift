/// A map with what people read above and below it, before it is a document in HTML or SVG.
package struct Picture: Sendable {
    /// How the verdict is shown.
    package enum Tone: String, Sendable {
        case good, bad, unclear
    }

    /// One thing that is wrong, or worth knowing.
    package struct Item: Sendable {
        /// `error`, `warning`, `note`, or another word that begins the item.
        package let label: String
        /// The rule by number and name, and the address of its page; nil: there is none.
        package var rule: (number: String, name: String, address: String)?
        /// What it is about, folded, and what it says.
        package var statements: [(subjects: [String], message: String)]
        package var helps: [String] = []

        package init(label: String, statements: [(subjects: [String], message: String)]) {
            self.label = label
            self.statements = statements
        }
    }

    /// The verdict in capitals.
    package let verdict: String
    package let tone: Tone
    /// What the picture is of: a path, or two.
    package let subject: String
    package let headline: String
    /// Sentences below the headline.
    package var facts: [String] = []
    /// Nil when nothing is known of the parameters.
    package var map: ModelMap?
    package var items: [Item] = []
    /// The heading above them.
    package var itemsTitle = "Findings"
    /// Commands that fix something, with what.
    package var commands: [(caption: String, command: String)] = []
    /// Lists that are shown on demand.
    package var lists: [(title: String, entries: [String])] = []

    package init(verdict: String, tone: Tone, subject: String, headline: String) {
        self.verdict = verdict
        self.tone = tone
        self.subject = subject
        self.headline = headline
    }
}
