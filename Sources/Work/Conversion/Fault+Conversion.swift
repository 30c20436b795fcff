package import ByteIO

extension Fault.Code {
    package static let outputFormat = Fault.Code("convert.output-format")
    package static let cannotHold = Fault.Code("convert.cannot-hold")
    package static let growth = Fault.Code("convert.growth")
    package static let leadsOut = Fault.Code("convert.leads-out")
    package static let overflow = Fault.Code("convert.overflow")
    package static let nameTwice = Fault.Code("convert.name-twice")
    package static let sideFiles = Fault.Code("convert.side-files")
    package static let prefix = Fault.Code("convert.prefix")
    package static let otherFirst = Fault.Code("convert.other-weights-first")
}

extension Fault {
    static func nameTwice(_ name: String, _ first: String, _ second: String) -> Fault {
        Fault(
            .nameTwice, subject: "tensor '\(name)'",
            reason: "two tensors would have this name in the output: '\(first)' and '\(second)' of the input",
            remedy:
                "remove the wrong one; --drop-unmapped leaves out tensors that are no parameters of the model"
        )
    }

    static func tooManySideFiles(_ path: String, limit: Int) -> Fault {
        Fault(
            .sideFiles, file: path, reason: "the folder has more than \(limit) files and folders beside the weights",
            remedy:
                "pass the file with the weights instead of the folder; then only configuration and tokenizer are copied"
        )
    }

    /// - Parameter example: a name in the file.
    package static func prefixIsNowhere(_ prefix: String, in path: String, example: String?) -> Fault {
        Fault(
            .prefix, file: path, reason: "no tensor's name begins with '\(prefix)'",
            remedy: example.map { "names begin as in '\($0)'; pass that prefix to --strip-prefix, or omit the option" }
        )
    }

    /// - Parameters:
    ///   - path: the file that is loaded first.
    ///   - output: the file that would not be loaded.
    package static func otherFirst(_ path: String, before output: String) -> Fault {
        Fault(
            .otherFirst, file: path,
            reason: "loaders take this file before '\(output)', so the output would not be loaded",
            remedy: "move this file to another place, or write to another folder")
    }

    /// - Parameter library: the library that loads files of this name together.
    package static func partOfOthers(_ path: String, library: String) -> Fault {
        Fault(
            .otherFirst, file: path,
            reason:
                "\(library) takes a file of this name for one part of a distributed checkpoint, and loads it with every "
                + "other file in the folder",
            remedy: "choose another name for the output, such as model.safetensors")
    }

    static func unknownOutput(_ path: String) -> Fault {
        Fault(
            .outputFormat, file: path, reason: "the name does not show the format of the output",
            remedy: "use a name that ends in .safetensors, .bin or .h5, or in / for a model folder")
    }

    static func cannotHold(_ parameter: String, format: OutputFormat) -> Fault {
        Fault(
            .cannotHold, subject: "parameter '\(parameter)'",
            reason: "\(format.title) has no place for it, and no other parameter has its values",
            remedy: "write .safetensors or .bin, which have a place for it")
    }

    static func cannotHoldUnmapped(_ tensor: String, format: OutputFormat) -> Fault {
        Fault(
            .cannotHold, subject: "tensor '\(tensor)'",
            reason: "it is no parameter of the model, and \(format.title) has no place for other tensors",
            remedy: "pass --drop-unmapped to leave out such tensors, or write .safetensors")
    }

    static func growth(_ byteCount: Int, stored: Int) -> Fault {
        Fault(
            .growth,
            reason: "the output would be \(byteCount) bytes, more than four times the \(stored) that are stored",
            remedy: "many tensors of the file share one storage; do not trust the file")
    }

    static func leadsOut(_ path: String) -> Fault {
        Fault(
            .leadsOut, file: path, reason: "is a link to a file outside of the model's folder",
            remedy: "if it belongs to the model, replace the link by the file")
    }

    static func overflow(_ tensor: String, count: Int, to type: String) -> Fault {
        Fault(
            .overflow, subject: "tensor '\(tensor)'",
            reason: "\(count) of its values are too large for \(type) and would become infinite",
            remedy: "choose another --dtype, or pass --allow-overflow to accept this")
    }

    static func noPlace(_ name: String) -> Fault {
        Fault(
            .cannotHold, subject: "tensor '\(name)'", reason: "got no place in the output",
            remedy: "please report this")
    }
}
