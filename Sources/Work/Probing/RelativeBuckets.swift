internal import Glibc

/// What is added to the score of two tokens by their distance, for each head, as T5 and MPNet do.
///
/// Half of the buckets are for later tokens. In each half, half of the buckets are for one distance each, and the
/// others for distances in steps that grow with the logarithm.
struct RelativeBuckets: Sendable {
    /// A row for each bucket, with a number for each head.
    private let table: [Float]
    private let heads: Int
    private let buckets: Int
    private let farthest: Int

    /// Nil: the table lacks rows.
    init?(table: [Float], heads: Int, buckets: Int, farthest: Int) {
        guard heads > 0, buckets >= 4, table.count / heads >= buckets else { return nil }
        self.table = table
        self.heads = heads
        self.buckets = buckets
        self.farthest = farthest
    }

    /// The bucket of a token that is `distance` places later than another.
    func bucket(_ distance: Int) -> Int {
        let half = buckets / 2
        let start = distance > 0 ? half : 0
        let length = distance.magnitude
        let exact = half / 2
        guard Int(length) >= exact else { return start + Int(length) }
        let steps = logf(Float(length) / Float(exact)) / Float(log(Double(farthest) / Double(exact)))
        return start + min(exact + Int(steps * Float(half - exact)), half - 1)
    }

    /// The numbers of a head for a text of `count` tokens: for the distances -(count - 1) to count - 1.
    func line(head: Int, count: Int) -> [Float] {
        (-(count - 1)...(max(count, 1) - 1)).map { table[bucket($0) * heads + head] }
    }
}
