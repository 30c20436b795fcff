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

/// BC502: a module that training cannot have left like this: noise without structure with a bias of zeros, a small
/// matrix of the initialiser's spread with such a bias, or a norm of ones and zeros.
enum UntrainedStrongCheck {
    static func findings(_ modules: [JudgedModule]) -> [Finding] {
        modules.compactMap { judged in
            guard case .strong(let strong) = judged.verdict else { return nil }
            return judged.finding(
                .untrainedStrong, message: words(strong),
                help: "train this part, or get the trained checkpoint; if it is untrained on purpose, allow it in a "
                    + "policy",
                evidence: facts(strong))
        }
    }

    private static func words(_ strong: UntrainedVerdict.Strong) -> String {
        switch strong {
        case .noise: "looks untrained: its values have no structure, and its bias is exactly 0"
        case .truncated:
            "looks untrained: its values have no structure and the spread that TensorFlow's initialiser leaves "
                + "(0.88 of initializer_range, as it cuts numbers at two standard deviations), and its bias is exactly 0"
        case .decayed(let factor, _, _):
            "looks untrained: its values have no structure, their spread is \(percent(factor)) of the initialiser's "
                + "(weight decay only), and its bias is exactly 0"
        case .spread: "looks untrained: its values have the spread of the initialiser, and its bias is exactly 0"
        case .norm: "looks untrained: it is exactly 1 everywhere and its bias exactly 0, the initial values of a norm"
        }
    }

    private static func percent(_ factor: Double) -> String {
        String((factor * 1000).rounded() / 1000)
    }

    private static func facts(_ strong: UntrainedVerdict.Strong) -> [(StaticString, JSONValue)] {
        switch strong {
        case .noise(let structure, let edge), .truncated(let structure, let edge): noise(structure, edge)
        case .decayed(let factor, let structure, let edge): noise(structure, edge) + [("scale", .number(factor))]
        case .spread, .norm: [("test", .string("Z"))]
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
