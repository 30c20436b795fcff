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

extension ParameterPath: CustomStringConvertible {
    /// The name: `bert.encoder.layer.3.output.dense.weight`.
    package var description: String { Self.fill(template, numbers) }

    /// `template` with the numbers in the places of its counters; those beyond the last number stay.
    static func fill(_ template: String, _ numbers: [Int]) -> String {
        var rest = template[...]
        var filled = ""
        for number in numbers {
            guard let range = counterRange(in: rest) else { break }
            filled += rest[..<range.lowerBound]
            filled += String(number)
            rest = rest[range.upperBound...]
        }
        return filled + rest
    }

    /// The names of the counters in a template, in order: `layer` of `encoder.layer.{layer}.output`.
    static func counters(in template: String) -> [String] {
        var names: [String] = []
        var rest = template[...]
        while let range = counterRange(in: rest) {
            names.append(String(rest[range].dropFirst().dropLast()))
            rest = rest[range.upperBound...]
        }
        return names
    }

    /// `template` with `{}` in the place of each counter, whatever its name is.
    static func key(_ template: String) -> String {
        var key = ""
        var rest = template[...]
        while let range = counterRange(in: rest) {
            key += rest[..<range.lowerBound] + "{}"
            rest = rest[range.upperBound...]
        }
        return key + rest
    }

    /// The range of the first counter with its braces.
    ///
    /// The search is by bytes, which is ten times as fast as by characters.
    private static func counterRange(in text: Substring) -> Range<String.Index>? {
        let utf8 = text.utf8
        guard let start = utf8.firstIndex(of: UInt8(ascii: "{")),
            let end = utf8[start...].firstIndex(of: UInt8(ascii: "}"))
        else { return nil }
        return start..<utf8.index(after: end)
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

    private static func numbers(in name: [UInt8]) -> [(range: Range<Int>, number: Int)] {
        var found: [(range: Range<Int>, number: Int)] = []
        var position = 0
        while let start = name[position...].firstIndex(where: isDigit) {
            let end = name[start...].firstIndex { !isDigit($0) } ?? name.count
            let digits = name[start..<end]
            position = end
            guard name[start] != UInt8(ascii: "0") || digits.count == 1 else { continue }
            if let number = Int(String(decoding: digits, as: UTF8.self)) { found.append((start..<end, number)) }
        }
        return found
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
