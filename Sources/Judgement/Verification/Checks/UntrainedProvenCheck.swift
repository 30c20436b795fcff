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

/// BC501: the values are still the bits of a random generator.
enum UntrainedProvenCheck {
    static func findings(_ modules: [JudgedModule]) -> [Finding] {
        modules.compactMap { judged in
            guard case .proven(let proof) = judged.verdict else { return nil }
            return judged.finding(
                .untrainedProven, message: words(proof),
                help: "train this part, or get the trained checkpoint",
                evidence: facts(proof))
        }
    }

    private static func words(_ proof: UntrainedVerdict.Proof) -> String {
        switch proof {
        case .lattice(let lattice):
            return "holds the bits of \(lattice.law.generator): it was never trained"
        case .seed(let match, let isBitEqual):
            return isBitEqual
                ? "equals torch's initialisation with seed \(match.seed) bit for bit: it was never trained"
                : "equals torch's initialisation with seed \(match.seed), apart from scale or rounding "
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
    /// The generator, for a sentence.
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
