import ByteIO
import Tensors

@testable import TorchArchive

extension FuzzTarget {
    /// A pickle, from memory and from a file, and the state_dict that it may describe.
    static let pickle = FuzzTarget(name: "pickle") { input throws(Fault) in
        let result = try PickleMachine.run(PickleInput(bytes: input))
        hold(result.rest.position <= UInt64(input.count), "a pickle ends in its file")
        holdPlace(result.root, in: result.heap)
        holdPlaces(in: result.heap)
        let file = try folder.open(input)
        let again = try PickleMachine.run(PickleInput(file: file, range: 0..<file.byteCount))
        let isSame = again.root == result.root && again.rest.position == result.rest.position
        // A number that is none equals nothing, not even itself.
        hold(isSame || again.root != again.root, "a pickle is the same from memory and from a file")
        holdTensors(try StateDict(result.root, in: result.heap))
        for naming in [TorchStorages.Naming.archive, .legacy] { _ = try? TorchStorages(result.heap, naming) }
        try KnownCalls(result.heap).check()
    }

    /// Every value that names a place in the heap names one that is there.
    private static func holdPlaces(in heap: PickleHeap) {
        for value in heap.tuples.joined() { holdPlace(value, in: heap) }
        for value in heap.lists.lazy.flatMap(\.elements) { holdPlace(value, in: heap) }
        for dict in heap.dicts {
            for entry in dict.entries {
                holdPlace(entry.key, in: heap)
                holdPlace(entry.value, in: heap)
            }
            if let state = dict.state { holdPlace(state, in: heap) }
        }
        for value in heap.persistents { holdPlace(value, in: heap) }
        for object in heap.objects {
            holdPlace(object.callable, in: heap)
            holdPlace(object.arguments, in: heap)
            if let state = object.state { holdPlace(state, in: heap) }
        }
    }

    private static func holdPlace(_ value: PickleValue, in heap: PickleHeap) {
        let isThere =
            switch value {
            case .tuple(let place): heap.tuples.indices.contains(place)
            case .list(let place): heap.lists.indices.contains(place)
            case .dict(let place): heap.dicts.indices.contains(place)
            case .global(let place): heap.globals.indices.contains(place)
            case .object(let place): heap.objects.indices.contains(place)
            case .persistent(let place): heap.persistents.indices.contains(place)
            default: true
            }
        hold(isThere, "every place in the heap is there")
    }

    private static func holdTensors(_ state: StateDict) {
        var names: Set<[UInt8]> = []
        for (name, tensor) in state.tensors {
            hold(names.insert(Array(name.utf8)).inserted, "no name stands twice in a state_dict")
            hold(tensor.shape.rank == tensor.strides.count, "each dimension has a stride")
            hold(tensor.storage.count >= 0, "no storage has a negative count")
        }
    }

    private static let folder = InputFolder()
}
