import ArgumentParser
import ByteIO

/// One part of several of a list of models, `3/8`: what one of eight machines verifies.
///
/// A model's part depends on its path alone, so all machines agree without speaking to one another, and a longer list
/// moves no model: it is the CRC-32 (as zlib has it) of the path's UTF-8 bytes, modulo the number of parts, plus 1.
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
        var sum = Checksum()
        unsafe Array(path.utf8).withUnsafeBytes { unsafe sum.add($0) }
        return Int(sum.value) % count + 1 == index
    }
}
