internal import Forensics

/// The shades of the map of one model that was verified.
enum VerifyShade {
    /// The least strengths of structure of the steps of a trained matrix: -log10 p of Test N.
    private static let steps = [100.0, 1_000, 10_000]

    static let vector = Shade("t0", "trained, a vector", rank: 0, .init("#e3f2e8", "#1d3529"))
    static let trained = [
        Shade("t1", "trained, weak structure", rank: 1, .init("#b0d2ef", "#23496d")),
        Shade("t2", "trained, clear structure", rank: 2, .init("#82b4dc", "#2f6ca0")),
        Shade("t3", "trained, strong structure", rank: 3, .init("#4787bd", "#5b9fd6")),
        Shade("t4", "trained, very strong structure", rank: 4, .init("#1c5285", "#a6d3f7")),
    ]
    static let unread = Shade(
        "he", "loaded, values not read", rank: 5, .init("#eef1f4", "#1d232a"), ink: .init("#c3ccd5", "#3d4650"),
        .lines([0], width: 1, pitch: 8))
    static let undecided = Shade(
        "un", "too few values to tell", rank: 6, .init("#ebebe6", "#2d2e2b"), ink: .init("#a3a396", "#74746a"),
        .lines([-45], width: 1, pitch: 5))
    static let barely = Shade(
        "ba", "hardly trained", rank: 7, .init("#fbeeb0", "#4f4715"), ink: .init("#8f7c00", "#e8d65a"),
        .dots(pitch: 4))
    static let rows = Shade(
        "ro", "some rows never trained", rank: 8, .init("#f8d79d", "#5f4312"), ink: .init("#a65300", "#ffbd66"),
        .lines([90], width: 2, pitch: 4))
    static let noise = Shade(
        "no", "never trained: noise", rank: 9, .init("#f0a32b", "#c07f17"),
        ink: .init("#5f3a00", "#2b1a00"), .lines([45], width: 1, pitch: 4))
    static let proven = Shade(
        "pr", "never trained: proven", rank: 10, .init("#d55e00", "#e8722a"), ink: .init("#fff", "#2b0d00"),
        .lines([45, -45], width: 1, pitch: 5))
    static let faulty = Shade(
        "fa", "damaged or doubtful values", rank: 11, .init("#33302e", "#f1eeea"), ink: .init("#fff", "#000"),
        .lines([0, 90], width: 1, pitch: 4))
    static let mismatched = Shade(
        "mm", "another shape in the file", rank: 12, .init("#d487b3", "#a94f83"), ink: .init("#5d0f40", "#ffd3ea"),
        .lines([0], width: 2, pitch: 5))
    static let unjudged = Shade(
        "nj", "not judged", rank: 13, .init("#c9ccd1", "#3c424a"), ink: .init("#4b5159", "#c9ccd1"),
        .lines([-45], width: 2, pitch: 6))
    static let missing = Shade(
        "mi", "missing", rank: 14, .init("#fff", "#0e1217"), ink: .init("#b3261e", "#ff8a80"), .crossed)

    static let all =
        [vector] + trained + [unread, undecided, barely, rows, noise, proven, faulty, mismatched, unjudged, missing]

    /// The shade of a parameter: the worst of what is known about it.
    static func shade(of parameter: VerifyReport.Parameter) -> Shade {
        switch parameter.state {
        case .missing: return missing
        case .mismatched: return mismatched
        case .loaded: break
        }
        guard parameter.isJudged else { return unjudged }
        if parameter.isFaulty { return faulty }
        guard let training = parameter.training else { return unread }
        switch training.verdict {
        case .proven: return proven
        case .noise: return noise
        case .rows: return rows
        case .barely: return barely
        case .constant: return unjudged
        case .undecided: return undecided
        case .trained:
            return training.structure.map(step) ?? vector
        }
    }

    /// The shade of rows that a generator did not leave so, in a table where it left others.
    static func touched(_ training: VerifyReport.Training) -> Shade {
        training.structure.map { $0 > Threshold.structure ? step($0) : undecided } ?? undecided
    }

    private static func step(_ structure: Double) -> Shade { trained[steps.count { $0 <= structure }] }
}
