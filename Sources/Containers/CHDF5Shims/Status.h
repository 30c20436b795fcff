#ifndef CHDF5SHIMS_STATUS_H
#define CHDF5SHIMS_STATUS_H

// What the system says of an open file, by a system call that cannot take a path.

#include <sys/stat.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

// From 2.33 on glibc's fstat is a newfstatat, which a filter cannot tell from a question about any path. On 64-bit
// architectures glibc's structure is the kernel's.
static inline int getStatus(int descriptor, struct stat *status) {
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
    return (int)syscall(SYS_fstat, descriptor, status);
#else
    return fstat(descriptor, status);
#endif
}

#endif
