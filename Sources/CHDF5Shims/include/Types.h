// Macros of libhdf5 that stand for a value which exists only once the library has been started.
#ifndef CHDF5_TYPES_H
#define CHDF5_TYPES_H

#include <hdf5.h>

static inline hid_t CH5LittleEndianInteger(int bytes, int isSigned) {
    switch (bytes) {
    case 1: return isSigned ? H5T_STD_I8LE : H5T_STD_U8LE;
    case 2: return isSigned ? H5T_STD_I16LE : H5T_STD_U16LE;
    case 4: return isSigned ? H5T_STD_I32LE : H5T_STD_U32LE;
    case 8: return isSigned ? H5T_STD_I64LE : H5T_STD_U64LE;
    default: return H5I_INVALID_HID;
    }
}

static inline hid_t CH5BigEndianInteger(int bytes, int isSigned) {
    switch (bytes) {
    case 1: return isSigned ? H5T_STD_I8BE : H5T_STD_U8BE;
    case 2: return isSigned ? H5T_STD_I16BE : H5T_STD_U16BE;
    case 4: return isSigned ? H5T_STD_I32BE : H5T_STD_U32BE;
    case 8: return isSigned ? H5T_STD_I64BE : H5T_STD_U64BE;
    default: return H5I_INVALID_HID;
    }
}

static inline hid_t CH5LittleEndianFloat(int bytes) {
    return bytes == 4 ? H5T_IEEE_F32LE : bytes == 8 ? H5T_IEEE_F64LE : H5I_INVALID_HID;
}

static inline hid_t CH5BigEndianFloat(int bytes) {
    return bytes == 4 ? H5T_IEEE_F32BE : bytes == 8 ? H5T_IEEE_F64BE : H5I_INVALID_HID;
}

/// The property list class of the options with which a dataset is opened.
static inline hid_t CH5DatasetAccess(void) { return H5P_DATASET_ACCESS; }

/// Frees the strings that H5Aread put into `values`, one of type `type` for each point of `space`.
static inline herr_t CH5FreeStrings(hid_t type, hid_t space, void *values) {
#if H5_VERSION_GE(1, 12, 0)
    return H5Treclaim(type, space, H5P_DEFAULT, values);
#else
    return H5Dvlen_reclaim(type, space, H5P_DEFAULT, values);
#endif
}

#endif
