internal import Verification

extension Rule {
    /// Whether its check reads the values of tensors, so that names and shapes alone cannot pass it.
    var needsValues: Bool {
        switch self {
        case .tiedWeightsDiffer, .buffer, .duplicateTensorDiffers, .weightFilesDiffer: true
        default: number.hasPrefix("BC4") || number.hasPrefix("BC5")
        }
    }
}
