// The system calls by which the helper gives up what it does not need.
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

/// Lowers the soft and the hard limit of a resource for good: 0, or -1.
int CH5LimitResource(CH5Resource resource, uint64_t soft, uint64_t hard);

/// No set-user-id program can be started from here on, and system call filters may be installed: 0, or -1.
int CH5ForbidNewPrivileges(void);

/// Closes every descriptor from `first` on.
void CH5CloseDescriptors(int first);

/// Empties the environment, so that no HDF5_* variable is heard.
void CH5ForgetEnvironment(void);

/// Gives the signals of a crash and of a broken pipe their default effect: death, without a backtrace that
/// would keep the pipe open.
void CH5DieBySignals(void);

/// Lets the process be killed when the one that asked it ends, however that ends.
void CH5DieWithParent(void);

/// Whether the descriptor is a regular file.
int CH5IsRegularFile(int descriptor);

/// Reads at most `count` bytes, which need not be all there are: how many, 0 at the end, or -1.
ptrdiff_t CH5Read(int descriptor, void *buffer, size_t count);

/// Writes all of `bytes`: 0, or -1.
int CH5Write(int descriptor, const void *bytes, size_t count);

/// Ends the process without running what libhdf5 left for its exit, which would walk the file once more.
_Noreturn void CH5Exit(int status);

#endif
