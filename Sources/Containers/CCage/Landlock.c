#define _GNU_SOURCE
#include "Landlock.h"

#ifdef __linux__
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The numbers are the same on every architecture; headers from before Linux 5.13 lack them.
#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

// Bits of `access_fs` and `access_net` of include/uapi/linux/landlock.h.
enum { READ_FILE = 1 << 2, READ_DIR = 1 << 3, BIND_TCP = 1 << 0, CONNECT_TCP = 1 << 1 };

// `struct landlock_ruleset_attr` of include/uapi/linux/landlock.h, version 6; older kernels use only its first fields.
typedef struct {
    uint64_t files;
    uint64_t network;
    uint64_t scopes;
} Handled;

// `struct landlock_path_beneath_attr`.
typedef struct {
    uint64_t allowed;
    int32_t folder;
} __attribute__((packed)) Beneath;

// The rights that a version of Landlock handles. A ruleset without rules forbids all of them.
static Handled handledBy(long version, uint64_t network) {
    // Version 1 has 13 rights for files. Later versions each add the next higher bit: REFER in 2, TRUNCATE in 3,
    // IOCTL_DEV in 5.
    const int rights = 13 + (version >= 2) + (version >= 3) + (version >= 5);
    return (Handled){
        .files = (1u << rights) - 1,
        .network = version >= 4 ? network : 0,
        .scopes = version >= 6 ? 3 : 0,  // ABSTRACT_UNIX_SOCKET, SIGNAL
    };
}

// Lets what is at or below a path be read. Returns 0, also when nothing is there, or -1.
static int allowReading(int rules, const char *path) {
    const int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0) return 0;
    struct stat status;
    const int isFolder = fstat(place, &status) == 0 && S_ISDIR(status.st_mode);
    const Beneath rule = {.allowed = isFolder ? READ_FILE | READ_DIR : READ_FILE, .folder = place};
    const unsigned pathBeneath = 1;  // LANDLOCK_RULE_PATH_BENEATH
    const long result = syscall(SYS_landlock_add_rule, rules, pathBeneath, &rule, 0u);
    close(place);
    return result == 0 ? 0 : -1;
}

static int forbid(uint64_t network, const char *const readable[], size_t count) {
    const unsigned tellVersion = 1;  // LANDLOCK_CREATE_RULESET_VERSION
    const long version = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, tellVersion);
    if (version < 1) return 0;
    const Handled handled = handledBy(version, network);
    const size_t size = version >= 6 ? sizeof handled : version >= 4 ? offsetof(Handled, scopes) : sizeof handled.files;
    const int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0u);
    if (rules < 0) return 0;
    int isComplete = 1;
    for (size_t index = 0; index < count; index++)
        if (allowReading(rules, readable[index]) != 0) isComplete = 0;
    const long status = isComplete ? syscall(SYS_landlock_restrict_self, rules, 0u) : -1;
    close(rules);
    return status == 0 ? (int)version : 0;
}

int CCForbidPaths(void) {
    return forbid(BIND_TCP | CONNECT_TCP, NULL, 0);
}

int CCForbidPathsExcept(const char *const readable[], size_t count) {
    return forbid(BIND_TCP, readable, count);
}

#else

int CCForbidPaths(void) {
    return 0;
}

int CCForbidPathsExcept(const char *const readable[], size_t count) {
    (void)readable, (void)count;
    return 0;
}

#endif
