internal import CCage
internal import CHDF5Shims
package import HelperProtocol

/// Limits what the process may use and do, whatever a hostile file makes libhdf5 do.
///
/// The process closes its cage before it parses the first byte of the file, and cannot open it again. Lower limits that
/// the caller has set stay. No part of the cage needs privileges.
///
/// Every system has resource limits, and can close descriptors and empty the environment; if that fails, the process
/// does not answer. Not every system has system call filters (Linux 4.14) and Landlock (Linux 5.13): emulators and some
/// sandboxes lack them. There the process works with the layers that the system has, and `bertconv-hdf5 --version`
/// lists them. No file can change which layers there are, and if the process refused to work, users would turn to a
/// library without any layer. If a system has filters but does not accept this one, the process does not answer either.
package struct Cage {
    /// The question whose system calls the filter allows.
    private var question: CH5Question
    /// Processor time in seconds.
    ///
    /// Beyond it, SIGXCPU ends the process, and SIGKILL a second later.
    ///
    /// Wall-clock time has no limit, because it includes the time of other programs and of a suspended machine. The
    /// main program ends a helper that waits without computing.
    package var processorSeconds: UInt64
    /// Address space, including code and stack; an allocation beyond it fails.
    private let addressSpaceBytes: UInt64 = 1 << 30
    /// No core file, because it would hold the content of the file.
    private let coreFileBytes: UInt64 = 0
    /// Standard input, output and error; no other file can be opened.
    private let openFiles: UInt64 = 3
    /// How large a regular file may become that is standard output or standard error.
    ///
    /// If neither is one, no file can grow at all.
    private let outputFileBytes: UInt64 = 1 << 40

    /// The cage in which a question is answered.
    ///
    /// - Parameter asks: whether standard input is a socket on which the bytes of the file are asked for.
    package static func matching(_ question: HelperQuestion, asks: Bool = false) -> Cage {
        var cage =
            switch question {
            case .catalog, .version: catalog
            case .decode: decode
            case .skeleton: skeleton
            }
        if asks, cage.question == CH5ReadingQuestion { cage.question = CH5AskingQuestion }
        return cage
    }

    package static let catalog = Cage(question: CH5ReadingQuestion, processorSeconds: HDF5Limits.catalogSeconds)
    package static let skeleton = Cage(question: CH5WritingQuestion, processorSeconds: HDF5Limits.skeletonSeconds)
    package static let decode = Cage(question: CH5ReadingQuestion, processorSeconds: HDF5Limits.decodeSeconds)

    /// Confines the process for the rest of its life.
    ///
    /// - Returns: the layers in words; nil when the system refuses a layer that it has.
    package func close() -> [String]? {
        CCForgetEnvironment()
        CCDieBySignals()
        CCDieWithParent()
        CCCloseDescriptors(3)
        guard CCForbidNewPrivileges() == 0 else { return nil }
        // Before the limits, because it needs a descriptor.
        let landlock = CCForbidPaths()
        let writesFile = CCIsRegularFile(1) != 0 || CCIsRegularFile(2) != 0
        let fileBytes = writesFile ? outputFileBytes : 0
        let limits: [(CCResource, soft: UInt64, hard: UInt64)] = [
            // If both were the same, the kernel would send SIGKILL, which does not tell why.
            (CCProcessorSeconds, processorSeconds, processorSeconds + 1),
            (CCAddressSpaceBytes, addressSpaceBytes, addressSpaceBytes),
            (CCCoreFileBytes, coreFileBytes, coreFileBytes),
            (CCOutputFileBytes, fileBytes, fileBytes),
            (CCOpenFiles, openFiles, openFiles),
        ]
        for (resource, soft, hard) in limits where CCLimitResource(resource, soft, hard) != 0 { return nil }
        let filter = CH5FilterSystemCalls(question)
        guard filter != CCLayerFailed else { return nil }
        return [
            filter == CCLayerActive ? "system call filter" : "no system call filter on this system",
            landlock > 0 ? "no files by path (Landlock \(landlock))" : "no Landlock on this system",
            "no new privileges", "no environment", "three descriptors only",
            "address space \(addressSpaceBytes >> 20) MiB", "processor \(processorSeconds) s",
        ]
    }
}
