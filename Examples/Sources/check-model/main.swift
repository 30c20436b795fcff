import CheckpointReading
import Glibc
import ModelVerification

/// Prints the tensors of a model with their largest numbers, then whether the model can be deployed.
func checkModel(_ path: String) throws -> Int32 {
    let checkpoint = try Checkpoint(opening: path)
    for tensor in checkpoint.tensors where tensor.elementType.isFloat {
        var largest: Float = 0
        try tensor.forEachBlockOfFloats { block in
            for index in block.indices { largest = max(largest, abs(block[index])) }
        }
        print(tensor.name, tensor.elementType, tensor.shape, largest)
    }
    let report = try verify(path)
    print(report.text, terminator: "")
    return report.exitStatus
}

guard CommandLine.arguments.count == 2 else {
    print("usage: check-model PATH")
    exit(64)
}
do {
    exit(try checkModel(CommandLine.arguments[1]))
} catch {
    print("error: \(error)")
    exit(2)
}
