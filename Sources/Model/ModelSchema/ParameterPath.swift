/// The canonical name of one parameter: a template of the schema and, in a layer, the layer's number.
package struct ParameterPath: Sendable, Hashable {
    static let placeholder = "{layer}"

    /// For example, `bert.encoder.layer.{layer}.output.dense.weight`.
    package let template: String
    package let layer: Int?

    package init(template: String, layer: Int?) {
        self.template = template
        self.layer = layer
    }
}

extension ParameterPath: CustomStringConvertible {
    /// For example, `bert.encoder.layer.3.output.dense.weight`.
    package var description: String {
        layer.map { Self.fill(template, layer: $0) } ?? template
    }

    /// `template` with the layer's number in its place.
    static func fill(_ template: String, layer: Int) -> String {
        guard let range = placeholderRange(in: template) else { return template }
        return template[..<range.lowerBound] + String(layer) + template[range.upperBound...]
    }

    /// Where the layer's number goes; by bytes, as a search for characters takes ten times as long.
    static func placeholderRange(in template: String) -> Range<String.Index>? {
        let utf8 = template.utf8
        guard let start = utf8.firstIndex(of: UInt8(ascii: "{")), template[start...].hasPrefix(placeholder) else {
            return nil
        }
        return start..<utf8.index(start, offsetBy: placeholder.utf8.count)
    }

    /// Every way to read `name` as a template and a layer: itself, and each of its numbers taken as the layer's.
    ///
    /// A number with a leading zero or too large for an `Int` is no layer.
    static func readings(of name: String) -> [ParameterPath] {
        var readings = [ParameterPath(template: name, layer: nil)]
        let utf8 = name.utf8
        // Each reading is a copy of the name: a name of nothing but numbers would take its length squared.
        guard utf8.count <= SchemaLimits.pathBytes else { return readings }
        var position = utf8.startIndex
        while let start = utf8[position...].firstIndex(where: isDigit) {
            let end = utf8[start...].firstIndex { !isDigit($0) } ?? utf8.endIndex
            let digits = name[start..<end]
            if digits == "0" || !digits.hasPrefix("0"), let layer = Int(digits) {
                let template = name[..<start] + placeholder + name[end...]
                readings.append(ParameterPath(template: String(template), layer: layer))
            }
            position = end
        }
        return readings
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}
