package import ByteIO

extension Fault.Code {
    package static let hdf5Helper = Fault.Code("hdf5.helper")
    package static let hdf5Crash = Fault.Code("hdf5.crash")
    package static let hdf5Forbidden = Fault.Code("hdf5.forbidden")
    package static let hdf5Time = Fault.Code("hdf5.time")
    package static let hdf5Answer = Fault.Code("hdf5.answer")
    package static let kerasLayout = Fault.Code("keras.layout")
    package static let kerasElementType = Fault.Code("keras.element-type")
    package static let kerasUnwritten = Fault.Code("keras.unwritten")

    /// What the helper refuses, by its own word for it: `hdf5.external-link`.
    package static func hdf5(_ refusal: String) -> Fault.Code {
        Fault.Code("hdf5.\(refusal)")
    }
}

extension Fault {
    private static let damaged = "the file is damaged or made to do harm: fetch it again from where you trust it"

    static func helperMissing(_ path: String) -> Fault {
        Fault(
            .hdf5Helper, reason: "reading HDF5 needs the program \(path), which cannot be started",
            remedy: "put it there: 'make install' does, and 'swift build --product bertconv-hdf5' builds it")
    }

    static func helperFailed(_ causes: [String]) -> Fault {
        Fault(
            .hdf5Helper, reason: "bertconv-hdf5 did not do its work", remedy: "please report this", causes: causes)
    }

    static func helperCrashed(signal: Int32) -> Fault {
        Fault(
            .hdf5Crash,
            reason: "the HDF5 library crashed while it read this file (signal \(signal)); nothing else was touched",
            remedy: damaged)
    }

    /// The filter of system calls has killed the helper; which call it was, only the system's audit log knows.
    static func helperTriedForbidden(signal: Int32) -> Fault {
        Fault(
            .hdf5Forbidden,
            reason:
                "the HDF5 library tried something it may not do while it worked on this file (a system call outside "
                + "its cage, signal \(signal)) and was stopped before it did it; nothing else was touched",
            remedy: damaged + "; if you made it yourself, please report this")
    }

    /// It reached the limit of processor time: its cage's, or a lower one of the user's.
    static func helperComputedTooLong() -> Fault {
        Fault(
            .hdf5Time, reason: "the HDF5 library used up its processor time without coming to an end", remedy: damaged)
    }

    static func helperIdle(for time: Duration) -> Fault {
        Fault(
            .hdf5Time, reason: "the HDF5 library did nothing for \(time.components.seconds) seconds",
            remedy: "check that the disk that holds the file still answers, then try again")
    }

    static func helperEndless(after time: Duration) -> Fault {
        Fault(
            .hdf5Time, reason: "the HDF5 library did not come to an end in \(time.components.seconds) seconds",
            remedy: damaged)
    }

    /// The helper could not write what it decoded or made.
    static func noRoom(_ causes: [String]) -> Fault {
        Fault(
            .diskFull, reason: "there is no room for the values that libhdf5 writes",
            remedy: "free some space or write to another folder", causes: causes)
    }

    static func helperSaidTooMuch(limit: Int) -> Fault {
        Fault(
            .hdf5Answer, reason: "the list of what is in the file is longer than \(limit) bytes", remedy: damaged)
    }

    /// The answer of the helper contradicts itself or the file.
    static func answer(_ reason: String, subject: String? = nil, offset: UInt64? = nil) -> Fault {
        Fault(.hdf5Answer, subject: subject, offset: offset, reason: reason, remedy: damaged)
    }

    static func refused(_ refusal: String, path: String?, reason: String, causes: [String]) -> Fault {
        Fault(
            .hdf5(refusal), subject: path.map { "object '\($0)'" }, reason: reason,
            remedy: refusal == "not-hdf5" ? "this is not an HDF5 file" : damaged, causes: causes)
    }

    static func notKeras() -> Fault {
        Fault(
            .kerasLayout,
            reason: "this HDF5 file is not a Keras weights file: its root has no attribute 'layer_names'",
            remedy: "bertconv reads files that Keras 'save_weights' or transformers 'save_pretrained' wrote")
    }

    static func listedTwice(_ name: String) -> Fault {
        Fault(
            .kerasLayout, subject: "dataset '\(name)'", reason: "'weight_names' lists it twice",
            remedy: damaged)
    }

    static func listedTwice(layer: String) -> Fault {
        Fault(
            .kerasLayout, subject: "layer '\(layer)'", reason: "'layer_names' lists it twice",
            remedy: damaged)
    }

    static func namesTooLong(limit: Int) -> Fault {
        Fault(
            .kerasLayout, reason: "the paths of all weights that 'weight_names' lists have more than \(limit) bytes",
            remedy: damaged)
    }

    static func shapeBomb(_ name: String, bytes: Int, stored: UInt64) -> Fault {
        Fault(
            .hdf5("shape-bomb"), subject: "dataset '\(name)'", reason: "\(stored) stored bytes claim to be \(bytes)",
            remedy: damaged)
    }

    static func notATensor(_ name: String, type: String) -> Fault {
        Fault(
            .kerasElementType, subject: "dataset '\(name)'",
            reason: "holds elements of type '\(type)', which no tensor has",
            remedy: "only integers, booleans and floating-point numbers of 16 to 64 bits are weights")
    }

    static func neverWritten(_ name: String) -> Fault {
        Fault(
            .kerasUnwritten, subject: "dataset '\(name)'",
            reason: "is declared, but no values were ever written to it",
            remedy: "the program that saved it was stopped: save it again")
    }
}
