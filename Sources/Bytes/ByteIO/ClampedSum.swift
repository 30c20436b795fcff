extension Int {
    /// The sum of two sizes that are not negative; the largest number where it is too large for one.
    package func clampedSum(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
