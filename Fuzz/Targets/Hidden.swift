import ByteIO
import Tensors

@testable import TorchArchive

extension FuzzTarget {
    /// A pickle that may hide something: what is read of it is what torch's restricted unpickler, acted out, makes of it.
    static let hidden = FuzzTarget(name: "hidden") { input throws(Fault) in
        let result = try PickleMachine.run(PickleInput(bytes: input))
        guard result.refusedByTorch.isEmpty else { return }
        let state = try StateDict(result.root, in: result.heap)
        _ = try TorchStorages(result.heap, .archive)
        try KnownCalls(result.heap).check()
        // Where torch stops, nothing is loaded.
        guard let loaded = try? TorchUnpickler.load(input) else { return }
        var value = loaded
        for name in state.path {
            guard case .dict(let dict) = value else { return }
            value = dict.entries[name] ?? .nothing
        }
        guard case .dict(let dict) = value else {
            hold(state.tensors.isEmpty, "what holds the tensors is a dict to torch too")
            return
        }
        hold(dict.attributes.isSubset(of: ["_metadata"]), "nothing hides the entries of a dict")
        for (name, tensor) in state.tensors { holdSame(tensor, dict.entries[name] ?? .nothing) }
    }

    private static func holdSame(_ tensor: TorchTensor, _ value: TorchValue) {
        guard case .tensor(let made) = value else { return hold(false, "what is read as a tensor is one to torch") }
        hold(made.storage?.key == tensor.storage.key, "a tensor is of the storage that torch takes")
        hold(made.storage?.isWritten == false, "nothing is written into the storage of a tensor")
        hold(made.offset == tensor.offset, "a tensor begins where torch's does")
        hold(made.size == tensor.shape.dimensions, "a tensor has the size that torch gives it")
        hold(made.strides == tensor.strides, "a tensor has the strides that torch gives it")
        let type = TorchCalls.elementType(made).split(separator: ".").last.map(String.init) ?? ""
        hold(ElementType(torchName: type) == tensor.elementType, "a tensor has the type that torch gives it")
    }
}
