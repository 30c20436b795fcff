internal import ByteIO
internal import JSONText
internal import ModelSchema
internal import Verification

/// What stops the library before it has loaded a value, whatever the files hold.
enum LoaderStop: Sendable {
    /// It refuses config.json.
    case configuration
    /// torch refuses the file.
    case file
    /// config.json makes it take other weights, or make others of these.
    case otherWeights
}

extension Finding {
    /// What it stops the library by; nil: the library goes on.
    var loaderStop: LoaderStop? {
        guard severity == .error else { return nil }
        switch rule {
        case .badConfiguration:
            // The library takes it, but nothing tells which model it builds.
            let isUsed = evidence["code"]?.string == Fault.Code.unknownClass.description
            return isUsed ? nil : .configuration
        case .unsafePickle, .compressedArchive: return .file
        case .configurationRedirected: return .otherWeights
        case .notFloat: return subject == "quantization_config" ? .otherWeights : nil
        default: return nil
        }
    }
}

extension VerifyReport {
    /// What stops the library, whether or not the finding is accepted; nil: it loads what fits.
    var loaderStop: LoaderStop? { findings.lazy.compactMap(\.finding.loaderStop).first }

    /// For example, `transformers 5.23 refuses the configuration`.
    func words(_ stop: LoaderStop) -> String {
        let library = loader ?? "the library"
        return switch stop {
        case .configuration: "\(library) refuses the configuration"
        case .file: "torch refuses the file, so \(library) loads nothing"
        case .otherWeights: "\(library) does not use them as they are"
        }
    }
}
