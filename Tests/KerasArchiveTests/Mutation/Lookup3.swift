/// The checksum of HDF5's metadata: `hashlittle` of Bob Jenkins' lookup3.c (public domain), as the HDF5 File Format
/// Specification names it in its appendix.
enum Lookup3 {
    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        var a = 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: bytes.count)
        var b = a
        var c = a
        var rest = bytes
        while rest.count > 12 {
            a &+= word(rest, 0)
            b &+= word(rest, 4)
            c &+= word(rest, 8)
            mix(&a, &b, &c)
            rest = rest.dropFirst(12)
        }
        guard !rest.isEmpty else { return c }
        a &+= word(rest, 0)
        b &+= word(rest, 4)
        c &+= word(rest, 8)
        finish(&a, &b, &c)
        return c
    }

    /// Four bytes from `index` on, those behind the end as zeros.
    private static func word(_ bytes: ArraySlice<UInt8>, _ index: Int) -> UInt32 {
        bytes.dropFirst(index).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func mix(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
        a = (a &- c) ^ rotated(c, 4)
        c = c &+ b
        b = (b &- a) ^ rotated(a, 6)
        a = a &+ c
        c = (c &- b) ^ rotated(b, 8)
        b = b &+ a
        a = (a &- c) ^ rotated(c, 16)
        c = c &+ b
        b = (b &- a) ^ rotated(a, 19)
        a = a &+ c
        c = (c &- b) ^ rotated(b, 4)
        b = b &+ a
    }

    private static func finish(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
        c = (c ^ b) &- rotated(b, 14)
        a = (a ^ c) &- rotated(c, 11)
        b = (b ^ a) &- rotated(a, 25)
        c = (c ^ b) &- rotated(b, 16)
        a = (a ^ c) &- rotated(c, 4)
        b = (b ^ a) &- rotated(a, 14)
        c = (c ^ b) &- rotated(b, 24)
    }

    private static func rotated(_ value: UInt32, _ count: UInt32) -> UInt32 {
        value << count | value >> (32 - count)
    }
}
