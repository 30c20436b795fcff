import ArgumentParser
import ByteIO
import Conversion
import Initialization
import Tensors

/// The form of a command's result.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// The form of what `inspect` prints.
enum InspectFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
}

/// A seed or a range of seeds, `42` or `0-9999`.
struct SeedRange: ExpressibleByArgument {
    /// Seeds at most; each takes some microseconds a tensor.
    private static let maximumCount: UInt64 = 1_000_000

    let seeds: [UInt64]

    init?(argument: String) {
        let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last,
            last - first < Self.maximumCount
        else { return nil }
        seeds = Array(first...last)
    }
}

/// Whether to colour what is printed.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

extension OutputFormat: ExpressibleByArgument {}

/// The type that weights are converted to.
enum WeightType: String, ExpressibleByArgument, CaseIterable {
    case keep, f32, f16, bf16

    /// Nil: the weights keep their type.
    var elementType: ElementType? {
        switch self {
        case .keep: nil
        case .f32: .float32
        case .f16: .float16
        case .bf16: .bfloat16
        }
    }

    /// The type as a config.json names it; nil: the weights keep theirs.
    var configurationName: String? {
        switch self {
        case .keep: nil
        case .f32: "float32"
        case .f16: "float16"
        case .bf16: "bfloat16"
        }
    }
}

/// The type of the weights that `init` makes.
enum NewWeightType: String, ExpressibleByArgument, CaseIterable {
    case f32, f16, bf16

    var type: WeightType {
        switch self {
        case .f32: .f32
        case .f16: .f16
        case .bf16: .bf16
        }
    }
}

extension WeightInitializer: ExpressibleByArgument {}

/// A size in bytes, `5GB` or `1048576`, in units that are powers of 1000, as on the Hugging Face Hub.
struct ByteSize: ExpressibleByArgument {
    let byteCount: Int

    private static let units = [
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000), ("B", 1),
    ]

    init?(argument: String) {
        let text = argument.uppercased()
        let unit = Self.units.first { text.hasSuffix($0.0) }
        let digits = unit.map { text.dropLast($0.0.count) } ?? text[...]
        guard let number = Int(digits), number > 0 else { return nil }
        let (byteCount, overflow) = number.multipliedReportingOverflow(by: unit?.1 ?? 1)
        guard !overflow else { return nil }
        self.byteCount = byteCount
    }
}
