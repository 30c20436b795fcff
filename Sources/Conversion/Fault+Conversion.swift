package import ByteIO

extension Fault.Code {
    package static let outputIsInput = Fault.Code("convert.output-is-input")
    package static let outputFormat = Fault.Code("convert.output-format")
    package static let shapesDisagree = Fault.Code("convert.shapes-disagree")
    package static let notDecoded = Fault.Code("convert.not-decoded")
}

extension Fault {
    static func outputIsInput(_ path: String) -> Fault {
        Fault(
            .outputIsInput, file: path, reason: "the output is the input itself",
            remedy: "write to another name; bertconv never changes its input")
    }

    static func unsupportedOutput(_ path: String, format: String?) -> Fault {
        Fault(
            .outputFormat, file: path,
            reason: format.map { "writing \($0) is not supported yet" } ?? "the name does not tell the output's format",
            remedy: "give the output a name that ends in .safetensors")
    }

    /// - Parameter causes: one line for each tensor.
    static func shapesDisagree(_ path: String, with source: String, causes: [String]) -> Fault {
        Fault(
            .shapesDisagree, file: path,
            reason: causes.count == 1
                ? "the shape of a tensor disagrees with \(source)"
                : "the shapes of \(causes.count) tensors disagree with \(source)",
            remedy: "use the config.json that was saved with these weights, or say the right class with --as",
            causes: causes)
    }

    static func notDecoded(_ name: String) -> Fault {
        Fault(
            .notDecoded, subject: "tensor '\(name)'", reason: "was not decoded before it was to be moved",
            remedy: "please report this")
    }
}
