import TestSupport

/// Headers and entries that lie: numbers of files, types, shapes, sizes, places, fields of their messages.
enum BundleEntryCases {
    static let all = headers + types + shapes + places + fields

    private static let subject = "tensor '\(DamagedBundle.key)', byte "

    /// A header of another content.
    private static func header(
        _ name: String, _ bytes: [UInt8], _ code: String = "bundle.header", _ guardedBy: String = "BundleHeader"
    ) -> HostileCase {
        BundleCases.refused(name, code, guardedBy, saying: [".ckpt.index: "]) { $0.pairs[0].value = bytes }
    }

    /// A header that is no message of its kind.
    private static func noHeader(_ name: String, _ bytes: [UInt8]) -> HostileCase {
        header(name, bytes, "bundle.message", "ProtobufMessage")
    }

    private static let headers = [
        header("no data files", BundleBytes.header(shards: 0)),
        header("2,147,483,647 data files", BundleBytes.header(shards: 0x7FFF_FFFF)),
        header("-1 data files", BundleBytes.header(shards: -1)),
        header("an unknown byte order", BundleBytes.header(order: 5)),
        header("a writer of version 0", BundleBytes.header(producer: 0)),
        header("for readers of version 99", BundleBytes.header(leastConsumer: 99)),
        header("no version", BundleBytes.number(1, 1)),
        noHeader(
            "a list of readers that it is not for",
            BundleBytes.number(1, 1) + BundleBytes.bytes(3, BundleBytes.number(1, 1) + BundleBytes.number(3, 1))),
        noHeader("an unknown field in the header", BundleBytes.header() + BundleBytes.number(9, 1)),
        noHeader("a header of three bytes 0xFF", [0xFF, 0xFF, 0xFF]),
        header("the first format", BundleBytes.bytes(1, []), "bundle.version-1"),
    ]

    /// An entry with another content.
    private static func refused(
        _ name: String, _ code: String = "bundle.data", _ guardedBy: String = "BundleEntry",
        _ damage: @escaping @Sendable (inout BundleBytes.Entry) -> Void
    ) -> HostileCase {
        BundleCases.refused(name, code, guardedBy, saying: [subject]) { $0.change(damage) }
    }

    private static let types = [0, 28, 101, 999].map { type in
        refused("the element type \(type)", "bundle.element-type", "BundleElementType") { $0.type = type }
    }

    private static let shapes = [
        refused("a dimension of -1", "bundle.shape", "Shape") { $0.shape = [-1, 8] },
        refused("dimensions whose product overflows", "bundle.shape", "Shape") { $0.shape = [1 << 40, 1 << 40] },
        refused("300 dimensions", "bundle.limit", "BundleLimits.rank") { $0.shape = .init(repeating: 1, count: 300) },
        refused("a tensor of 1 TiB", guardedBy: "BundleData.check") { ($0.shape, $0.size) = ([1 << 38], 1 << 40) },
        refused("fewer bytes than its shape") { $0.size = 128 },
        refused("more bytes than its shape") { $0.size = 512 },
        refused("a shape of fewer elements") { $0.shape = [8, 7] },
    ]

    private static let places = [
        refused("values beyond the file", guardedBy: "BundleData.check") { $0.offset = 1_000_000 },
        refused("values that end a byte beyond the file", guardedBy: "BundleData.check") { $0.offset = 5820 - 255 },
        refused("values from byte 2^62 on", guardedBy: "BundleData.check") { $0.offset = 1 << 62 },
        refused("values before the file") { $0.offset = -16 },
        refused("a size of -256") { $0.size = -256 },
        refused("the sixth of one data file") { $0.shard = 5 },
        refused("the data file -1") { $0.shard = -1 },
        refused("no checksum") { $0.checksum = nil },
        shared("some bytes of another tensor") { $0.offset += 4 },
        shared("the bytes of another tensor, all of them") { $0.offset += 256 },
    ]

    /// An entry at bytes of another, of which the one that comes later in the file is reported.
    private static func shared(
        _ name: String, _ damage: @escaping @Sendable (inout BundleBytes.Entry) -> Void
    ) -> HostileCase {
        BundleCases.refused(
            name, "bundle.data", "BundleData.check",
            saying: ["tensor 'bert/encoder/layer_0/attention/self/", ", byte "]
        ) { $0.change(damage) }
    }

    private static func refused(
        _ name: String, guardedBy: String, _ damage: @escaping @Sendable (inout BundleBytes.Entry) -> Void
    ) -> HostileCase { refused(name, "bundle.data", guardedBy, damage) }

    /// An entry whose message is another.
    private static func message(
        _ name: String, _ code: String = "bundle.message",
        _ damage: @escaping @Sendable (inout [UInt8]) -> Void
    ) -> HostileCase {
        BundleCases.refused(name, code, "ProtobufMessage", saying: [subject]) { $0.rewrite(damage) }
    }

    private static let fields = [
        message("two shapes, which TensorFlow joins") { $0 += BundleBytes.bytes(2, BundleBytes.bytes(2, [8, 1])) },
        message("two sizes, of which TensorFlow takes the last") { $0 += BundleBytes.number(5, 256) },
        message("an unknown field") { $0 += BundleBytes.number(9, 1) },
        message("a message cut short") { $0.removeLast(2) },
        message("an offset of another wire type") { $0 += BundleBytes.varint(4 << 3 | 1) + [4, 0, 0, 0, 0, 0, 0, 0] },
        message("a group") { $0 += BundleBytes.varint(7 << 3 | 3) + BundleBytes.varint(7 << 3 | 4) },
        message("an unknown rank") { $0 = BundleBytes.number(1, 1) + BundleBytes.bytes(2, BundleBytes.number(3, 1)) },
        message("no shape", "bundle.shape") { $0 = BundleBytes.number(1, 1) + BundleBytes.number(5, 4) },
    ]
}
