/// The part of standard input that is the HDF5 file, if that is in another file: `--part OFFSET COUNT` before a
/// question.
package struct HelperPart: Equatable, Sendable {
    package let offset: UInt64
    package let count: UInt64

    private static let option = "--part"

    package init(offset: UInt64, count: UInt64) {
        self.offset = offset
        self.count = count
    }

    /// Removes the part from the beginning of the arguments; nil: they do not begin with one.
    package init?(takingFrom arguments: inout [String]) {
        guard arguments.count >= 3, arguments[0] == Self.option, let offset = UInt64(arguments[1]),
            let count = UInt64(arguments[2])
        else { return nil }
        self.init(offset: offset, count: count)
        arguments.removeFirst(3)
    }

    package var arguments: [String] { [Self.option, String(offset), String(count)] }
}
