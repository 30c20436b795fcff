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

/// BC504: values that hardly moved from their initialisation.
///
/// Fine-tuned heads of two or three rows whose values say nothing either way are counted in the report's summary.
enum BarelyTrainedCheck {
    static func findings(_ modules: [JudgedModule]) -> [Finding] {
        modules.compactMap { judged in
            switch judged.verdict {
            case .barely(.seed(let match)):
                return judged.finding(
                    .barelyTrained,
                    message: "began as the torch initialisation with seed \(match.seed) and moved by "
                        + "\(percent(1 - match.correlation.magnitude)) since",
                    help: "fine for a head that was fine-tuned on purpose; anything else was hardly trained",
                    evidence: UntrainedProvenCheck.facts(match))
            case .barely(.noise(let structure, let edge)):
                return judged.finding(
                    .barelyTrained, message: "is noise without any structure, as after a few steps of training",
                    help: "train it for longer, or find out what initialised it",
                    evidence: UntrainedStrongCheck.noise(structure, edge))
            case .barely(.zeroBias):
                return judged.finding(
                    .barelyTrained,
                    message: judged.module.weight == nil
                        ? "is exactly zero everywhere: it was never trained, or lost on the way"
                        : "has a bias that is exactly zero: one step of training would have moved it",
                    help: "find out whether the training had it, and where it went", evidence: [("test", .string("Z"))])
            case .undecided, .proven, .strong, .untouched, .trained: return nil
            }
        }
    }

    private static func percent(_ share: Double) -> String {
        let percent = share * 100
        return percent < 0.01 ? "less than 0.01 %" : "\((percent * 100).rounded() / 100) %"
    }
}
