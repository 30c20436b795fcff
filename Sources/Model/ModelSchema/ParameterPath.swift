/// The canonical name of one parameter: a template of the schema and, in a layer, the layer's number.
package struct ParameterPath: Sendable, Hashable {
    static let placeholder = "{layer}"

    /// The template: `bert.encoder.layer.{layer}.output.dense.weight`.
    package let template: String
    /// The layer's number; nil: the parameter is in no layer.
    package let layer: Int?

    package init(template: String, layer: Int?) {
        self.template = template
        self.layer = layer
    }
}

extension ParameterPath: CustomStringConvertible {
    /// The name: `bert.encoder.layer.3.output.dense.weight`.
    package var description: String {
        layer.map { Self.fill(template, layer: $0) } ?? template
    }

    /// `template` with the layer's number in its place.
    static func fill(_ template: String, layer: Int) -> String {
        guard let range = placeholderRange(in: template) else { return template }
        return template[..<range.lowerBound] + String(layer) + template[range.upperBound...]
    }

    /// The range of `{layer}`.
    ///
    /// The search is by bytes, which is ten times as fast as by characters.
    static func placeholderRange(in template: String) -> Range<String.Index>? {
        let utf8 = template.utf8
        guard let start = utf8.firstIndex(of: UInt8(ascii: "{")), template[start...].hasPrefix(placeholder) else {
            return nil
        }
        return start..<utf8.index(start, offsetBy: placeholder.utf8.count)
    }

    /// Every way to read `name` as a template and a layer: without a layer, and with each of its numbers as the layer.
    ///
    /// A number with a leading zero, or too large for an `Int`, is not a layer.
    static func readings(of name: String) -> [ParameterPath] {
        var readings = [ParameterPath(template: name, layer: nil)]
        let utf8 = name.utf8
        // Each reading copies the name, so a name of nothing but numbers would take time with the square of its length.
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
