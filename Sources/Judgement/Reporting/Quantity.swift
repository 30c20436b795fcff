internal import ByteIO
internal import Glibc

/// Numbers as text for people.
package enum Quantity {
    /// For example, `1,234,567`.
    package static func count(_ number: Int) -> String {
        number.grouped
    }

    /// For example, `1 parameter`, `41 parameters`.
    package static func count(_ number: Int, _ noun: String) -> String {
        "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// For example, `438.0 MB`, in powers of 1000.
    package static func bytes(_ number: Int) -> String {
        guard number >= 1000 else { return "\(number) B" }
        var value = number
        var remainder = 0
        var unit = 0
        while value >= 1000, unit < 4 {
            (value, remainder) = value.quotientAndRemainder(dividingBy: 1000)
            unit += 1
        }
        return "\(value).\(remainder / 100) \(["B", "kB", "MB", "GB", "TB"][unit])"
    }

    /// For example, `0.3 %`.
    ///
    /// A share above 0 that rounds to 0 is `< 0.1 %`; one below 1 that rounds to 1 is `> 99.9 %`.
    package static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "0 %" }
        let tenths = Int((Double(part) / Double(whole) * 1000).rounded())
        if part > 0, tenths == 0 { return "< 0.1 %" }
        if part < whole, tenths == 1000 { return "> 99.9 %" }
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// A number with four significant digits, or with an exponent if it is very large or small: `0.0199`, `-1.2e-5`.
    package static func rounded(_ number: Double) -> String {
        guard !number.isNaN else { return "nan" }
        guard number.isFinite else { return "\(number)" }
        guard number != 0 else { return "0" }
        let exponent = Int(log10(number.magnitude).rounded(.down))
        if exponent > 5 || exponent < -3 {
            let mantissa = (number / pow(10, Double(exponent)) * 100).rounded() / 100
            return "\(mantissa)e\(exponent)"
        }
        let scale = pow(10, Double(3 - exponent))
        return "\((number * scale).rounded() / scale)"
    }

    /// A number with two significant digits: `7.4e-4`, `0.13`, `25`.
    package static func brief(_ number: Double) -> String {
        guard number.isFinite else { return "infinite" }
        guard number != 0 else { return "0" }
        let unit = pow(10, log10(number.magnitude).rounded(.down) - 1)
        let text = rounded((number / unit).rounded() * unit).replacing(".0e", with: "e")
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
