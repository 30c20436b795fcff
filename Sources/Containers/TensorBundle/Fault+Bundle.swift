package import ByteIO

extension Fault.Code {
    package static let bundleTable = Fault.Code("bundle.table")
    package static let bundleBlock = Fault.Code("bundle.block")
    package static let bundleCompressed = Fault.Code("bundle.compressed")
    package static let bundleKey = Fault.Code("bundle.key")
    package static let bundleMessage = Fault.Code("bundle.message")
    package static let bundleHeader = Fault.Code("bundle.header")
    package static let bundleVersion1 = Fault.Code("bundle.version-1")
    package static let bundleElementType = Fault.Code("bundle.element-type")
    package static let bundleShape = Fault.Code("bundle.shape")
    package static let bundleData = Fault.Code("bundle.data")
    package static let bundleDataMissing = Fault.Code("bundle.data-missing")
    package static let bundleSlices = Fault.Code("bundle.slices")
    package static let bundleGraph = Fault.Code("bundle.graph")
    package static let bundleLimit = Fault.Code("bundle.limit")
    package static let bundleUnsupported = Fault.Code("bundle.unsupported-tensor")
}

extension Fault {
    private static let refetch = "the checkpoint is damaged or was cut short: fetch all of its files again"

    /// - Parameter offset: in bytes from the start of the index.
    static func bundle(_ code: Code, _ reason: String, at offset: Int? = nil, remedy: String = refetch) -> Fault {
        Fault(code, offset: offset.map { UInt64($0) }, reason: reason, remedy: remedy)
    }

    /// - Parameter offset: in bytes from the start of the data file.
    static func bundleData(_ reason: String, file: String, at offset: UInt64? = nil) -> Fault {
        Fault(.bundleData, file: file, offset: offset, reason: reason, remedy: refetch)
    }

    static func bundleDataMissing(_ path: String, cause: Fault) -> Fault {
        Fault(
            .bundleDataMissing, file: path, reason: "the index names this file for values, but it cannot be opened",
            remedy: "fetch all files of the checkpoint, and keep their names", causes: [cause.description])
    }

    static func bundleCompressed(at offset: Int) -> Fault {
        bundle(
            .bundleCompressed, "the block is compressed by snappy, which TensorFlow never writes since version 1.2",
            at: offset, remedy: "load the checkpoint with TensorFlow and save it again")
    }

    static func bundleVersion1() -> Fault {
        bundle(
            .bundleVersion1,
            "this is a checkpoint of TensorFlow's first format (V1), which its Saver wrote before version 0.12",
            remedy: "load it with TensorFlow and save it once with tf.compat.v1.train.Saver()")
    }

    static func bundleName() -> Fault {
        bundle(
            .bundleDataMissing, "this is the index of a TensorFlow checkpoint, whose data files are found by its name",
            remedy: "give it its name, which ends in .index")
    }

    static func bundleUnsupported(_ what: String) -> Fault {
        Fault(
            .bundleUnsupported, reason: "has the type \(what), which no weight has", remedy: "save it in another type")
    }
}
