/// The canonical name of one parameter: a template of the schema and the number for each counter in it.
package struct ParameterPath: Sendable, Hashable {
    /// The template: `bert.encoder.layer.{layer}.output.dense.weight`.
    package let template: String
    /// The numbers that replace the counters, in their order; none: the parameter is there once, or a whole template is
    /// meant.
    package let numbers: [Int]

    package init(template: String, numbers: [Int]) {
        self.template = template
        self.numbers = numbers
    }

    /// - Parameter layer: the number of its layer; nil: it is in none.
    package init(template: String, layer: Int?) {
        self.init(template: template, numbers: [layer].compactMap(\.self))
    }

    /// The number of its layer, which is the first; nil: it is in none.
    package var layer: Int? { numbers.first }

    /// The number for a counter; nil: the template does not have it.
    func number(of counter: String) -> Int? {
        zip(Self.counters(in: template), numbers).first { $0.0 == counter }?.1
    }

    /// The parameter of another template with the same numbers.
    package func sibling(_ template: String) -> ParameterPath {
        ParameterPath(template: template, numbers: numbers)
    }
}

extension ParameterPath {
    /// Hashes the length of the template in place of its text: templates are few, most have a length of their own, and
    /// to compare two takes less time than to hash one.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(template.utf8.count)
        for number in numbers { hasher.combine(number) }
    }
}

extension ParameterPath: CustomStringConvertible {
    /// The name: `bert.encoder.layer.3.output.dense.weight`.
    package var description: String { Self.fill(template, numbers) }

    /// `template` with the numbers in the places of its counters; those beyond the last number stay.
    static func fill(_ template: String, _ numbers: [Int]) -> String {
        guard !numbers.isEmpty else { return template }
        let bytes = Array(template.utf8)
        return replacing(zip(counters(in: bytes), numbers).map { ($0, String($1)) }, in: bytes)
    }

    /// The names of the counters in a template, in order: `layer` of `encoder.layer.{layer}.output`.
    static func counters(in template: String) -> [String] {
        let bytes = Array(template.utf8)
        return counters(in: bytes).map { String(decoding: bytes[$0].dropFirst().dropLast(), as: UTF8.self) }
    }

    /// `template` with `{}` in the place of each counter, whatever its name is, and how many it has.
    static func key(_ template: String) -> (key: String, counters: Int) {
        let bytes = Array(template.utf8)
        let ranges = counters(in: bytes)
        return (ranges.isEmpty ? template : replacing(ranges.map { ($0, "{}") }, in: bytes), ranges.count)
    }

    /// The ranges of the counters with their braces.
    ///
    /// The search is in an array of bytes, which is many times as fast as in a text.
    private static func counters(in template: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var position = 0
        while let start = template[position...].firstIndex(of: UInt8(ascii: "{")),
            let end = template[start...].firstIndex(of: UInt8(ascii: "}"))
        {
            ranges.append(start..<end + 1)
            position = end + 1
        }
        return ranges
    }

    /// The text with other texts in the places of some ranges, which are in order.
    private static func replacing(_ ranges: [(range: Range<Int>, text: String)], in bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 8 * ranges.count)
        var start = 0
        for (range, text) in ranges {
            result += bytes[start..<range.lowerBound]
            result += text.utf8
            start = range.upperBound
        }
        result += bytes[start...]
        return String(decoding: result, as: UTF8.self)
    }
}

extension ParameterPath {
    /// Every way to read `name` as a template's key and numbers: without a number, with each of its numbers, and with
    /// each pair of them if templates have two counters.
    ///
    /// The name itself comes first. A number with a leading zero, or too large for an `Int`, is not a counter's.
    static func readings(of name: String, most: Int) -> [(key: String, numbers: [Int])] {
        var readings = [(key: name, numbers: [Int]())]
        // Each reading copies the name, so a name of nothing but numbers would take time with the square of its length.
        guard most > 0, name.utf8.count <= SchemaLimits.pathBytes else { return readings }
        let bytes = Array(name.utf8)
        let found = numbers(in: bytes)
        for (range, number) in found { readings.append((key(bytes, without: [range]), [number])) }
        guard most > 1, found.count <= SchemaLimits.pairedNumbers else { return readings }
        for (place, first) in found.enumerated() {
            for second in found.dropFirst(place + 1) {
                readings.append((key(bytes, without: [first.range, second.range]), [first.number, second.number]))
            }
        }
        return readings
    }

    /// The bytes of a name with `{}` in the place of each of these ranges.
    private static func key(_ name: [UInt8], without ranges: [Range<Int>]) -> String {
        var key: [UInt8] = []
        key.reserveCapacity(name.count + 2 * ranges.count)
        var start = 0
        for range in ranges {
            key += name[start..<range.lowerBound]
            key += [UInt8(ascii: "{"), UInt8(ascii: "}")]
            start = range.upperBound
        }
        key += name[start...]
        return String(decoding: key, as: UTF8.self)
    }

    /// A number for what a name is without its numbers: the same for a template's key and for every name that it means.
    ///
    /// Few other names have the same number, so most that mean nothing are known by it (FNV-1a of 64 bits).
    static func skeleton(of name: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var isCounter = false
        var wasDigit = false
        let bytes = name.utf8Span.span
        for place in bytes.indices {
            let byte = bytes[place]
            if isCounter, byte == UInt8(ascii: "}") {
                isCounter = false
                continue
            }
            isCounter = byte == UInt8(ascii: "{")
            let isNumber = isDigit(byte)
            if !isNumber || !wasDigit {
                hash = (hash ^ UInt64(isNumber || isCounter ? 0 : byte)) &* 0x100_0000_01b3
            }
            wasDigit = isNumber
        }
        return hash
    }

    private static func numbers(in name: [UInt8]) -> [(range: Range<Int>, number: Int)] {
        var found: [(range: Range<Int>, number: Int)] = []
        var position = 0
        while let start = name[position...].firstIndex(where: isDigit) {
            let end = name[start...].firstIndex { !isDigit($0) } ?? name.count
            let digits = name[start..<end]
            position = end
            guard name[start] != UInt8(ascii: "0") || digits.count == 1 else { continue }
            if let number = number(digits) { found.append((start..<end, number)) }
        }
        return found
    }

    /// Nil: it is too large.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var number = 0
        for digit in digits {
            let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, overflows) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !isTooLarge, !overflows else { return nil }
            number = sum
        }
        return number
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
