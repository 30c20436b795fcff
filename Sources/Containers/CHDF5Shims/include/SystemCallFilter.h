// The filter that leaves the helper only the system calls of its one question.
#ifndef CHDF5_SYSTEM_CALL_FILTER_H
#define CHDF5_SYSTEM_CALL_FILTER_H

/// What the helper was asked; nobody ever asks two questions of one process.
typedef enum {
    /// `catalog` and `decode`: the HDF5 file is standard input, the answer goes to standard output.
    CH5ReadingQuestion,
    /// `skeleton`: standard input is text, standard output becomes the HDF5 file.
    CH5WritingQuestion,
} CH5Question;

/// What became of a layer of the cage that not every system has.
typedef enum {
    /// The system has it and it could not be put in force.
    CH5LayerFailed = -1,
    /// The system does not have it, or does not let this process have it.
    CH5LayerUnavailable = 0,
    CH5LayerActive = 1,
} CH5Layer;

/// Kills the process by SIGSYS at any system call but those of the question.
///
/// None that is left takes a path, makes a descriptor, a process or executable memory, or touches another process.
/// Needs no privileges once CH5ForbidNewPrivileges has been called.
CH5Layer CH5FilterSystemCalls(CH5Question question);

#endif
