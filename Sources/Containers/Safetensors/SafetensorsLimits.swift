/// Limits on safetensors files (`docs/limits.md`); a BERT with 48 layers has 800 tensors and a header of 100 KB.
package enum SafetensorsLimits {
    /// Bytes of the header; the crate accepts 100,000,000.
    package static let headerBytes: UInt64 = 16 << 20
    /// Levels of JSON; a valid header has four.
    package static let headerDepth = 8
    package static let tensors = 100_000
    /// Bytes of the name of a tensor.
    package static let nameBytes = 4096
    /// Dimensions of a tensor; torch allows 64.
    package static let rank = 64
}
