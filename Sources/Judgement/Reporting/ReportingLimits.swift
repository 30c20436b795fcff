/// How much of a saved report is read at a time (`docs/limits.md`).
package enum ReportingLimits {
    /// Bytes of a line of JSON Lines: the report on one model, with its parameters.
    package static let lineBytes = 64 << 20
}
