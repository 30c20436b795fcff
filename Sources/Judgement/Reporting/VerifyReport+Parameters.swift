internal import ByteIO
internal import Formats
internal import ModelSchema
internal import Tensors
package import Verification

extension VerifyReport {
    /// What became of one parameter of the class: a line of `parameters` in JSON, and a part of a cell in the picture.
    package struct Parameter: Sendable, Equatable {
        package enum State: String, Sendable, CaseIterable {
            /// The library loads it from a tensor of its shape.
            case loaded
            /// No tensor has its values.
            case missing
            /// Its tensor has another shape.
            case mismatched
        }

        /// The tensor that it is loaded from.
        package struct Tensor: Sendable, Equatable {
            package let name: String
            package let file: String
            /// The first byte in the file; nil if its bytes are scattered or compressed.
            package let offset: Int?
            /// As safetensors spells it: `F32`.
            package let elementType: String
        }

        /// The name in the state_dict of the class.
        package let name: String
        /// The name in the classes that have a head, the same in every format.
        package let canonical: String
        /// The canonical name with `{layer}` in the place of the layer's number.
        package let template: String
        /// Nil: it is in no layer.
        package let layer: Int?
        /// The part of the class that it belongs to: `backbone`, `pooler`.
        package let part: String
        /// The kind of its module: `linear`, `layer-norm`, `word-embedding`.
        package let kind: String
        /// Nil when no size is known.
        package let shape: [Int]?
        package let state: State
        /// Whether it is loaded and was checked to the depth that the user asked for.
        package let isJudged: Bool
        /// Why a parameter that is loaded was not judged, as a whole message.
        package let obstacle: String?
        /// The parameter whose values it shares, by its canonical name.
        package let sharedWith: String?
        /// Nil if it is missing.
        package let tensor: Tensor?
        /// What the values show; nil if they were not read.
        package let training: Training?
        /// The rules of the findings about it, by number.
        package let rules: [Rule]
        /// Whether one of the findings, of at least a warning, is about its values other than their training.
        package let isFaulty: Bool
    }
}

extension VerifyReport.Parameter {
    /// The module: the canonical name without its last part.
    package var module: String { Self.module(of: canonical) }

    fileprivate static func module(of name: String) -> String {
        name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    }

    /// Every parameter of the class of an examination, in the order of its state_dict.
    ///
    /// - Parameter findings: all findings about the model.
    static func all(_ examination: Examination, _ findings: [JudgedFinding]) -> [Self] {
        let kinds = Dictionary(
            examination.tree.architecture.parameters.map { ($0.path, $0.kind) },
            uniquingKeysWith: { first, _ in first })
        let modules = Dictionary(
            examination.modules.map { ($0.module.name, $0) }, uniquingKeysWith: { first, _ in first })
        let index = FindingIndex(findings)
        return examination.states.map { state in
            let parameter = state.parameter
            let path = parameter.path.description
            let entry = examination.checkpoint.table[state.subject]
            // A tied parameter is judged with its partner.
            let judged = modules[module(of: parameter.tiedTo?.description ?? path)]
            let about = index.findings(
                of: parameter, tensor: entry?.name, module: judged?.module.name, state: state.state)
            return Self(
                name: parameter.name == path ? path : parameter.name, canonical: path,
                template: parameter.path.template, layer: parameter.path.layer, part: parameter.component,
                kind: kinds[parameter.path.template] ?? "", shape: parameter.shape?.dimensions,
                state: State(state.state), isJudged: state.state.isJudged, obstacle: state.state.obstacle,
                sharedWith: parameter.tiedTo?.description,
                tensor: State(state.state) == .missing
                    ? nil
                    : entry.map { entry in
                        Tensor(
                            name: entry.name == path ? path : entry.name, file: entry.file.path,
                            offset: Finding.Place(entry).map { Int(clamping: $0.offset) },
                            elementType: entry.elementType.rawValue)
                    },
                training: entry.flatMap { entry in
                    guard state.state.isJudged, let judged else { return nil }
                    return VerifyReport.Training(judged, of: entry)
                }, rules: about.rules, isFaulty: about.isFaulty)
        }
    }
}

extension ParameterState {
    fileprivate var isJudged: Bool {
        if case .judged = self { true } else { false }
    }

    fileprivate var obstacle: String? {
        if case .notJudged(let fault) = self { fault.description } else { nil }
    }
}

extension VerifyReport.Parameter.State {
    fileprivate init(_ state: ParameterState) {
        switch state {
        case .judged, .notJudged: self = .loaded
        case .missing: self = .missing
        case .mismatched: self = .mismatched
        }
    }
}
