// The system calls that each question to the helper needs.
#ifndef CHDF5_SYSTEM_CALL_RULES_H
#define CHDF5_SYSTEM_CALL_RULES_H

#include "SystemCallFilter.h"

/// The question to the helper; a process gets only one.
typedef enum {
    /// `catalog` and `decode`: the HDF5 file is standard input, the answer goes to standard output.
    CH5ReadingQuestion,
    /// The same of a file whose bytes are asked for on standard input, a socket.
    CH5AskingQuestion,
    /// `skeleton`: standard input is text, standard output becomes the HDF5 file.
    CH5WritingQuestion,
} CH5Question;

/// Makes SIGSYS kill the process at any system call that the question does not need.
///
/// No allowed call takes a path, creates a descriptor, a process or executable memory, or affects another process.
/// Needs no privileges once CCForbidNewPrivileges has been called.
CCLayer CH5FilterSystemCalls(CH5Question question);

#endif
