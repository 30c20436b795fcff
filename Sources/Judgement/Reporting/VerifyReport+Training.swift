internal import Forensics
internal import Tensors
internal import Verification

extension VerifyReport {
    /// What the values of a parameter show about its training, and the numbers of the test that shows it
    /// (`docs/untrained.md`).
    ///
    /// A weight and its bias are judged together, so a bias has the verdict of its weight.
    package struct Training: Sendable, Equatable {
        package enum Verdict: String, Sendable, CaseIterable {
            /// The values show training.
            case trained
            /// They are the bits of a random generator: BC501.
            case proven
            /// They are as training cannot have left them: BC502.
            case noise
            /// A part of the rows or columns is as a generator wrote it: BC503.
            case rows
            /// They hardly changed since they were initialised: BC504.
            case barely
            /// All values of the weight are the same, which no training leaves: BC402.
            case constant
            /// Too few values, or too little precision, to tell.
            case undecided
        }

        package var verdict: Verdict
        /// `L`, `N`, `S` or `Z`; nil: no test says anything.
        package var test: String?
        /// Test N: -log10 p of the strongest statistic; the strength of structure.
        package var structure: Double?
        /// Test N: the Tracy-Widom statistic of the spectral edge.
        package var edge: Double?
        /// z of Test L or of Test S.
        package var z: Double?
        /// Test S: the seed, and the correlation with its stream.
        package var seed: Int?
        package var correlation: Double?
        /// The rows, or the columns, that are as a generator wrote them.
        package var rows: [Range<Int>] = []
        /// Whether these are columns.
        package var isByColumn = false
        /// How many rows or columns there are.
        package var lineCount: Int?

        package init(_ verdict: Verdict, test: String? = nil) {
            self.verdict = verdict
            self.test = test
        }
    }
}

extension VerifyReport.Training {
    /// - Parameter entry: the tensor; a part of the module.
    init(_ judged: JudgedModule, of entry: TensorEntry) {
        let weight = judged.module.weight
        guard let weight, weight.entry.name == entry.name else {
            self = Self.bias(judged, entry)
            return
        }
        let evidence = weight.evidence
        switch judged.verdict {
        case .trained:
            self.init(.trained, test: evidence.shape.rank < 2 ? "Z" : "N")
        case .proven(.lattice(let lattice)):
            self.init(.proven, test: "L")
            z = lattice.z
        case .proven(.seed(let match, _)):
            self.init(.proven, test: "S")
            set(match)
        case .strong(.noise(_, let edge)), .strong(.truncated(_, let edge)), .strong(.decayed(_, _, let edge)):
            self.init(.noise, test: "N")
            self.edge = edge
        case .strong(.spread), .strong(.norm): self.init(.noise, test: "Z")
        case .untouched(let lines):
            self.init(.rows, test: "L")
            rows = lines.runs.map(\.rows)
            isByColumn = lines.direction == .column
            lineCount = lines.total
            z = lines.runs.map(\.leastZ).min()
        case .barely(.seed(let match)):
            self.init(.barely, test: "S")
            set(match)
        case .barely(.noise(_, let edge)):
            self.init(.barely, test: "N")
            self.edge = edge
        case .barely(.zeroBias): self.init(.barely, test: "Z")
        case .constant: self.init(.constant)
        case .undecided: self.init(.undecided)
        }
        structure = evidence.structure?.evidence
    }

    private mutating func set(_ match: SeedReplay.Match) {
        z = match.z
        seed = Int(clamping: match.seed)
        correlation = match.correlation
    }

    /// Of a bias only whether it is exactly 0 is tested.
    private static func bias(_ judged: JudgedModule, _ entry: TensorEntry) -> Self {
        let verdict: Verdict =
            switch judged.verdict {
            case .trained: .trained
            case .proven: .proven
            case .strong: .noise
            case .constant: judged.module.bias?.evidence.isConstant == true ? .constant : .undecided
            // The rows of the weight say nothing about its bias.
            case .untouched, .undecided: .undecided
            case .barely: .barely
            }
        return Self(verdict, test: judged.module.bias?.evidence.isAllZeros == true ? "Z" : nil)
    }
}
