package import ByteIO

extension Fault.Code {
    package static let outputIsInput = Fault.Code("convert.output-is-input")
    package static let outputFormat = Fault.Code("convert.output-format")
    package static let shapesDisagree = Fault.Code("convert.shapes-disagree")
    package static let cannotHold = Fault.Code("convert.cannot-hold")
    package static let growth = Fault.Code("convert.growth")
    package static let leadsOut = Fault.Code("convert.leads-out")
    package static let overflow = Fault.Code("convert.overflow")
}

extension Fault {
    static func outputIsInput(_ path: String) -> Fault {
        Fault(
            .outputIsInput, file: path, reason: "the output is the input itself",
            remedy: "write to another name; bertconv never changes its input")
    }

    static func unknownOutput(_ path: String) -> Fault {
        Fault(
            .outputFormat, file: path, reason: "the name does not tell the output's format",
            remedy: "let it end in .safetensors, .bin or .h5; for a model folder say --to")
    }

    static func cannotHold(_ parameter: String, format: OutputFormat) -> Fault {
        Fault(
            .cannotHold, subject: "parameter '\(parameter)'",
            reason: "\(format.title) has no place for it, and its values are its own",
            remedy: "write .safetensors or .bin, which hold it")
    }

    static func cannotCarry(_ tensor: String, format: OutputFormat) -> Fault {
        Fault(
            .cannotHold, subject: "tensor '\(tensor)'",
            reason: "it is no parameter of the model, and \(format.title) has no place for others",
            remedy: "leave such tensors out with --drop-unmapped, or write .safetensors")
    }

    static func growth(_ byteCount: Int, stored: Int) -> Fault {
        Fault(
            .growth,
            reason: "the output would be \(byteCount) bytes, more than four times the \(stored) that are stored",
            remedy: "the file gives one storage many names; do not trust it")
    }

    static func leadsOut(_ path: String) -> Fault {
        Fault(
            .leadsOut, file: path, reason: "is a link to a file outside of the model's folder",
            remedy: "put the file itself there, if it belongs to the model")
    }

    static func overflow(_ tensor: String, count: Int, to type: String) -> Fault {
        Fault(
            .overflow, subject: "tensor '\(tensor)'",
            reason: "\(count) of its values are too large for \(type) and would become infinite",
            remedy: "choose another --dtype, or accept it with --allow-overflow")
    }

    /// - Parameters:
    ///   - count: of the tensors.
    ///   - causes: one line for each field and tensor.
    static func shapesDisagree(_ path: String, with source: String, count: Int, causes: [String]) -> Fault {
        Fault(
            .shapesDisagree, file: path,
            reason: count == 1
                ? "the shape of a tensor disagrees with \(source)"
                : "the shapes of \(count) tensors disagree with \(source)",
            remedy: "use the config.json that was saved with these weights, or say the right class with --as",
            causes: causes)
    }

    static func noPlace(_ name: String) -> Fault {
        Fault(
            .cannotHold, subject: "tensor '\(name)'", reason: "got no place in the output",
            remedy: "please report this")
    }
}
