internal import ByteIO
internal import Forensics
internal import Formats
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let lostInType = Rule("BC404", "lost-in-type", .error, needs: .values)
}

extension Check {
    static let lostInType = Check(.lostInType, page: PackageResources.BC404_md, verify: LostInTypeCheck.findings)
}

/// BC404: values are lost in the type that the library casts to.
///
/// It is an error if values become infinite or most values of a tensor become zero, and a note if only precision is
/// lost.
enum LostInTypeCheck {
    static func findings(_ examination: Examination) throws(Fault) -> [Finding] {
        guard let loaded = examination.model.loadedType else { return [] }
        var lost: [Finding] = []
        if let range = Range(of: loaded.elementType) {
            for (entry, scan, use) in examination.scannedTensors
            where use.parameter != nil && scan.count > 0 && scan.nonFiniteCount < scan.count {
                if let words = try loss(entry, scan, examination.values.evidence[entry.name], range, loaded) {
                    lost.append(finding(entry, loaded, words))
                }
            }
        }
        return lost.isEmpty ? precision(examination, loaded) : lost
    }

    /// A phrase about the values that are out of the type's range; nil when there are none.
    private static func loss(
        _ entry: TensorEntry, _ scan: ValueScan, _ evidence: TensorEvidence?, _ range: Range, _ loaded: LoadedType
    ) throws(Fault) -> String? {
        if scan.largestMagnitude >= range.infinite {
            return "has values up to \(shown(scan)), which become infinite"
        }
        guard scan.largestMagnitude > 0 else { return nil }
        if scan.largestMagnitude <= range.zero { return "has no value above \(shown(scan)), so all of them become 0" }
        // The values are counted only if a few ordinary ones may hide that most are very small.
        guard entry.elementType.loses(in: loaded.elementType), let evidence,
            evidence.std < 64 * range.zero || evidence.excessKurtosis > mostKurtosis
        else { return nil }
        var numbers = NumberStream()
        try numbers.open(entry, transposed: false)
        var (present, zeroed) = (0, 0)
        while let number = try numbers.next() {
            if number != 0 { present += 1 }
            if number != 0, number.magnitude <= range.zero { zeroed += 1 }
        }
        return zeroed * 2 > present ? "loses \(zeroed) of its \(present) values, which become 0," : nil
    }

    /// The excess kurtosis above which values may differ greatly in size; matrices of models have 0 to 20.
    private static let mostKurtosis = 30.0

    /// The limits of a type's range (IEEE 754; bfloat16 is the upper half of binary32), with rounding to nearest.
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

    /// A note on how many tensors the cast rounds.
    private static func precision(_ examination: Examination, _ loaded: LoadedType) -> [Finding] {
        let entries = examination.model.loading.loaded.values
        let rounded = entries.filter { $0.elementType.loses(in: loaded.elementType) }
        guard !rounded.isEmpty else { return [] }
        return [
            Finding(
                .lostInType, severity: .note, subject: "dtype", file: examination.checkpoint.path,
                message: "rounds \(rounded.count) of \(entries.count) tensors to \(loaded.elementType.word): "
                    + reason(loaded),
                help: "nothing needs to be done if the model was meant to run in \(loaded.elementType.word)",
                evidence: [("dtype", .string(loaded.elementType.word)), ("tensors", .integer(rounded.count))])
        ]
    }

    private static func reason(_ loaded: LoadedType) -> String {
        switch loaded.source {
        case .configuration: "config.json says so"
        case .index: "the index says so"
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
