// Standard output as the only file libhdf5 can create.
#ifndef CHDF5_NEW_FILE_H
#define CHDF5_NEW_FILE_H

#include <hdf5.h>
#include <stdint.h>

/// Whether standard output is an empty regular file that is open for reading and writing, not for appending, and not
/// standard error as well.
int CH5IsOutputEmpty(void);

/// Bytes of the regular file behind standard output: 0, or -1.
int CH5GetOutputSize(uint64_t *size);

/// Why the last system call on standard output that failed did so, in words; NULL when none did.
const char *CH5OutputFailure(void);

/// Creates an HDF5 file in standard output, in the earliest version of the format, through a driver of its own that
/// knows no path; negative when libhdf5 cannot.
///
/// It cannot be closed before all that was opened in it is.
hid_t CH5CreateOutput(void);

/// The properties of a group whose header tells no time; negative on failure.
hid_t CH5GroupProperties(void);

/// The properties of a dataset in one piece, whose place in the file is taken when it is created and not written, and
/// whose header tells no time; negative on failure.
hid_t CH5DatasetProperties(void);

/// The properties of an attribute whose name is not ASCII; negative on failure.
hid_t CH5UnicodeNameProperties(void);

#endif
