#define _GNU_SOURCE
#include "Landlock.h"

#ifdef __linux__
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// The numbers are the same on every architecture; headers from before Linux 5.13 lack them.
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_restrict_self 446
#endif

// `struct landlock_ruleset_attr` of include/uapi/linux/landlock.h, version 6; older kernels use only its first fields.
typedef struct {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
} Handled;

// The rights that a version of Landlock handles. A ruleset without rules forbids all of them.
static Handled handledBy(long version) {
    // Version 1 has 13 rights for files. Later versions each add the next higher bit: REFER in 2, TRUNCATE in 3,
    // IOCTL_DEV in 5.
    const int rights = 13 + (version >= 2) + (version >= 3) + (version >= 5);
    return (Handled){
        .files = (1u << rights) - 1,
        .network = version >= 4 ? 3 : 0,  // BIND_TCP, CONNECT_TCP
        .scopes = version >= 6 ? 3 : 0,   // ABSTRACT_UNIX_SOCKET, SIGNAL
    };
}

int CH5ForbidPaths(void) {
    const unsigned tellVersion = 1;  // LANDLOCK_CREATE_RULESET_VERSION
    const long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, tellVersion);
    if (version < 1) return 0;
    const Handled handled = handledBy(version);
    const size_t size = version >= 6 ? sizeof handled : version >= 4 ? offsetof(Handled, scopes) : sizeof handled.files;
    const int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0u);
    if (rules < 0) return 0;
    const long status = syscall(SYS_landlock_restrict_self, rules, 0u);
    close(rules);
    return status == 0 ? (int)version : 0;
}

#else

int CH5ForbidPaths(void) {
    return 0;
}

#endif
