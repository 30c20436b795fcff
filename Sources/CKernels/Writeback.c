#define _GNU_SOURCE
#include <fcntl.h>
#include "CKernels.h"

void CKStartWriteback(int descriptor, int64_t offset, int64_t count) {
    sync_file_range(descriptor, offset, count, SYNC_FILE_RANGE_WRITE);
}
