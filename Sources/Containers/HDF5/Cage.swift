internal import CHDF5Shims

/// What the process may use and do, whatever libhdf5 does with a hostile file.
///
/// It is closed before the first byte of the file is parsed and cannot be opened again; where the caller has set lower
/// limits already, those stay. Nothing of it needs privileges.
///
/// Limits, closed descriptors and an empty environment are there on every system, or there is no answer. A filter of
/// system calls (Linux 4.14) and Landlock (Linux 5.13) are not: emulators and some sandboxes have neither. Such a system
/// reads its HDF5 files with the layers that it has, and `bertconv-hdf5 --version` says which. A file has no influence on
/// that, and refusing would only send its owner to a library that has no layer at all. Where the system does have
/// filters and ours is not taken, there is no answer either.
package struct Cage {
    /// What the filter leaves open for.
    private let question: CH5Question
    /// Processor time in seconds; beyond it the process dies by SIGXCPU, and a second later for certain.
    ///
    /// There is no limit by the clock, which also counts what other programs take and what passes while the machine is
    /// suspended. Whoever asks the question ends a process that waits without computing.
    package var processorSeconds: UInt64
    /// Address space, code and stack included; an allocation beyond it fails.
    private let addressSpaceBytes: UInt64 = 1 << 30
    /// No core file: it would hold the file's content.
    private let coreFileBytes: UInt64 = 0
    /// Standard input, output and error, and not one more: nothing can be opened.
    private let openFiles: UInt64 = 3
    /// How far a regular file may grow when output is redirected into one; none can grow when it is a pipe.
    private let outputFileBytes: UInt64 = 1 << 40

    package static let catalog = Cage(question: CH5ReadingQuestion, processorSeconds: HDF5Limits.catalogSeconds)
    package static let skeleton = Cage(question: CH5WritingQuestion, processorSeconds: HDF5Limits.skeletonSeconds)
    package static let decode = Cage(question: CH5ReadingQuestion, processorSeconds: HDF5Limits.decodeSeconds)

    /// Confines the process for good.
    ///
    /// - Returns: Its layers in words; nil when the system refuses one that it has.
    package func close() -> [String]? {
        CH5ForgetEnvironment()
        CH5DieBySignals()
        CH5DieWithParent()
        CH5CloseDescriptors(3)
        guard CH5ForbidNewPrivileges() == 0 else { return nil }
        // Before the limits: it needs a descriptor.
        let landlock = CH5ForbidPaths()
        let writesFile = CH5IsRegularFile(1) != 0 || CH5IsRegularFile(2) != 0
        let fileBytes = writesFile ? outputFileBytes : 0
        let limits: [(CH5Resource, soft: UInt64, hard: UInt64)] = [
            // Where both are the same, the kernel kills by SIGKILL, which says less.
            (CH5ProcessorSeconds, processorSeconds, processorSeconds + 1),
            (CH5AddressSpaceBytes, addressSpaceBytes, addressSpaceBytes),
            (CH5CoreFileBytes, coreFileBytes, coreFileBytes),
            (CH5OutputFileBytes, fileBytes, fileBytes),
            (CH5OpenFiles, openFiles, openFiles),
        ]
        for (resource, soft, hard) in limits where CH5LimitResource(resource, soft, hard) != 0 { return nil }
        let filter = CH5FilterSystemCalls(question)
        guard filter != CH5LayerFailed else { return nil }
        return [
            filter == CH5LayerActive ? "system call filter" : "no system call filter on this system",
            landlock > 0 ? "no files by path (Landlock \(landlock))" : "no Landlock on this system",
            "no new privileges", "no environment", "no descriptors but three",
            "address space \(addressSpaceBytes >> 20) MiB", "processor \(processorSeconds) s",
        ]
    }
}
