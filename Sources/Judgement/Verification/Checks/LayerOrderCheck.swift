internal import ByteIO
internal import Forensics
internal import Formats
internal import JSONText
internal import ModelSchema

extension Rule {
    package static let layerOrder = Rule("BC805", "layer-order", .warning, needs: .values)
}

extension Check {
    static let layerOrder = Check(
        .layerOrder, page: PackageResources.BC805_md, verify: LayerOrderCheck.findings)
}

/// BC805: the layers fit each other better in another order.
enum LayerOrderCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        guard let order = examination.belonging?.order else { return [] }
        let numbers = order.order.map(String.init).joined(separator: ", ")
        let moved = zip(order.order, order.order.sorted()).filter { $0 != $1 }.map(\.1)
        return [
            Finding(
                .layerOrder, subject: "layer.\(LayerNumbers(moved))", file: examination.checkpoint.path,
                message: "are not where they were trained: the layers fit each other in the order \(numbers)",
                help: "get the checkpoint again, and check what renumbered its layers; "
                    + "if they were moved on purpose, allow it in a policy",
                evidence: [
                    ("test", .string("O")), ("z", .number(TransposedKernelCheck.rounded(order.z))),
                    ("order", .array(order.order.map { .integer($0) })),
                ])
        ]
    }
}
