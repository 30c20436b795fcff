// Standard input as the only file that libhdf5 can read.
#ifndef CHDF5_INPUT_H
#define CHDF5_INPUT_H

#include <hdf5.h>
#include <stdint.h>

/// The state of a file, to detect changes.
typedef struct {
    /// Bytes.
    uint64_t size;
    uint64_t device;
    uint64_t inode;
    /// Times of the last change of the content and of the inode, in nanoseconds, wrapping around.
    uint64_t modified;
    uint64_t changed;
} CH5FileState;

/// Makes standard input a socket on which the bytes of a file of `size` bytes are asked for, instead of the file itself.
///
/// A question is the offset and the number of bytes as two numbers of 8 bytes, in the order of this machine; the answer
/// is the bytes.
void CH5AskInput(uint64_t size);

/// Makes `size` bytes of standard input from `offset` on the file that the functions below know. Returns 0, or -1 when it
/// does not have them.
int CH5NarrowInput(uint64_t offset, uint64_t size);

/// Reads the state of standard input. Returns 0, or -1 when it is not a regular file that is open for reading only, or,
/// after CH5AskInput, no socket.
int CH5GetInputState(CH5FileState *state);

/// Reads exactly `size` bytes of standard input from `offset`. Returns 0, or -1 when there are fewer.
int CH5ReadInput(uint64_t offset, size_t size, void *buffer);

/// Opens standard input as an HDF5 file, read-only, through a driver that uses no path and refuses writes. Returns a
/// negative number when libhdf5 fails.
///
/// For each dataset, at most `cacheBytes` of decoded chunks are kept.
hid_t CH5OpenInput(size_t cacheBytes);

#endif
