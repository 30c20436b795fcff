package import ByteIO
internal import JSONText
internal import ModelSchema

/// A record of a model's outputs in a file, as plain JSON that any framework can write (docs/probe.md).
package enum GoldenFile {
    private static let format = 1
    private static let maximumBytes = 64 << 20
    /// Values take fifty bytes of memory each, and about ten bytes of text.
    private static let maximumValues = 8_000_000
    /// How many texts a record may have.
    package static let maximumInputs = 10_000

    /// The file of a record.
    ///
    /// - Throws: ``Fault`` `probe.golden` for one that would be too large to be read.
    package static func text(
        _ record: ProbeRecord, digest: String?, tool: String, maximumBytes: Int = maximumBytes
    ) throws(Fault) -> String {
        let count = record.inputs.count
        if count > maximumInputs { throw .recordTooLarge("\(count) texts", fitting: maximumInputs) }
        let numberCount = record.outputs.reduce(0) { sum, output in
            sum + output.texts.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.count + 1 } }
        }
        // Tokens and samples of modules are few beside the numbers of outputs, and have half of the values left.
        if numberCount > maximumValues / 2 {
            throw .recordTooLarge("\(numberCount) numbers", fitting: count * (maximumValues / 2) / numberCount)
        }
        let value: JSONValue = [
            "$schema": "https://bertconv.example/schemas/probe-1.schema.json",
            "probe": .integer(format),
            "tool": .string(tool),
            "class": .string(record.className),
            "digest": .text(digest),
            "inputs": .array(
                record.inputs.map { input in
                    [
                        "texts": .texts(input.parts),
                        "ids": numbers(input.tokens.ids),
                        "types": numbers(input.tokens.types),
                    ]
                }),
            "outputs": .array(
                record.outputs.map { output in
                    [
                        "name": .string(output.name),
                        "texts": .array(
                            output.texts.map { text in
                                [
                                    "places": numbers(text.places),
                                    "values": .array(text.values.map(Self.numbers)),
                                ]
                            }),
                    ]
                }),
            "modules": .array(
                record.modules.map { module in
                    [
                        "module": .string(module.name),
                        "samples": .array(module.samples.map(Self.numbers)),
                    ]
                }),
        ]
        let text = JSONWriter.compact(value)
        let size = text.utf8.count
        if size > maximumBytes { throw .recordTooLarge("\(size) bytes", fitting: count * maximumBytes / size) }
        return text
    }

    private static func numbers(_ numbers: [Int]) -> JSONValue { .array(numbers.map { .integer($0) }) }

    /// Numbers with the fewest digits that give them back; null for one that is infinite or NaN.
    private static func numbers(_ numbers: [Float]) -> JSONValue {
        .array(numbers.map { $0.isFinite ? .decimal("\($0)") : .null })
    }

    /// Reads a record.
    ///
    /// - Throws: ``Fault`` `file.*`, `json.*`, `probe.golden`.
    package static func read(_ path: String) throws(Fault) -> ProbeRecord {
        let file = try InputFile(path: path)
        do throws(Fault) {
            guard file.byteCount <= maximumBytes else { throw Fault.golden("has more than \(maximumBytes) bytes") }
            let bytes = try file.bytes(at: 0, count: Int(file.byteCount))
            return try record(try JSONParser.parse(bytes, maximumValues: maximumValues))
        } catch {
            throw error.inFile(path)
        }
    }

    private static func record(_ value: JSONValue) throws(Fault) -> ProbeRecord {
        guard let object = value.object else { throw .golden("is \(value.typeName), expected an object") }
        guard object["probe"]?.integer == format else {
            throw .golden("has no \"probe\": \(format), so it is no record of this format")
        }
        var inputs: [ProbeInput] = []
        let stored = try list(object, "inputs")
        guard stored.count <= maximumInputs else { throw .golden("has more than \(maximumInputs) inputs") }
        for input in stored {
            let ids = try integers(input.object, "ids")
            let types = input.object?["types"] == nil ? nil : try integers(input.object, "types")
            if let types, types.count != ids.count { throw .golden("has an input with more or fewer types than ids") }
            inputs.append(
                ProbeInput(
                    parts: (input.object?["texts"]?.array ?? []).compactMap(\.string),
                    tokens: TextBatch.Text(ids: ids, types: types)))
        }
        guard !inputs.isEmpty else { throw .golden("has no inputs") }
        var record = ProbeRecord(className: object["class"]?.string ?? "", inputs: inputs)
        for output in try list(object, "outputs") {
            var texts: [ProbeRecord.Rows] = []
            for text in try list(output.object, "texts") {
                let places = text.object?["places"] == nil ? [] : try integers(text.object, "places")
                var rows: [[Float]] = []
                for row in try list(text.object, "values") { rows.append(try floats(row)) }
                guard places.isEmpty || places.count == rows.count else {
                    throw .golden("has a text with more or fewer places than rows")
                }
                texts.append(ProbeRecord.Rows(places: places, values: rows))
            }
            guard texts.count == inputs.count else {
                throw .golden("has an output that has not an entry for each input")
            }
            record.outputs.append(
                ProbeRecord.Output(name: output.object?["name"]?.string ?? "", task: nil, texts: texts))
        }
        for module in object["modules"]?.array ?? [] {
            var samples: [[Float]] = []
            for sample in try list(module.object, "samples") { samples.append(try floats(sample)) }
            record.modules.append(
                ProbeRecord.Module(name: module.object?["module"]?.string ?? "", samples: samples))
        }
        return record
    }

    private static func list(_ object: JSONObject?, _ name: String) throws(Fault) -> [JSONValue] {
        guard let list = object?[name]?.array else { throw .golden("has no list '\(name)' where one is expected") }
        return list
    }

    private static func integers(_ object: JSONObject?, _ name: String) throws(Fault) -> [Int] {
        var integers: [Int] = []
        for value in try list(object, name) {
            guard let integer = value.integer else { throw .golden("has \(value.typeName) in '\(name)'") }
            integers.append(integer)
        }
        return integers
    }

    private static func floats(_ value: JSONValue) throws(Fault) -> [Float] {
        guard let list = value.array else { throw .golden("has \(value.typeName), expected a list of numbers") }
        var floats: [Float] = []
        for element in list {
            guard let number = element == .null ? .nan : element.double else {
                throw .golden("has \(element.typeName) among numbers")
            }
            floats.append(Float(number))
        }
        return floats
    }
}

extension Fault {
    /// - Parameter count: how many of the texts make a record that can be read.
    fileprivate static func recordTooLarge(_ size: String, fitting count: Int) -> Fault {
        Fault(
            .golden, reason: "would have \(size), more than --against reads",
            remedy: count > 0 ? "pass at most \(count) of these texts" : "cut the text off with --max-length")
    }

    fileprivate static func golden(_ reason: String) -> Fault {
        Fault(.golden, reason: reason, remedy: "write it with --write, or as docs/probe.md shows")
    }
}
