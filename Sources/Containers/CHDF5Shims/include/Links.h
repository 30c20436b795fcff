// Links of a group and their objects, in one way for libhdf5 1.10 (addresses) and 1.12 and later (tokens).
#ifndef CHDF5_LINKS_H
#define CHDF5_LINKS_H

#include <hdf5.h>
#include <stddef.h>
#include <stdint.h>

/// An object of the file: its address, or its token since 1.12.
typedef struct {
    uint64_t words[2];
} CH5Identity;

/// A link as it is stored, without following it.
typedef struct {
    /// 0 hard, 1 soft, 64 external, 65 to 255 user-defined.
    int kind;
    /// Bytes of the value of a link that is not hard.
    size_t valueBytes;
    /// The object of a hard link.
    CH5Identity target;
} CH5Link;

/// Called for each link; anything but 0 ends the iteration.
typedef herr_t (*CH5LinkVisitor)(const char *name, const CH5Link *link, void *context);

/// Visits the links of `group` in increasing order of their names.
herr_t CH5ForEachLink(hid_t group, CH5LinkVisitor visit, void *context);

/// Opens an object without following a link.
hid_t CH5OpenObject(hid_t file, CH5Identity identity);

/// The identity of an open object.
herr_t CH5GetIdentity(hid_t object, CH5Identity *identity);

#endif
