package import ByteIO
package import ModelSchema
internal import Tensors

/// What became of one parameter of the model.
package enum ParameterState: Sendable {
    /// The library loads it, and it was looked at as closely as asked.
    case judged
    /// The library loads it, and nobody can say what it is worth.
    case notJudged(Fault)
    /// Nothing gives it values: the library fills it.
    case missing
    /// A tensor has its name and another shape.
    case mismatched
}

extension Examination {
    /// A parameter, the tensor that it is loaded from, and what became of it.
    package struct State: Sendable {
        package let parameter: Parameter
        /// The name of the tensor, or the parameter's own where there is none.
        package let subject: String
        package let state: ParameterState
    }

    /// The state of every parameter, in the order of the tree.
    package var states: [State] {
        let mismatched = Dictionary(
            model.loading.mismatched.map { ($0.parameter.path, $0.entry) }, uniquingKeysWith: { first, _ in first })
        let unread = Dictionary(
            values.unchecked.map { ($0.subject, $0.fault) }, uniquingKeysWith: { first, _ in first })
        let filled = Set(model.loading.missing.map(\.path))
        let partners = Dictionary(
            tree.parameters.compactMap { parameter in parameter.tiedTo.map { ($0, parameter.path) } },
            uniquingKeysWith: { first, _ in first })
        return tree.parameters.map { parameter in
            let shared = [parameter.path, parameter.tiedTo, partners[parameter.path]].compactMap(\.self)
            if let entry = shared.lazy.compactMap({ model.loading.loaded[$0] }).first {
                return State(parameter: parameter, subject: entry.name, state: state(of: entry, unread))
            }
            if let entry = shared.lazy.compactMap({ mismatched[$0] }).first, !filled.contains(parameter.path) {
                return State(parameter: parameter, subject: entry.name, state: .mismatched)
            }
            return State(parameter: parameter, subject: parameter.name, state: .missing)
        }
    }

    private func state(of entry: TensorEntry, _ unread: [String: Fault]) -> ParameterState {
        if entry.elementType.isNoWeight { return .notJudged(.notFloat(entry)) }
        guard entry.elementType.isWeight else { return .notJudged(.unreadableType(entry.name, entry.elementType)) }
        if let fault = unread[entry.name] { return .notJudged(fault) }
        let isRead = values.scans[entry.name] != nil || entry.shape.elementCount == 0
        return depth == .headers || isRead ? .judged : .notJudged(.notRead(entry.name))
    }
}

extension Fault.Code {
    package static let notFloat = Fault.Code("verify.not-float")
}

extension Fault {
    fileprivate static func notFloat(_ entry: TensorEntry) -> Fault {
        Fault(
            .notFloat, file: entry.file.path, subject: "tensor '\(entry.name)'",
            reason: "its values are of the type \(entry.elementType.rawValue), which no parameter can have",
            remedy: "verify the checkpoint before it is quantised")
    }
}
