internal import ModelSchema
internal import Tensors

/// What one process of several saved of a fully sharded model: flat pieces of parameters, some of them empty.
enum RankPart {
    /// How many parameters must be in pieces, at least.
    private static let certainCount = 3

    /// The tensors, if the file is such a part; empty if it is not.
    ///
    /// - Parameter fitting: how many parameters have a tensor of the right shape.
    static func pieces(_ mismatched: [Loading.Mismatched], fitting: @autoclosure () -> Int) -> [Loading.Mismatched] {
        let flat = mismatched.filter { mismatched in
            mismatched.found.rank == 1 && mismatched.found.elementCount < mismatched.expected.elementCount
        }
        // DeepSpeed leaves stubs of one element or none; a piece of a matrix has more.
        let hasPiece = flat.contains { $0.expected.rank > 1 && $0.found.elementCount > 1 }
        guard hasPiece, flat.count >= certainCount, flat.count >= fitting() else { return [] }
        return flat
    }
}
