#ifndef CCAGE_STATUS_H
#define CCAGE_STATUS_H

// The status of an open file, from a system call that cannot take a path.

#include <sys/stat.h>

#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif

// Since glibc 2.33, fstat calls newfstatat, which a filter cannot distinguish from a call with a path. On 64-bit
// architectures, the structure of glibc is that of the kernel.
static inline int getStatus(int descriptor, struct stat *status) {
#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))
    return (int)syscall(SYS_fstat, descriptor, status);
#else
    return fstat(descriptor, status);
#endif
}

#endif
