// The filter that allows the helper only the system calls of its question.
#ifndef CHDF5_SYSTEM_CALL_FILTER_H
#define CHDF5_SYSTEM_CALL_FILTER_H

/// The question to the helper; a process gets only one.
typedef enum {
    /// `catalog` and `decode`: the HDF5 file is standard input, the answer goes to standard output.
    CH5ReadingQuestion,
    /// `skeleton`: standard input is text, standard output becomes the HDF5 file.
    CH5WritingQuestion,
} CH5Question;

/// The state of a layer of the cage that not every system has.
typedef enum {
    /// The system has the layer, but it could not be put in force.
    CH5LayerFailed = -1,
    /// The system does not have the layer, or does not allow it for this process.
    CH5LayerUnavailable = 0,
    CH5LayerActive = 1,
} CH5Layer;

/// Makes SIGSYS kill the process at any system call that the question does not need.
///
/// No allowed call takes a path, creates a descriptor, a process or executable memory, or affects another process.
/// Needs no privileges once CH5ForbidNewPrivileges has been called.
CH5Layer CH5FilterSystemCalls(CH5Question question);

#endif
