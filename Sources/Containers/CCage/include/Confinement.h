// The system calls with which a helper gives up the rights that it does not need.
#ifndef CCAGE_CONFINEMENT_H
#define CCAGE_CONFINEMENT_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
    CCProcessorSeconds,
    CCAddressSpaceBytes,
    CCCoreFileBytes,
    CCOutputFileBytes,
    CCOpenFiles,
} CCResource;

/// Lowers the soft and the hard limit of a resource for good. Returns 0, or -1.
int CCLimitResource(CCResource resource, uint64_t soft, uint64_t hard);

/// Forbids set-user-id programs from here on, so that system call filters may be installed. Returns 0, or -1.
int CCForbidNewPrivileges(void);

/// Closes every descriptor from `first` on.
void CCCloseDescriptors(int first);

/// Empties the environment, so that no variable has an effect.
void CCForgetEnvironment(void);

/// Resets the signals of a crash and of a broken pipe to their default: the process ends, without a backtrace that
/// would keep the pipe open.
void CCDieBySignals(void);

/// Has the process killed when its parent ends, however the parent ends.
void CCDieWithParent(void);

/// Whether the descriptor is a regular file.
int CCIsRegularFile(int descriptor);

/// Reads at most `count` bytes, and possibly fewer. Returns how many, 0 at the end, or -1.
ptrdiff_t CCRead(int descriptor, void *buffer, size_t count);

/// Writes all of `bytes`. Returns 0, or -1.
int CCWrite(int descriptor, const void *bytes, size_t count);

/// Ends the process without exit handlers; that of libhdf5 would go through the file once more.
_Noreturn void CCExit(int status);

#endif
