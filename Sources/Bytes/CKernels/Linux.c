// Calls of Linux that Swift's Glibc does not have, for they need _GNU_SOURCE.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include "CKernels.h"

void CKStartWriteback(int descriptor, int64_t offset, int64_t count) {
    sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}

int CKAllowedProcessors(void) {
    // The kernel refuses a set that is too small for all of its processors.
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
