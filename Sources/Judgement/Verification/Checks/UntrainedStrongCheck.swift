internal import ByteIO
internal import Forensics
internal import JSONText
internal import Tensors

extension Rule {
    package static let untrainedStrong = Rule("BC502", "untrained-strong", .error, needs: .values)
}

extension Check {
    static let untrainedStrong = Check(
        .untrainedStrong, page: PackageResources.BC502_md, verify: { UntrainedStrongCheck.findings($0.modules) })
}

/// BC502: a module that no training can have left like this: noise without structure beside a bias of zeros, or a
/// norm of ones and zeros.
enum UntrainedStrongCheck {
    static func findings(_ modules: [JudgedModule]) -> [Finding] {
        modules.compactMap { judged in
            guard case .strong(let strong) = judged.verdict else { return nil }
            return judged.finding(
                .untrainedStrong, message: words(strong),
                help: "train this part, or get the checkpoint that was trained; if it is meant, allow it in a policy",
                evidence: facts(strong))
        }
    }

    private static func words(_ strong: UntrainedVerdict.Strong) -> String {
        switch strong {
        case .noise: "is noise without any structure, and its bias is exactly zero: it was never trained"
        case .decayed(let factor, _, _):
            "is noise without any structure, scaled by \(percent(factor)) of its initialiser, and its bias is exactly "
                + "zero: it was never trained, only weight-decayed"
        case .norm: "is exactly one everywhere, and its bias exactly zero, as a norm begins: it was never trained"
        }
    }

    private static func percent(_ factor: Double) -> String {
        String((factor * 1000).rounded() / 1000)
    }

    private static func facts(_ strong: UntrainedVerdict.Strong) -> [(StaticString, JSONValue)] {
        switch strong {
        case .noise(let structure, let edge): noise(structure, edge)
        case .decayed(let factor, let structure, let edge): noise(structure, edge) + [("scale", .number(factor))]
        case .norm: [("test", .string("Z"))]
        }
    }

    static func noise(_ structure: Double, _ edge: Double?) -> [(StaticString, JSONValue)] {
        [
            ("test", .string("N")), ("structure", .number(structure)),
            ("structureThreshold", .number(Threshold.structure)), ("edge", .number(edge)),
            ("edgeThreshold", .number(Threshold.spectralEdge)),
        ]
    }
}
