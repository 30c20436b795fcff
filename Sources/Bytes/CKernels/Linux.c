// Calls of Linux that Swift's Glibc lacks, because they need _GNU_SOURCE.
#define _GNU_SOURCE
#include <fcntl.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <linux/magic.h>
#include "CKernels.h"

void CKStartWriteback(int descriptor, int64_t offset, int64_t count) {
    sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}

int64_t CKFreeMemory(int descriptor) {
    struct statfs status;
    if (fstatfs(descriptor, &status) != 0 || status.f_type != TMPFS_MAGIC || status.f_blocks == 0) return -1;
    int64_t count;
    return __builtin_mul_overflow(status.f_bavail, status.f_bsize, &count) ? INT64_MAX : count;
}

int CKAllowedProcessors(void) {
    // The kernel refuses a set that is too small for all its processors.
    for (int room = 1024; room <= 1 << 20; room *= 2) {
        cpu_set_t *set = CPU_ALLOC(room);
        if (!set) return 0;
        size_t size = CPU_ALLOC_SIZE(room);
        int count = sched_getaffinity(0, size, set) == 0 ? CPU_COUNT_S(size, set) : 0;
        CPU_FREE(set);
        if (count > 0) return count;
    }
    return 0;
}

int CKMakePipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    // Only for this end: the program at the other end may wait for room.
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0) return 0;
    int number = errno;
    close(ends[0]);
    close(ends[1]);
    return number;
}

int CKStartProgram(
    const char *path, char *const arguments[], int input, int output, int errors, int32_t *process) {
    const int streams[] = {input, output, errors};
    char *const environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t signals;
    int number = posix_spawn_file_actions_init(&actions);
    if (number) return number;
    number = posix_spawnattr_init(&attributes);
    if (number) {
        posix_spawn_file_actions_destroy(&actions);
        return number;
    }
    for (int stream = 0; stream < 3 && !number; stream++)
        number = posix_spawn_file_actions_adddup2(&actions, streams[stream], stream);
    if (!number) number = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes, &signals);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    pid_t child = 0;
    if (!number) number = posix_spawn(&child, path, &actions, &attributes, arguments, environment);
    *process = child;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return number;
}
