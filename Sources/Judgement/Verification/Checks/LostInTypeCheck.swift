internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

/// BC404: what the type that the library casts to does to the values.
///
/// Values that become infinite, or a tensor that becomes all zero, are an error. That precision is lost is a note.
enum LostInTypeCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        guard let loaded = examination.model.loadedType else { return [] }
        let range = Range(of: loaded.elementType)
        let lost = examination.scannedTensors.compactMap { entry, scan, use -> Finding? in
            guard let range, use.parameter != nil, scan.count > 0, scan.nonFiniteCount < scan.count else { return nil }
            if scan.largestMagnitude >= range.infinite {
                return finding(entry, loaded, "has values up to \(shown(scan)), which become infinite")
            }
            guard scan.largestMagnitude > 0, scan.largestMagnitude <= range.zero else { return nil }
            return finding(entry, loaded, "has no value above \(shown(scan)), so all become 0")
        }
        return lost.isEmpty ? precision(examination, loaded) : lost
    }

    /// Where the values of a type end (IEEE 754; bfloat16 is the upper half of binary32), with rounding to nearest.
    private struct Range {
        /// The least magnitude that becomes infinite.
        let infinite: Double
        /// The largest magnitude that becomes 0.
        let zero: Double

        init?(of type: ElementType) {
            switch type {
            case .float16: (infinite, zero) = (65520, 0x1p-25)
            case .bfloat16: (infinite, zero) = (0x1.FFp127, 0x1p-134)
            case .float32: (infinite, zero) = (0x1.FFFFFFp127, 0x1p-150)
            default: return nil
            }
        }
    }

    private static func finding(_ entry: TensorEntry, _ loaded: LoadedType, _ what: String) -> Finding {
        Finding(
            .lostInType, about: entry, message: "\(what) as \(loaded.elementType.word): \(reason(loaded))",
            help: loaded.source == .fixed
                ? "scale the weights into the range of \(loaded.elementType.word), or train the model in that type"
                : "set 'dtype' in config.json to \(entry.elementType == .float16 ? "float16" : "float32")",
            evidence: [("dtype", .string(loaded.elementType.word))])
    }

    /// A note that the cast rounds, and for how many tensors.
    private static func precision(_ examination: Examination, _ loaded: LoadedType) -> [Finding] {
        let entries = examination.model.loading.loaded.values
        let rounded = entries.filter { $0.elementType.loses(in: loaded.elementType) }
        guard !rounded.isEmpty else { return [] }
        return [
            Finding(
                .lostInType, severity: .note, subject: "dtype", file: examination.checkpoint.path,
                message: "\(rounded.count) of \(entries.count) tensors are rounded to \(loaded.elementType.word): "
                    + reason(loaded),
                help: "nothing needs to be done if the model was meant to run in \(loaded.elementType.word)",
                evidence: [("dtype", .string(loaded.elementType.word)), ("tensors", .integer(rounded.count))])
        ]
    }

    private static func reason(_ loaded: LoadedType) -> String {
        switch loaded.source {
        case .configuration: "config.json says so"
        case .index: "the index of the shards says so"
        case .tensor(let name): "config.json names no type, and '\(name)', the first tensor, has this one"
        case .library: "nothing names a type"
        case .fixed: "the library has no other type"
        }
    }

    private static func shown(_ scan: ValueScan) -> String {
        let float = Float(scan.largestMagnitude)
        return float.isFinite && float > 0 ? "\(float)" : "\(scan.largestMagnitude)"
    }
}

extension ElementType {
    /// Whether numbers of this type are rounded when they become those of `other`.
    fileprivate func loses(in other: ElementType) -> Bool {
        switch (self, other) {
        case (.float64, .float32), (.float64, .float16), (.float64, .bfloat16), (.float32, .float16),
            (.float32, .bfloat16), (.float16, .bfloat16), (.bfloat16, .float16):
            true
        default: false
        }
    }
}
