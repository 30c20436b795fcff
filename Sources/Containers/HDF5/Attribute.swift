/// What is said of an attribute: its strings, or just what it is.
package struct Attribute: Sendable, Equatable {
    package enum Value: Sendable, Equatable {
        /// A scalar or one-dimensional array of strings. An array of length 0 is one of whatever type: an empty
        /// list is written by Keras as an array of no floats.
        case strings([String])
        /// The class of its type (`integer`, `float`), or `empty` when it has a type and no value.
        case other(String)
    }

    package let name: String
    package let value: Value
}
