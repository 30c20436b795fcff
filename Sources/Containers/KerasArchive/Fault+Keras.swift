package import ByteIO
package import HelperProtocol

extension Fault.Code {
    package static let hdf5Helper = Fault.Code("hdf5.helper")
    package static let hdf5Crash = Fault.Code("hdf5.crash")
    package static let hdf5Forbidden = Fault.Code("hdf5.forbidden")
    package static let hdf5Time = Fault.Code("hdf5.time")
    package static let kerasLayout = Fault.Code("keras.layout")
    package static let kerasElementType = Fault.Code("keras.element-type")
    package static let kerasUnwritten = Fault.Code("keras.unwritten")

    /// The code of a file that the helper refuses: `hdf5.external-link`.
    package static func hdf5(_ code: HDF5Error.Code) -> Fault.Code {
        Fault.Code("hdf5.\(code.rawValue)")
    }
}

extension Fault {
    static func helperMissing(_ path: String) -> Fault {
        Fault(
            .hdf5Helper, reason: "reading HDF5 needs the program \(path), which cannot be started",
            remedy: "put it there: 'make install' does, and 'swift build --product bertconv-hdf5' builds it")
    }

    static func helperFailed(_ causes: [String]) -> Fault {
        Fault(.hdf5Helper, reason: "bertconv-hdf5 failed", remedy: "please report this", causes: causes)
    }

    static func helperCrashed(signal: Int32) -> Fault {
        Fault(
            .hdf5Crash,
            reason: "the HDF5 library crashed while it read this file (signal \(signal)); nothing else was affected",
            remedy: damagedHDF5)
    }

    /// The filter of system calls has killed the helper.
    ///
    /// Only the system's audit log knows which call it was.
    static func helperTriedForbidden(signal: Int32) -> Fault {
        Fault(
            .hdf5Forbidden,
            reason:
                "while it worked on this file, the HDF5 library made a system call that its cage forbids, and was "
                + "stopped (signal \(signal)); nothing else was affected",
            remedy: damagedHDF5 + "; if you made it yourself, please report this")
    }

    /// The helper reached a limit of processor time: that of its cage, or a lower one of the user's.
    static func helperComputedTooLong() -> Fault {
        Fault(
            .hdf5Time, reason: "the HDF5 library used all its processor time and did not finish", remedy: damagedHDF5)
    }

    static func helperIdle(for time: Duration) -> Fault {
        Fault(
            .hdf5Time, reason: "the HDF5 library did nothing for \(time.components.seconds) seconds",
            remedy: "check that the disk that holds the file still answers, then try again")
    }

    static func helperEndless(after time: Duration) -> Fault {
        Fault(
            .hdf5Time, reason: "the HDF5 library did not finish in \(time.components.seconds) seconds",
            remedy: damagedHDF5)
    }

    /// The helper could not write what it decoded or made.
    static func noRoom(_ causes: [String]) -> Fault {
        Fault(
            .diskFull, reason: "there is no room for the values that libhdf5 writes",
            remedy: "free some space or write to another folder", causes: causes)
    }

    static func answerTooLong(limit: Int) -> Fault {
        Fault(
            .hdf5Answer, reason: "the list of what is in the file is longer than \(limit) bytes", remedy: damagedHDF5)
    }

    /// The helper refused the file, or could not write.
    static func refused(_ error: HDF5Error) -> Fault {
        switch error.code {
        case .output: .noRoom([error.reason] + error.causes)
        default:
            Fault(
                .hdf5(error.code), subject: error.path.map { "object '\($0)'" }, reason: error.reason,
                remedy: error.code == .notHDF5 ? "this is not an HDF5 file" : damagedHDF5, causes: error.causes)
        }
    }

    static func notKeras() -> Fault {
        Fault(
            .kerasLayout,
            reason: "this HDF5 file is not a Keras weights file: its root has no attribute 'layer_names'",
            remedy: "bertconv reads files that Keras 'save_weights' or transformers 'save_pretrained' wrote")
    }

    static func listedTwice(_ name: String) -> Fault {
        Fault(
            .kerasLayout, subject: "dataset '\(name)'", reason: "'weight_names' lists it twice", remedy: damagedHDF5)
    }

    static func listedTwice(layer: String) -> Fault {
        Fault(.kerasLayout, subject: "layer '\(layer)'", reason: "'layer_names' lists it twice", remedy: damagedHDF5)
    }

    static func namesTooLong(limit: Int) -> Fault {
        Fault(
            .kerasLayout, reason: "the paths of all weights that 'weight_names' lists have more than \(limit) bytes",
            remedy: damagedHDF5)
    }

    static func shapeBomb(_ name: String, bytes: Int, stored: UInt64) -> Fault {
        Fault(
            .hdf5(.shapeBomb), subject: "dataset '\(name)'", reason: "\(stored) stored bytes claim to be \(bytes)",
            remedy: damagedHDF5)
    }

    static func notATensor(_ name: String, type: String) -> Fault {
        Fault(
            .kerasElementType, subject: "dataset '\(name)'",
            reason: "its elements have the type '\(type)', which no tensor has",
            remedy: "weights must be integers, booleans or floating-point numbers of 16 to 64 bits")
    }

    static func neverWritten(_ name: String) -> Fault {
        Fault(
            .kerasUnwritten, subject: "dataset '\(name)'",
            reason: "it is declared, but no values were ever written to it",
            remedy: "the program that saved the file was stopped: save the file again")
    }
}
