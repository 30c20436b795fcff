internal import ByteIO
internal import Forensics
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let foreignLayer = Rule("BC802", "foreign-layer", .warning, needs: .values)
}

extension Check {
    static let foreignLayer = Check(
        .foreignLayer, page: PackageResources.BC802_md, verify: ForeignLayerCheck.findings)
}

/// BC802: a layer, or one half of a joint, was not trained with the rest of the model.
enum ForeignLayerCheck {
    static func findings(_ examination: Examination) -> [Finding] {
        guard let belonging = examination.belonging else { return [] }
        return belonging.foreign.map(layer) + belonging.broken.map(joint)
    }

    private static func layer(_ found: Belonging.Foreign) -> Finding {
        let parts = found.halves.count == 2 ? "nothing in it has" : "its \(found.halves[0].half.rawValue) do not have"
        return Finding(
            .foreignLayer, subject: "layer.\(found.layer)", file: found.entry.file.path,
            message: "was not trained with the other layers: \(parts) their profile", help: help,
            evidence: [("test", .string("G")), ("layer", .integer(found.layer))]
                + found.halves.flatMap { half -> [(StaticString, JSONValue)] in
                    let score = JSONValue.number(TransposedKernelCheck.rounded(half.score))
                    let median = JSONValue.number(TransposedKernelCheck.rounded(half.median))
                    return switch half.half {
                    case .kernels: [("kernels", score), ("kernelsElsewhere", median)]
                    case .norms: [("norms", score), ("normsElsewhere", median)]
                    }
                })
    }

    private static func joint(_ found: Belonging.Broken) -> Finding {
        Finding(
            .foreignLayer, about: found.first,
            message: "was not trained with '\(found.second.name)': one of the two comes from another layer or model",
            help: help,
            evidence: [
                ("test", .string("J")), ("layer", .integer(found.place.layer)),
                ("joint", .string(found.place.joint.rawValue)), ("partner", .string(found.second.name)),
                ("direction", .number(TransposedKernelCheck.rounded(found.fit.direction))),
                ("energy", .number(found.fit.energy.map(TransposedKernelCheck.rounded))),
                ("strengthElsewhere", .number(TransposedKernelCheck.rounded(found.median))),
            ])
    }

    private static let help =
        "find out where it comes from, and get the checkpoint again; if it was put there on purpose, allow it in a policy"
}
