import ByteIO
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    @Test(
        "The digests are those of FIPS 180-4's examples",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func examples(text: String, digest: String) {
        #expect(SHA256.hex(Array(text.utf8)) == digest)
        var hash = SHA256()
        hash.add(text)
        #expect(hash.hex() == digest)
        #expect(hash.hex(byteCount: 16) == digest.prefix(32))
    }

    @Test("Bytes that come in pieces of any length have the digest of the whole")
    func pieces() {
        let whole = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(SHA256.hex(whole) == digest)
        for length in [1, 63, 64, 65, 4096] {
            var hash = SHA256()
            var start = 0
            while start < whole.count {
                hash.add(Array(whole[start..<min(start + length, whole.count)]))
                start += length
            }
            #expect(hash.hex() == digest, "pieces of \(length)")
        }
    }

    @Test("A digest may be asked for between two pieces")
    func between() {
        var hash = SHA256()
        hash.add("a")
        _ = hash.hex()
        hash.add("bc")
        #expect(hash.hex() == SHA256.hex(Array("abc".utf8)))
    }
}
