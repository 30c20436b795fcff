#define _GNU_SOURCE
#include "Input.h"

#include "Confinement.h"
#include "Driver.h"
#include "Status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__
#define MODIFIED st_mtimespec
#define CHANGED st_ctimespec
#else
#define MODIFIED st_mtim
#define CHANGED st_ctim
#endif

// The file whose bytes are asked for on standard input.
static struct {
    int isSet;
    uint64_t size;
} asked;

void CH5AskInput(uint64_t size) {
    asked.isSet = 1;
    asked.size = size;
}

// Asks for bytes of the file. Returns 0, or -1.
static int askForBytes(uint64_t offset, size_t size, unsigned char *buffer) {
    const uint64_t question[2] = {offset, size};
    if (CCWrite(STDIN_FILENO, question, sizeof question) != 0) return -1;
    while (size > 0) {
        const ptrdiff_t count = CCRead(STDIN_FILENO, buffer, size);
        if (count <= 0) return -1;
        buffer += count;
        size -= (size_t)count;
    }
    return 0;
}

// The part of standard input that is read.
static struct {
    int isSet;
    uint64_t offset;
    uint64_t size;
} part;

int CH5NarrowInput(uint64_t offset, uint64_t size) {
    CH5FileState state;
    part.isSet = 0;
    if (CH5GetInputState(&state) != 0 || offset > state.size || size > state.size - offset) return -1;
    part.isSet = 1;
    part.offset = offset;
    part.size = size;
    return 0;
}

static uint64_t nanoseconds(struct timespec time) {
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

int CH5GetInputState(CH5FileState *state) {
    struct stat status;
    if (getStatus(STDIN_FILENO, &status) != 0) return -1;
    if (asked.isSet) {
        if (!S_ISSOCK(status.st_mode)) return -1;
        state->size = asked.size;
    } else {
        int flags = fcntl(STDIN_FILENO, F_GETFL);
        if (flags < 0 || (flags & O_ACCMODE) != O_RDONLY) return -1;
        if (!S_ISREG(status.st_mode) || status.st_size < 0) return -1;
        state->size = (uint64_t)status.st_size;
    }
    if (part.isSet) {
        if (part.offset > state->size || part.size > state->size - part.offset) return -1;
        state->size = part.size;
    }
    state->device = (uint64_t)status.st_dev;
    state->inode = (uint64_t)status.st_ino;
    state->modified = nanoseconds(status.MODIFIED);
    state->changed = nanoseconds(status.CHANGED);
    return 0;
}

int CH5ReadInput(uint64_t offset, size_t size, void *buffer) {
    if (part.isSet) {
        if (offset > part.size || size > part.size - offset) return -1;
        offset += part.offset;
    }
    if (offset > (uint64_t)INT64_MAX || size > (uint64_t)INT64_MAX - offset) return -1;
    if (asked.isSet) return size == 0 ? 0 : askForBytes(offset, size, buffer);
    unsigned char *next = buffer;
    while (size > 0) {
        ssize_t count = pread(STDIN_FILENO, next, size, (off_t)offset);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return -1;
        next += count;
        size -= (size_t)count;
        offset += (uint64_t)count;
    }
    return 0;
}

// The driver. libhdf5 adds the base address (the size of a user block) before it calls `read`.

static H5FD_t *openInput(const char *name, unsigned flags, hid_t properties, haddr_t maximum) {
    (void)name, (void)properties, (void)maximum;
    CH5FileState state;
    if (flags != H5F_ACC_RDONLY || CH5GetInputState(&state) != 0) {
        FAIL(H5E_CANTOPENFILE, "only standard input can be opened, and only for reading");
        return NULL;
    }
    Driver *input = calloc(1, sizeof *input);
    if (input != NULL) input->endOfFile = state.size;
    return (H5FD_t *)input;
}

static herr_t queryFeatures(const H5FD_t *file, unsigned long *features) {
    (void)file;
    *features = 0;
    return 0;
}

static herr_t readInput(H5FD_t *file, H5FD_mem_t type, hid_t properties, haddr_t address, size_t size, void *buffer) {
    (void)type, (void)properties;
    const Driver *input = (const Driver *)file;
    if (address == HADDR_UNDEF) return FAIL(H5E_BADRANGE, "read at an undefined address");
    if (address > input->endOfFile || size > input->endOfFile - address)
        return FAIL(H5E_READERROR, "read beyond the end of the file");
    if (CH5ReadInput(address, size, buffer) != 0) return FAIL(H5E_READERROR, "the file could not be read");
    return 0;
}

static herr_t refuseWrite(
    H5FD_t *file, H5FD_mem_t type, hid_t properties, haddr_t address, size_t size, const void *buffer) {
    (void)file, (void)type, (void)properties, (void)address, (void)size, (void)buffer;
    return FAIL(H5E_WRITEERROR, "the file is open for reading only");
}

static const H5FD_class_t inputDriver = {
#if H5_VERSION_GE(1, 14, 0)
    .version = H5FD_CLASS_VERSION,
    // From the range that libhdf5 reserves for other people's drivers.
    .value = (H5FD_class_value_t)1723,
#endif
    .name = "standard-input",
    .maxaddr = (haddr_t)INT64_MAX,
    .fc_degree = H5F_CLOSE_WEAK,
    .open = openInput,
    .close = closeFile,
    .cmp = compareFiles,
    .query = queryFeatures,
    .get_eoa = getEndOfAddresses,
    .set_eoa = setEndOfAddresses,
    .get_eof = getEndOfFile,
    .read = readInput,
    .write = refuseWrite,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t CH5OpenInput(size_t cacheBytes) {
    // A prime, about ten times the number of chunks in one row of a real file: two chunks in one slot evict each other.
    const size_t slots = 10007;
    hid_t driver = H5FDregister(&inputDriver);
    if (driver < 0) return driver;
    // Neither is closed, because that would clear the error stack with the reason why the file could not be opened.
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (access < 0 || H5Pset_driver(access, driver, NULL) < 0) return H5I_INVALID_HID;
    if (H5Pset_cache(access, 0, slots, cacheBytes, 1.0) < 0) return H5I_INVALID_HID;
    return H5Fopen("standard input", H5F_ACC_RDONLY, access);
}
