internal import ByteIO
internal import Forensics
internal import JSONText
internal import Tensors

extension Rule {
    package static let barelyTrained = Rule("BC504", "barely-trained", .warning, needs: .values)
}

extension Check {
    static let barelyTrained = Check(
        .barelyTrained, page: PackageResources.BC504_md, verify: { BarelyTrainedCheck.findings($0.modules) })
}

/// BC504: values that hardly changed since their initialisation.
///
/// Heads of two or three rows, whose values show nothing either way, are only counted in the report's summary.
enum BarelyTrainedCheck {
    static func findings(_ modules: [JudgedModule]) -> [Finding] {
        let noise = Noise(modules)
        return modules.compactMap { judged in
            switch judged.verdict {
            case .barely(.seed(let match)):
                return judged.finding(
                    .barelyTrained,
                    message: "started as torch's initialisation with seed \(match.seed) and has changed by only "
                        + percent(1 - match.correlation.magnitude),
                    help: "expected for a briefly fine-tuned head; train anything else for longer",
                    evidence: UntrainedProvenCheck.facts(match))
            case .barely(.noise(let structure, let edge)):
                return judged.finding(
                    .barelyTrained, severity: noise.isMost ? .error : nil,
                    message: noise.isMost
                        ? "has no structure, as \(noise.count) of \(noise.total) matrices: the model is untrained, or "
                            + "was trained for a few steps"
                        : "has no structure, as after a few steps of training",
                    help: "train it for longer, or find out why it was initialised again",
                    evidence: UntrainedStrongCheck.noise(structure, edge))
            case .barely(.zeroBias):
                return judged.finding(
                    .barelyTrained,
                    message: judged.module.weight == nil
                        ? "is exactly 0 everywhere: it was never trained, or its values were lost"
                        : "has a bias that is exactly 0: one step of training would have changed it",
                    help: "check whether it was part of the training, and where its values were lost",
                    evidence: [("test", .string("Z"))])
            case .constant, .undecided, .proven, .strong, .untouched, .trained: return nil
            }
        }
    }

    /// How many of the model's matrices are noise, of those that show whether they are.
    private struct Noise {
        var count = 0
        var total = 0
        /// Whether the model as a whole is noise: a small head may be so after little training, most matrices may not.
        var isMost: Bool { count >= 4 && count * 2 > total }

        init(_ modules: [JudgedModule]) {
            for judged in modules where judged.module.weight?.evidence.shape.rank == 2 {
                switch judged.verdict {
                case .barely(.noise): count += 1
                case .proven, .strong, .untouched, .barely, .trained: break
                case .constant, .undecided: continue
                }
                total += 1
            }
        }
    }

    private static func percent(_ share: Double) -> String {
        let percent = share * 100
        return percent < 0.01 ? "less than 0.01 %" : "\((percent * 100).rounded() / 100) %"
    }
}
