package import ByteIO
package import ModelSchema
internal import Tensors

/// How one parameter of the model fared: whether the library loads it, and whether its values were judged.
package enum ParameterState: Sendable {
    /// The library loads it, and it was checked to the depth that the user asked for.
    case judged
    /// The library loads it, and its values could not be judged.
    case notJudged(Fault)
    /// No tensor has its values, so the library initialises it.
    case missing
    /// A tensor has its name, but another shape.
    case mismatched
}

extension Examination {
    /// A parameter, the tensor that it is loaded from, and its state.
    package struct State: Sendable {
        package let parameter: Parameter
        /// The name of the tensor; that of the parameter when there is no tensor.
        package let subject: String
        package let state: ParameterState
    }

    /// The state of every parameter, by what was read so far.
    func findStates() -> [State] {
        let mismatched = Dictionary(
            model.loading.mismatched.map { ($0.parameter.path, $0.entry) }, uniquingKeysWith: { first, _ in first })
        let unread = Dictionary(
            values.unchecked.map { ($0.subject, $0.fault) }, uniquingKeysWith: { first, _ in first })
        let filled = Set(model.loading.missing.map(\.path))
        let partners = Dictionary(
            tree.parameters.compactMap { parameter in parameter.tiedTo.map { ($0, parameter.path) } },
            uniquingKeysWith: { first, _ in first })
        let (loaded, scans) = (model.loading.loaded, depth == .headers ? nil : values.scans)
        return tree.parameters.map { parameter in
            let shared = [parameter.path, parameter.tiedTo, partners[parameter.path]].compactMap(\.self)
            if let entry = shared.lazy.compactMap({ loaded[$0] }).first {
                return State(parameter: parameter, subject: entry.name, state: Self.state(of: entry, scans, unread))
            }
            if let entry = shared.lazy.compactMap({ mismatched[$0] }).first, !filled.contains(parameter.path) {
                return State(parameter: parameter, subject: entry.name, state: .mismatched)
            }
            return State(parameter: parameter, subject: parameter.name, state: .missing)
        }
    }

    /// - Parameter scans: the scans of tensors by name; nil: no values are read.
    private static func state(
        of entry: TensorEntry, _ scans: [String: ValueScan]?, _ unread: [String: Fault]
    ) -> ParameterState {
        if entry.elementType.isNoWeight { return .notJudged(.notFloat(entry)) }
        guard entry.elementType.isWeight else { return .notJudged(.unreadableType(entry.name, entry.elementType)) }
        if let fault = unread[entry.name] { return .notJudged(fault) }
        guard let scans, scans[entry.name] == nil, entry.shape.elementCount > 0 else { return .judged }
        return .notJudged(.notRead(entry.name))
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
            remedy: "verify a checkpoint that has floating-point numbers")
    }
}
