internal import ByteIO
package import Forensics
internal import JSONText
internal import ModelSchema
internal import Tensors

extension Rule {
    package static let untrainedProven = Rule("BC501", "untrained-proven", .error, needs: .values)
}

extension Check {
    static let untrainedProven = Check(
        .untrainedProven, page: PackageResources.BC501_md, verify: { UntrainedProvenCheck.findings($0.modules) })
}

/// BC501: the values are still what a random generator made, bit by bit.
enum UntrainedProvenCheck {
    static func findings(_ modules: [JudgedModule]) -> [Finding] {
        modules.compactMap { judged in
            guard case .proven(let proof) = judged.verdict else { return nil }
            return judged.finding(
                .untrainedProven, message: words(proof),
                help: "train this part, or get the checkpoint that was trained",
                evidence: facts(proof))
        }
    }

    private static func words(_ proof: UntrainedVerdict.Proof) -> String {
        switch proof {
        case .lattice(let lattice):
            return "holds the bits that \(lattice.law.generator) makes: it was never trained"
        case .seed(let match, let isBitEqual):
            return isBitEqual
                ? "is bit for bit the torch initialisation with seed \(match.seed): it was never trained"
                : "is the torch initialisation with seed \(match.seed), but for its scale or rounding "
                    + "(correlation \(match.correlation)): it was never trained"
        }
    }

    static func facts(_ proof: UntrainedVerdict.Proof) -> [(StaticString, JSONValue)] {
        switch proof {
        case .lattice(let lattice):
            [
                ("test", .string("L")), ("generator", .string(lattice.law.generator)), ("z", .number(lattice.z)),
                ("threshold", .number(Threshold.lattice)), ("log10p", .number(-lattice.evidence)),
                ("values", .integer(lattice.count)), ("transposed", .bool(lattice.order == .transposed)),
            ]
        case .seed(let match, let isBitEqual):
            facts(match) + [("bitEqual", .bool(isBitEqual))]
        }
    }

    static func facts(_ match: SeedReplay.Match) -> [(StaticString, JSONValue)] {
        [
            ("test", .string("S")), ("seed", .integer(Int(clamping: match.seed))),
            ("correlation", .number(match.correlation)), ("z", .number(match.z)), ("values", .integer(match.count)),
        ]
    }
}

extension LatticeEvidence.Law {
    /// As a sentence names it.
    package var generator: String {
        switch self {
        case .torchNormal: "torch's normal generator"
        case .tensorFlowNormal: "TensorFlow's normal generator"
        case .uniform(let initializer, let bits):
            (bits == 24 ? "torch's" : "TensorFlow's") + " uniform generator (\(initializer.title))"
        }
    }
}

extension UniformInitializer {
    fileprivate var title: String {
        switch self {
        case .linearDefault: "the default of nn.Linear"
        case .xavier: "Xavier"
        case .kaiming: "Kaiming"
        case .lecun: "LeCun"
        }
    }
}
