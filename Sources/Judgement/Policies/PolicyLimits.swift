/// What the user's own files may be at the most (`docs/limits.md`).
package enum PolicyLimits {
    package static let policyBytes = 16 << 20
    /// Levels of YAML within each other; a policy has four.
    package static let policyDepth = 16
    /// Bytes of a baseline; 10,000 findings take 3 MB.
    package static let baselineBytes = 16 << 20
}
