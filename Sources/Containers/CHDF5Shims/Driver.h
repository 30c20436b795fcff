#ifndef CHDF5SHIMS_DRIVER_H
#define CHDF5SHIMS_DRIVER_H

// The common part of the two virtual file drivers, one for the input and one for a new file.

#include <hdf5.h>
#include <stdint.h>
#include <stdlib.h>

#if H5_VERSION_GE(1, 14, 0)
#include <H5FDdevelop.h>
#endif

// An open file of either driver.
typedef struct {
    H5FD_t common;
    haddr_t endOfAddresses;
    haddr_t endOfFile;
} Driver;

static inline herr_t fail(const char *file, const char *function, unsigned line, hid_t minor, const char *message) {
    H5Epush2(H5E_DEFAULT, file, function, line, H5E_ERR_CLS, H5E_VFL, minor, "%s", message);
    return -1;
}

// Adds a message to libhdf5's error stack, and returns the value of a failure.
#define FAIL(minor, message) fail(__FILE_NAME__, __func__, __LINE__, minor, message)

static inline herr_t closeFile(H5FD_t *file) {
    free(file);
    return 0;
}

static inline int compareFiles(const H5FD_t *first, const H5FD_t *second) {
    return ((uintptr_t)first > (uintptr_t)second) - ((uintptr_t)first < (uintptr_t)second);
}

static inline haddr_t getEndOfAddresses(const H5FD_t *file, H5FD_mem_t type) {
    (void)type;
    return ((const Driver *)file)->endOfAddresses;
}

static inline herr_t setEndOfAddresses(H5FD_t *file, H5FD_mem_t type, haddr_t address) {
    (void)type;
    ((Driver *)file)->endOfAddresses = address;
    return 0;
}

static inline haddr_t getEndOfFile(const H5FD_t *file, H5FD_mem_t type) {
    (void)type;
    return ((const Driver *)file)->endOfFile;
}

#endif
