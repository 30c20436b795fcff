internal import Tensors

/// Tensors by the bytes of their names, so that those behind a prefix are found without looking at all of them.
///
/// A file can have as many prefixes as tensors, and the work would grow with the product.
struct SortedNames {
    private let entries: [TensorEntry]

    init(_ entries: some Sequence<TensorEntry>) {
        self.entries = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The tensors whose names begin with `prefix`, which follow each other.
    func entries(behind prefix: String) -> ArraySlice<TensorEntry> {
        let start = firstIndex { !$0.name.utf8.lexicographicallyPrecedes(prefix.utf8) }
        let rest = entries[start...]
        let end = rest.firstIndex { !$0.name.utf8.starts(with: prefix.utf8) }
        return entries[start..<(end ?? entries.endIndex)]
    }

    /// The first index for which `isReached` is true; it is true for all that follow.
    private func firstIndex(_ isReached: (TensorEntry) -> Bool) -> Int {
        var (low, high) = (entries.startIndex, entries.endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if isReached(entries[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
