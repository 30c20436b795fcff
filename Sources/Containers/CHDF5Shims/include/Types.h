// Macros of libhdf5 for values that exist only after the library has been started.
#ifndef CHDF5_TYPES_H
#define CHDF5_TYPES_H

#include <hdf5.h>

/// A two's-complement integer of 1, 2, 4 or 8 bytes; negative for any other size.
static inline hid_t CH5Integer(int bytes, int isSigned, int isBigEndian) {
    switch (bytes) {
    case 1: return isSigned ? (isBigEndian ? H5T_STD_I8BE : H5T_STD_I8LE) : (isBigEndian ? H5T_STD_U8BE : H5T_STD_U8LE);
    case 2:
        return isSigned ? (isBigEndian ? H5T_STD_I16BE : H5T_STD_I16LE) : (isBigEndian ? H5T_STD_U16BE : H5T_STD_U16LE);
    case 4:
        return isSigned ? (isBigEndian ? H5T_STD_I32BE : H5T_STD_I32LE) : (isBigEndian ? H5T_STD_U32BE : H5T_STD_U32LE);
    case 8:
        return isSigned ? (isBigEndian ? H5T_STD_I64BE : H5T_STD_I64LE) : (isBigEndian ? H5T_STD_U64BE : H5T_STD_U64LE);
    default: return H5I_INVALID_HID;
    }
}

/// An IEEE 754 float of 4 or 8 bytes; negative for any other size.
static inline hid_t CH5Float(int bytes, int isBigEndian) {
    switch (bytes) {
    case 4: return isBigEndian ? H5T_IEEE_F32BE : H5T_IEEE_F32LE;
    case 8: return isBigEndian ? H5T_IEEE_F64BE : H5T_IEEE_F64LE;
    default: return H5I_INVALID_HID;
    }
}

/// Frees the strings that H5Aread has written to `values`, one of type `type` for each point of `space`.
static inline herr_t CH5FreeStrings(hid_t type, hid_t space, void *values) {
#if H5_VERSION_GE(1, 12, 0)
    return H5Treclaim(type, space, H5P_DEFAULT, values);
#else
    return H5Dvlen_reclaim(type, space, H5P_DEFAULT, values);
#endif
}

#endif
