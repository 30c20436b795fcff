internal import CHDF5Shims
internal import HDF5

/// A descriptor that a specification comes from.
struct Input {
    private let descriptor: Int32

    /// Standard input.
    static let specification = Input(descriptor: 0)

    /// Reads up to the end.
    func readAll(limit: Int) throws(HDF5Error) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = unsafe CH5Read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw HDF5Error(.badSpecification, "the specification could not be read") }
            guard count > 0 else { return bytes }
            guard count <= limit - bytes.count else {
                throw HDF5Error(.badSpecification, "the specification has more than \(limit) bytes")
            }
            bytes += buffer[..<count]
        }
    }
}
