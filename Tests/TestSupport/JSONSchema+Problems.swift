package import JSONText

extension JSONSchema {
    /// What is wrong with `value`, each with the JSON pointer to it; empty if it is valid.
    package func problems(in value: JSONValue) -> [String] {
        violations(in: value).map(\.description)
    }
}
