internal import CHDF5Shims

/// What the process may use, whatever libhdf5 does with a hostile file.
///
/// All are set before its first byte is parsed and cannot be raised again; where the caller has set lower ones
/// already, those stay.
struct ProcessLimits {
    /// Processor time in seconds; beyond it the process dies by SIGXCPU.
    let processorSeconds: UInt64
    /// Wall clock in seconds; beyond it the process dies by SIGALRM.
    ///
    /// Time in which nobody reads the output counts.
    let wallClockSeconds: UInt32
    /// Address space, code and stack included; an allocation beyond it fails.
    let addressSpaceBytes: UInt64 = 1 << 30
    /// No core file: it would hold the file's content.
    let coreFileBytes: UInt64 = 0
    /// Standard input, output and error, and not one more: nothing can be opened.
    let openFiles: UInt64 = 3
    /// How far a regular file may grow when output is redirected into one; none can grow when it is a pipe.
    let outputFileBytes: UInt64 = 1 << 40

    /// Names and shapes only: milliseconds for an honest file.
    static let catalog = ProcessLimits(processorSeconds: 10, wallClockSeconds: 60)
    /// Metadata only: 100,000 objects take some seconds.
    static let skeleton = ProcessLimits(processorSeconds: 60, wallClockSeconds: 120)
    /// Inflating makes some 200 MB a second.
    static let decode = ProcessLimits(processorSeconds: 600, wallClockSeconds: 3600)

    /// Confines the process; false when the system refuses to.
    func apply() -> Bool {
        CH5ForgetEnvironment()
        CH5DieBySignals()
        CH5CloseDescriptors(3)
        CH5LimitWallClock(wallClockSeconds)
        let writesFile = CH5IsRegularFile(1) != 0 || CH5IsRegularFile(2) != 0
        let limits: [(CH5Resource, soft: UInt64, hard: UInt64)] = [
            // Where both are the same, the kernel kills by SIGKILL, which says less.
            (CH5ProcessorSeconds, processorSeconds, processorSeconds + 1),
            (CH5AddressSpaceBytes, addressSpaceBytes, addressSpaceBytes),
            (CH5CoreFileBytes, coreFileBytes, coreFileBytes),
            (CH5OutputFileBytes, writesFile ? outputFileBytes : 0, writesFile ? outputFileBytes : 0),
            (CH5OpenFiles, openFiles, openFiles),
        ]
        for (resource, soft, hard) in limits where CH5LimitResource(resource, soft, hard) != 0 { return false }
        guard CH5ForbidNewPrivileges() == 0 else { return false }
        // The place for a system call filter. From here on, strace shows pread64, write, newfstatat, fcntl, brk, mmap,
        // munmap, futex, exit_group, and getcwd, which may fail; mremap where chunks are large; for a skeleton also read,
        // pwrite64 and ftruncate; to abort, also rt_sigprocmask, getpid, gettid and tgkill.
        return true
    }
}
