// Standard output as the only file that libhdf5 can create.
#ifndef CHDF5_NEW_FILE_H
#define CHDF5_NEW_FILE_H

#include <hdf5.h>
#include <stdint.h>

/// Whether standard output is an empty regular file that is open for reading and writing, not for appending, and not
/// standard error as well.
int CH5IsOutputEmpty(void);

/// Reads the size of the regular file behind standard output in bytes. Returns 0, or -1.
int CH5GetOutputSize(uint64_t *size);

/// Why the last failed system call on standard output failed, in words; NULL when none failed.
const char *CH5OutputFailure(void);

/// Creates an HDF5 file in standard output, in the earliest version of the format, through a driver that uses no path.
/// Returns a negative number when libhdf5 fails.
///
/// All objects in the file must be closed before it.
hid_t CH5CreateOutput(void);

/// The properties of a group whose header stores no time; negative on failure.
hid_t CH5GroupProperties(void);

/// The properties of a contiguous dataset whose space in the file is allocated but not written when it is created, and
/// whose header stores no time; negative on failure.
hid_t CH5DatasetProperties(void);

/// The properties of an attribute whose name is not ASCII; negative on failure.
hid_t CH5UnicodeNameProperties(void);

#endif
