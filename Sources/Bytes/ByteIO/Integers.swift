extension Int {
    /// The sum of two sizes that are not negative; `Int.max` if the sum overflows.
    package func clampedSum(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

extension String {
    /// The digits of a number that is not negative, padded with zeros to `width`: `00042`.
    package init(_ number: some BinaryInteger, width: Int, radix: Int = 10, uppercase: Bool = false) {
        let digits = String(number, radix: radix, uppercase: uppercase)
        self.init(repeating: "0", count: Swift.max(0, width - digits.utf8.count))
        self += digits
    }

    /// Bytes as two hexadecimal digits each: `0a ff`.
    package init(hexadecimal bytes: some Sequence<UInt8>, separator: String = "") {
        self.init(bytes.map { String($0, width: 2, radix: 16) }.joined(separator: separator))
    }
}
