/// Hashes of all parts of a byte string, each in constant time: polynomials modulo 2⁶¹ − 1, by Karp and Rabin.
///
/// The base is drawn at random in each run, so that no file can be written whose tokens have the same hash.
struct TextHash {
    let bytes: [UInt8]
    /// The hash of each prefix, from the empty one.
    private let prefixes: [UInt64]

    private static let modulus: UInt64 = 1 << 61 - 1
    private static let base = UInt64.random(in: 1 << 32..<modulus)
    /// The base to the power of each length that a token can have.
    private static let powers: [UInt64] = {
        var powers: [UInt64] = [1]
        for _ in 0..<TokenizationLimits.tokenBytes { powers.append(product(powers.last ?? 1, base)) }
        return powers
    }()

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var prefixes: [UInt64] = [0]
        prefixes.reserveCapacity(bytes.count + 1)
        var hash: UInt64 = 0
        for byte in bytes {
            hash = Self.appending(byte, to: hash)
            prefixes.append(hash)
        }
        self.prefixes = prefixes
    }

    /// The hash of a part, of at most ``TokenizationLimits/tokenBytes`` bytes.
    func hash(_ range: Range<Int>) -> UInt64 {
        let start = Self.product(prefixes[range.lowerBound], Self.powers[range.count])
        let end = prefixes[range.upperBound]
        return end >= start ? end - start : end + Self.modulus - start
    }

    /// The hash of a prefix and a part, one after the other.
    func hash(_ range: Range<Int>, after prefix: UInt64) -> UInt64 {
        Self.sum(Self.product(prefix, Self.powers[range.count]), hash(range))
    }

    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        bytes.reduce(0) { appending($1, to: $0) }
    }

    private static func appending(_ byte: UInt8, to hash: UInt64) -> UInt64 {
        sum(product(hash, base), UInt64(byte) + 1)
    }

    private static func sum(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let sum = first + second
        return sum >= modulus ? sum - modulus : sum
    }

    private static func product(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let (high, low) = first.multipliedFullWidth(by: second)
        return sum(low & modulus, high << 3 | low >> 61)
    }
}
