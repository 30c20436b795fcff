import ArgumentParser
import Conversion
import Initialization
import Tensors

/// How a command reports.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// How `inspect` reports.
enum InspectFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv
}

/// Seeds as people write them: `42`, `0-9999`.
struct SeedRange: ExpressibleByArgument {
    /// Seeds at the most; each costs some microseconds a tensor.
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

/// What weights are converted to.
enum WeightType: String, ExpressibleByArgument, CaseIterable {
    case keep, f32, f16, bf16

    /// Nil: they stay as they are.
    var elementType: ElementType? {
        switch self {
        case .keep: nil
        case .f32: .float32
        case .f16: .float16
        case .bf16: .bfloat16
        }
    }

    /// As a config.json names it.
    var configurationName: String? {
        switch self {
        case .keep: nil
        case .f32: "float32"
        case .f16: "float16"
        case .bf16: "bfloat16"
        }
    }
}

/// What weights are made as.
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

/// A size in bytes as people write it: `5GB`, `500MB`, `1048576`; in powers of 1000, as on the Hugging Face Hub.
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
