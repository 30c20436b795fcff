#define _GNU_SOURCE
#include "NewFile.h"

#include "Driver.h"
#include "Status.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int CH5IsOutputEmpty(void) {
    struct stat output, errors;
    // With O_APPEND, pwrite of Linux would ignore the offset.
    int flags = fcntl(STDOUT_FILENO, F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) != O_RDWR || (flags & O_APPEND) != 0) return 0;
    if (getStatus(STDOUT_FILENO, &output) != 0 || !S_ISREG(output.st_mode) || output.st_size != 0) return 0;
    // The answer would be written over the start of the file.
    if (getStatus(STDERR_FILENO, &errors) != 0) return 0;
    return output.st_dev != errors.st_dev || output.st_ino != errors.st_ino;
}

int CH5GetOutputSize(uint64_t *size) {
    struct stat status;
    if (getStatus(STDOUT_FILENO, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size < 0) return -1;
    *size = (uint64_t)status.st_size;
    return 0;
}

static int outputError = 0;

const char *CH5OutputFailure(void) {
    return outputError == 0 ? NULL : strerror(outputError);
}

// The driver.

static herr_t failSystemCall(const char *function, unsigned line, hid_t minor) {
    outputError = errno;
    return fail(__FILE_NAME__, function, line, minor, strerror(outputError));
}

#define FAIL_SYSTEM_CALL(minor) failSystemCall(__func__, __LINE__, minor)

static H5FD_t *openNewFile(const char *name, unsigned flags, hid_t properties, haddr_t maximum) {
    (void)name, (void)properties, (void)maximum;
    if ((flags & H5F_ACC_RDWR) == 0 || !CH5IsOutputEmpty()) {
        FAIL(H5E_CANTOPENFILE, "only standard output can be opened, and only while it is empty");
        return NULL;
    }
    return calloc(1, sizeof(Driver));
}

static herr_t queryFeatures(const H5FD_t *file, unsigned long *features) {
    (void)file;
    // Metadata and small data in blocks; adjacent metadata is written at once.
    *features = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_ACCUMULATE_METADATA;
    return 0;
}

static int isOutside(const Driver *file, haddr_t address, size_t size) {
    return address == HADDR_UNDEF || address > file->endOfAddresses || size > file->endOfAddresses - address;
}

static herr_t readBack(H5FD_t *file, H5FD_mem_t type, hid_t properties, haddr_t address, size_t size, void *buffer) {
    (void)type, (void)properties;
    if (isOutside((const Driver *)file, address, size)) return FAIL(H5E_BADRANGE, "read at no address of the file");
    unsigned char *next = buffer;
    while (size > 0) {
        ssize_t count = pread(STDOUT_FILENO, next, size, (off_t)address);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return FAIL_SYSTEM_CALL(H5E_READERROR);
        if (count == 0) {
            // Bytes that have an address but were never written are zero.
            memset(next, 0, size);
            return 0;
        }
        next += count;
        size -= (size_t)count;
        address += (haddr_t)count;
    }
    return 0;
}

static herr_t writeOut(
    H5FD_t *file, H5FD_mem_t type, hid_t properties, haddr_t address, size_t size, const void *buffer) {
    (void)type, (void)properties;
    Driver *newFile = (Driver *)file;
    if (isOutside(newFile, address, size)) return FAIL(H5E_BADRANGE, "write at no address of the file");
    const unsigned char *next = buffer;
    while (size > 0) {
        ssize_t count = pwrite(STDOUT_FILENO, next, size, (off_t)address);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return FAIL_SYSTEM_CALL(H5E_WRITEERROR);
        next += count;
        size -= (size_t)count;
        address += (haddr_t)count;
        if (address > newFile->endOfFile) newFile->endOfFile = address;
    }
    return 0;
}

static herr_t setSize(H5FD_t *file, hid_t properties, hbool_t closing) {
    (void)properties, (void)closing;
    Driver *newFile = (Driver *)file;
    if (newFile->endOfFile == newFile->endOfAddresses) return 0;
    while (ftruncate(STDOUT_FILENO, (off_t)newFile->endOfAddresses) != 0) {
        if (errno != EINTR) return FAIL_SYSTEM_CALL(H5E_SEEKERROR);
    }
    newFile->endOfFile = newFile->endOfAddresses;
    return 0;
}

static const H5FD_class_t newFileDriver = {
#if H5_VERSION_GE(1, 14, 0)
    .version = H5FD_CLASS_VERSION,
    // From the range that libhdf5 reserves for other people's drivers.
    .value = (H5FD_class_value_t)1724,
#endif
    .name = "standard-output",
    .maxaddr = (haddr_t)INT64_MAX,
    .fc_degree = H5F_CLOSE_SEMI,
    .open = openNewFile,
    .close = closeFile,
    .cmp = compareFiles,
    .query = queryFeatures,
    .get_eoa = getEndOfAddresses,
    .set_eoa = setEndOfAddresses,
    .get_eof = getEndOfFile,
    .read = readBack,
    .write = writeOut,
    .truncate = setSize,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

hid_t CH5CreateOutput(void) {
    hid_t driver = H5FDregister(&newFileDriver);
    if (driver < 0) return driver;
    // Neither is closed, because that would clear the error stack with the reason why the file could not be created.
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    hid_t creation = H5Pcreate(H5P_FILE_CREATE);
    if (access < 0 || creation < 0 || H5Pset_driver(access, driver, NULL) < 0) return H5I_INVALID_HID;
    // Since 2.0, libhdf5 no longer begins with the earliest version by default.
    if (H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_V18) < 0) return H5I_INVALID_HID;
    if (H5Pset_obj_track_times(creation, 0) < 0) return H5I_INVALID_HID;
    return H5Fcreate("standard output", H5F_ACC_TRUNC, creation, access);
}

hid_t CH5GroupProperties(void) {
    hid_t properties = H5Pcreate(H5P_GROUP_CREATE);
    if (properties < 0 || H5Pset_obj_track_times(properties, 0) < 0) return H5I_INVALID_HID;
    return properties;
}

hid_t CH5DatasetProperties(void) {
    hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
    if (properties < 0 || H5Pset_obj_track_times(properties, 0) < 0) return H5I_INVALID_HID;
    if (H5Pset_layout(properties, H5D_CONTIGUOUS) < 0) return H5I_INVALID_HID;
    if (H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY) < 0) return H5I_INVALID_HID;
    if (H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER) < 0) return H5I_INVALID_HID;
    return properties;
}

hid_t CH5UnicodeNameProperties(void) {
    hid_t properties = H5Pcreate(H5P_ATTRIBUTE_CREATE);
    if (properties < 0 || H5Pset_char_encoding(properties, H5T_CSET_UTF8) < 0) return H5I_INVALID_HID;
    return properties;
}
