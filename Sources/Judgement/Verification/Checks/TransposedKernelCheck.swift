internal import ByteIO
internal import Forensics
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let transposedKernel = Rule("BC801", "transposed-kernel", .error, needs: .values)
}

extension Check {
    static let transposedKernel = Check(
        .transposedKernel, page: PackageResources.BC801_md,
        verify: { examination in examination.belonging?.transposed.map(TransposedKernelCheck.finding) ?? [] })
}

/// BC801: a square kernel is stored the other way round, so every shape is right and every answer is wrong.
package enum TransposedKernelCheck {
    /// The fact of a finding that names what `convert --transpose` must turn: a kind, or a parameter.
    package static let transposeKey = "transpose"

    static func finding(_ found: Belonging.Transposed) -> Finding {
        let (facing, should) = found.kernel.adds ? ("columns", "rows") : ("rows", "columns")
        let sentence =
            "stored the other way round: \(found.isWholeKind ? "their" : "its") \(facing) face the residual stream, "
            + "where \(found.isWholeKind ? "their" : "its") \(should) should"
        let facts: [(StaticString, JSONValue)] = [
            ("test", .string("R")), ("right", .number(rounded(found.sides.own))),
            ("wrong", .number(rounded(found.sides.other))),
        ]
        guard found.isWholeKind else {
            let entry = found.tensors[0].entry
            return Finding(
                .transposedKernel, about: entry, message: "is " + sentence, help: help, conversion: conversion,
                evidence: facts + [("transpose", .string(entry.name))])
        }
        return Finding(
            .transposedKernel, subject: BelongingSubject.kernels(found.kernel, found.tensors.map(\.layer)),
            file: found.tensors[0].entry.file.path,
            message: "are \(found.tensors.count) kernels " + sentence, help: help, conversion: conversion,
            evidence: facts + [
                ("transpose", .string(found.kernel.word)), ("names", .texts(found.tensors.map(\.entry.name))),
            ])
    }

    private static let help =
        "get the checkpoint again from where it was converted, or turn the kernel with bertconv convert --transpose"
    private static let conversion = "convert it, which turns what is stored the other way round"

    /// A score as people read it.
    static func rounded(_ score: Double) -> Double { (score * 10).rounded() / 10 }
}

/// The subjects of findings about several layers.
enum BelongingSubject {
    /// For example, `layer.{0-5}.attention-output`.
    static func kernels(_ kernel: ResidualStream.Kernel, _ layers: [Int]) -> String {
        "layer.\(LayerNumbers(layers)).\(kernel.word)"
    }
}
