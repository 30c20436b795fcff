// The system calls with which the helper gives up the rights that it does not need.
#ifndef CHDF5_CONFINEMENT_H
#define CHDF5_CONFINEMENT_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    CH5ProcessorSeconds,
    CH5AddressSpaceBytes,
    CH5CoreFileBytes,
    CH5OutputFileBytes,
    CH5OpenFiles,
} CH5Resource;

/// Lowers the soft and the hard limit of a resource for good. Returns 0, or -1.
int CH5LimitResource(CH5Resource resource, uint64_t soft, uint64_t hard);

/// Forbids set-user-id programs from here on, so that system call filters may be installed. Returns 0, or -1.
int CH5ForbidNewPrivileges(void);

/// Closes every descriptor from `first` on.
void CH5CloseDescriptors(int first);

/// Empties the environment, so that no HDF5_* variable has an effect.
void CH5ForgetEnvironment(void);

/// Resets the signals of a crash and of a broken pipe to their default: the process ends, without a backtrace that
/// would keep the pipe open.
void CH5DieBySignals(void);

/// Has the process killed when its parent ends, however the parent ends.
void CH5DieWithParent(void);

/// Whether the descriptor is a regular file.
int CH5IsRegularFile(int descriptor);

/// Reads at most `count` bytes, and possibly fewer. Returns how many, 0 at the end, or -1.
ptrdiff_t CH5Read(int descriptor, void *buffer, size_t count);

/// Writes all of `bytes`. Returns 0, or -1.
int CH5Write(int descriptor, const void *bytes, size_t count);

/// Ends the process without the exit handlers of libhdf5, which would go through the file once more.
_Noreturn void CH5Exit(int status);

#endif
