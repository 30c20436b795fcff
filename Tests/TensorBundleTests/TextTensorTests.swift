import ByteIO
import TensorBundle
import Tensors
import TestSupport
import Testing

/// TensorFlow reserves memory for whatever length a text claims, and never compares them with the entry's size.
@Suite("Tensors of texts")
struct TextTensorTests {
    /// A bundle of a weight, and of two texts.
    ///
    /// - Parameters:
    ///   - lengths: what the file says of them.
    ///   - change: changes the stored bytes: the lengths, their checksum, the texts.
    private static func bundle(
        shape: [Int] = [2], lengths: [Int] = [5, 3], size: Int? = nil, _ change: (inout [UInt8]) -> Void = { _ in }
    ) -> HandmadeBundle {
        let texts = Array("hellowor".utf8)
        let words = lengths.flatMap { BundleBytes.word(UInt32(truncatingIfNeeded: $0)) }
        let checksum = BundleBytes.word(BundleBytes.masked(words))
        var stored = lengths.flatMap(BundleBytes.varint) + checksum + texts
        let sum = BundleBytes.masked(words + checksum + texts)
        change(&stored)
        let index = BundleBytes.table([
            ([], BundleBytes.header()), (Array("a".utf8), HandmadeBundle.a()),
            (
                Array("texts".utf8),
                BundleBytes.entry(type: 7, shape: shape, offset: 8, size: size ?? stored.count, checksum: sum)
            ),
        ])
        return HandmadeBundle(index: index, files: [".data-00000-of-00001": HandmadeBundle.data[..<8] + stored])
    }

    @Test("Sound texts are checked and left out, as no weight is a text")
    func sound() throws {
        #expect(try Self.bundle().read().table.entries.map(\.name) == ["a"])
        #expect(try Self.bundle(shape: [1, 2]).read().table.entries.map(\.name) == ["a"])
    }

    @Test("Refused: lengths beyond the entry or within it, a damaged byte, more texts than bytes")
    func refused() throws {
        let cases: [(Fault.Code, HandmadeBundle)] = [
            (.bundleMessage, Self.bundle(lengths: [5, 1 << 34])), (.bundleMessage, Self.bundle(lengths: [5, 4])),
            (.bundleData, Self.bundle(lengths: [5, 2])), (.bundleData, Self.bundle(size: 5)),
            (.bundleData, Self.bundle { $0.append(0) }), (.checksum, Self.bundle { $0[2] ^= 1 }),
            (.checksum, Self.bundle { $0[6] ^= 1 }), (.bundleData, Self.bundle(shape: [1 << 40])),
            (.bundleData, Self.bundle(shape: [3], size: 6)),
        ]
        for (code, bundle) in cases {
            let fault = try #require(throws: Fault.self) { try bundle.read() }
            #expect(fault.code == code, "\(fault)")
            #expect(fault.subject == "tensor 'texts'")
            #expect(fault.file?.hasSuffix(".data-00000-of-00001") == true)
        }
    }
}
