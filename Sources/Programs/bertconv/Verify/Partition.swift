import ArgumentParser
import ByteIO

/// One part of several of a list of models, `3/8`: what one of eight machines verifies.
///
/// A model's part depends on its path alone, so all machines agree without speaking to one another, and a longer list
/// moves no model: it is the number in the first four bytes of the SHA-256 of the path, modulo the number of parts, plus
/// 1.
struct Partition: ExpressibleByArgument {
    /// From 1.
    let index: Int
    let count: Int

    init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1], index >= 1, index <= count else {
            return nil
        }
        (self.index, self.count) = (index, count)
    }

    func holds(_ path: String) -> Bool {
        var hash = SHA256()
        unsafe Array(path.utf8).withUnsafeBytes { unsafe hash.add($0) }
        let number = hash.bytes().prefix(4).reduce(0) { $0 << 8 | Int($1) }
        return number % count + 1 == index
    }
}
