internal import Reporting
internal import Verification

extension Report {
    /// What became of one parameter of the class.
    public struct Parameter: Sendable, Equatable {
        /// Where its values come from.
        public enum State: Sendable, Equatable {
            /// From a tensor of its shape.
            case loaded
            /// The library fills it: no file has it.
            case missing
            /// Its tensor has another shape.
            case mismatched
        }

        /// The name in the class's state_dict.
        public let name: String
        /// The name in policies and baselines, the same in every format.
        public let canonicalName: String
        /// The number of its layer; nil: it is in none.
        public let layer: Int?
        /// The shape that the class needs; nil: no size is known.
        public let shape: [Int]?
        /// Where its values come from.
        public let state: State
        /// Whether it is loaded and was checked as closely as asked.
        public let isJudged: Bool
        /// The numbers of the rules of the findings about it: `BC501`.
        public let rules: [String]
    }

    /// Every parameter of the class, in the order of its state_dict; empty if no class is known.
    public var parameters: [Parameter] {
        facts.parameters.map { parameter in
            let state: Parameter.State =
                switch parameter.state {
                case .loaded: .loaded
                case .missing: .missing
                case .mismatched: .mismatched
                }
            return Parameter(
                name: parameter.name, canonicalName: parameter.canonical, layer: parameter.layer,
                shape: parameter.shape, state: state, isJudged: parameter.isJudged,
                rules: parameter.rules.map(\.number))
        }
    }
}
