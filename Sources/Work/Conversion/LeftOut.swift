/// A tensor of the input that the output does not have, and why nothing is lost by that.
package struct LeftOut: Sendable, Equatable {
    package enum Reason: Sendable, Equatable {
        /// Another tensor of the file holds the same values for the same parameter.
        case copy(of: String)
        /// The configuration ties it to another parameter, which is written.
        case tied(to: String)
        /// A constant that current versions compute and do not store.
        case constant
        /// The model has no place for it, and the user asked to drop such tensors.
        case unmapped
    }

    package let name: String
    package let reason: Reason
}

extension LeftOut.Reason {
    /// As a sentence about one tensor says it.
    package var description: String {
        switch self {
        case .copy(let name): "is an equal copy of '\(name)'"
        case .tied(let name): "shares the values of '\(name)'"
        case .constant: "is a constant that is not stored"
        case .unmapped: "has no place in the model"
        }
    }

    /// As a count of several says it.
    package var plural: String {
        switch self {
        case .copy: "equal copies of other tensors"
        case .tied: "tied to a tensor that is written"
        case .constant: "constants that are not stored"
        case .unmapped: "without a place in the model"
        }
    }
}
