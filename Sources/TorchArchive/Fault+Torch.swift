package import ByteIO

extension Fault.Code {
    package static let zipDirectory = Fault.Code("zip.directory")
    package static let zipTrailing = Fault.Code("zip.trailing-bytes")
    package static let zipName = Fault.Code("zip.name")
    package static let zipMethod = Fault.Code("zip.method")
    package static let zipFlags = Fault.Code("zip.flags")
    package static let zipLocalHeader = Fault.Code("zip.local-header")
    package static let zipRange = Fault.Code("zip.range")
    package static let zipLimit = Fault.Code("zip.limit")
    package static let zipInflate = Fault.Code("zip.inflate")
    package static let torchLayout = Fault.Code("torch.layout")
    package static let torchScript = Fault.Code("torch.torchscript")
    package static let torchLegacy = Fault.Code("torch.legacy")
    package static let torchStorage = Fault.Code("torch.storage")
    package static let torchTensor = Fault.Code("torch.tensor")
    package static let torchUnsupported = Fault.Code("torch.unsupported-tensor")
    package static let torchOpaque = Fault.Code("torch.opaque")
    package static let torchRoot = Fault.Code("torch.no-tensors")
    package static let torchOutput = Fault.Code("torch.output")
    package static let pickleOpcode = Fault.Code("pickle.opcode")
    package static let pickleStack = Fault.Code("pickle.stack")
    package static let pickleMemo = Fault.Code("pickle.memo")
    package static let pickleFrame = Fault.Code("pickle.frame")
    package static let pickleLimit = Fault.Code("pickle.limit")
    package static let pickleText = Fault.Code("pickle.text")
    package static let pickleEnd = Fault.Code("pickle.end")
}

extension Fault {
    private static let distrust = "the file is damaged or made to do harm: fetch it again from where you trust it"

    static func zip(_ code: Code, _ reason: String, entry: String? = nil, at offset: UInt64? = nil) -> Fault {
        Fault(
            code, subject: entry.map { "record '\($0)'" } ?? "zip directory", offset: offset, reason: reason,
            remedy: distrust)
    }

    /// - Parameter offset: in bytes from the start of the pickle's file.
    static func pickle(_ code: Code, _ reason: String, at offset: UInt64) -> Fault {
        Fault(code, subject: "pickle", offset: offset, reason: reason, remedy: distrust)
    }

    static func torchOutput(_ name: String, _ reason: String) -> Fault {
        Fault(.torchOutput, subject: "tensor '\(name)'", reason: reason, remedy: "please report this")
    }

    static func torchLayout(_ reason: String) -> Fault {
        Fault(.torchLayout, reason: reason, remedy: distrust)
    }

    static func torchScript() -> Fault {
        Fault(
            .torchScript, reason: "this is a TorchScript archive: a program, not a checkpoint",
            remedy: "save the model's state_dict instead: torch.save(model.state_dict(), path)")
    }

    static func legacy(_ reason: String, at offset: UInt64) -> Fault {
        Fault(.torchLegacy, offset: offset, reason: reason, remedy: distrust)
    }

    static func storage(_ key: String, _ reason: String) -> Fault {
        Fault(.torchStorage, subject: "storage '\(key)'", reason: reason, remedy: distrust)
    }

    static func tensor(_ reason: String) -> Fault {
        Fault(.torchTensor, reason: reason, remedy: distrust)
    }

    static func unsupportedTensor(_ kind: String, remedy: String) -> Fault {
        Fault(.torchUnsupported, reason: "is \(kind), which no other format can hold", remedy: remedy)
    }

    static func opaque(_ global: String) -> Fault {
        Fault(
            .torchOpaque, reason: "'\(global)' stands where a tensor is needed; bertconv never runs what a file names",
            remedy: "load the file where you trust it and save only its state_dict")
    }

    static func noTensors(_ found: String) -> Fault {
        Fault(
            .torchRoot, reason: "the file holds \(found), and no state_dict anywhere in it",
            remedy: "save the model's state_dict: torch.save(model.state_dict(), path)")
    }
}
