import Glibc
import Reporting

extension Quantity {
    /// A number of two digits: `7.4e-4`, `0.13`, `25`.
    static func brief(_ number: Double) -> String {
        guard number.isFinite else { return "infinite" }
        guard number != 0 else { return "0" }
        var exponent = Int(log10(number.magnitude).rounded(.down))
        var digits = Int((number.magnitude / pow(10, Double(exponent - 1))).rounded())
        if digits == 100 { (digits, exponent) = (10, exponent + 1) }
        let sign = number < 0 ? "-" : ""
        guard exponent < -2 || exponent > 3 else {
            return sign + plain(Double(digits) * pow(10, Double(exponent - 1)), exponent: exponent)
        }
        let mantissa = digits.isMultiple(of: 10) ? "\(digits / 10)" : "\(digits / 10).\(digits % 10)"
        return "\(sign)\(mantissa)e\(exponent)"
    }

    private static func plain(_ number: Double, exponent: Int) -> String {
        guard exponent < 1 else { return "\(Int(number.rounded()))" }
        let scale = pow(10, Double(1 - exponent))
        let text = "\((number * scale).rounded() / scale)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
