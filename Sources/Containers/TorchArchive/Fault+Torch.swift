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
    package static let torchAltered = Fault.Code("torch.altered")
    package static let torchAmbiguous = Fault.Code("torch.ambiguous")
    package static let torchUnsupported = Fault.Code("torch.unsupported-tensor")
    package static let torchOpaque = Fault.Code("torch.opaque")
    package static let torchRoot = Fault.Code("torch.no-tensors")
    /// A sound file with what a training program saved beside the model.
    package static let trainingState = Fault.Code("torch.training-state")
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
    private static let distrust = "the file is damaged or malicious: fetch it again from a source you trust"

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

    /// The pickle does something to a tensor, or to the dict that holds it, that `torch.save` never writes.
    ///
    /// - Parameter offset: the place of the call that makes it, in bytes from the start of the pickle's file.
    static func altered(_ what: String, at offset: UInt64? = nil) -> Fault {
        Fault(.torchAltered, offset: offset, reason: what, remedy: distrust)
    }

    static func ambiguous(outer: String, inner: String) -> Fault {
        Fault(
            .torchAmbiguous,
            reason: "the file has both the tensor '\(outer)' and the dict '\(inner)', and either may be the model; "
                + "torch and transformers load the former",
            remedy: "save only the right one: torch.save(checkpoint['\(inner)'], path)")
    }

    static func unsupportedTensor(_ kind: String, remedy: String) -> Fault {
        Fault(.torchUnsupported, reason: "is \(kind), which no other format can hold", remedy: remedy)
    }

    static func unsupportedStorage(_ className: String) -> Fault {
        .unsupportedTensor("of the storage class '\(className)'", remedy: "convert it to float32 before saving")
    }

    /// A function makes something other than a dense tensor.
    static func unreadable(_ function: String) -> Fault {
        let dense = "save it as an ordinary dense tensor"
        switch function {
        case "torch._utils._rebuild_qtensor":
            return .unsupportedTensor("a quantised tensor", remedy: "dequantise it first")
        case "torch._utils._rebuild_sparse_tensor", "torch._utils._rebuild_sparse_csr_tensor":
            return .unsupportedTensor("a sparse tensor", remedy: dense)
        case "torch._utils._rebuild_meta_tensor_no_storage":
            return .unsupportedTensor("a meta tensor, which has no values", remedy: "save the real weights")
        case "torch._utils._rebuild_nested_tensor": return .unsupportedTensor("a nested tensor", remedy: dense)
        case "torch._utils._rebuild_wrapper_subclass": return .unsupportedTensor("a wrapped tensor", remedy: dense)
        case "torch._utils._rebuild_device_tensor_from_numpy":
            return .unsupportedTensor("an array of numpy", remedy: dense)
        // The classes themselves: `torch.Tensor`, `torch.FloatTensor`.
        case _ where function.hasPrefix("torch.") && function.hasSuffix("Tensor"):
            return .unsupportedTensor("what '\(function)' makes", remedy: dense)
        default: return .opaque(function)
        }
    }

    static func opaque(_ global: String) -> Fault {
        Fault(
            .torchOpaque, reason: "'\(global)' is where a tensor should be, and bertconv never runs what a file names",
            remedy: "do not load it unless you trust its source; if you do, save only its state_dict")
    }

    /// - Parameter program: whose state a training program saved beside the model: an optimiser.
    static func trainingState(_ program: String) -> Fault {
        Fault(
            .trainingState, reason: "this is the state of \(program), not a model",
            remedy: "take the file with the weights that the training program saved with it, such as "
                + "pytorch_model.bin or model.safetensors")
    }

    static func noTensors(_ found: String) -> Fault {
        Fault(
            .torchRoot, reason: "the file holds \(found) and no state_dict",
            remedy: "save the model's state_dict: torch.save(model.state_dict(), path)")
    }
}
