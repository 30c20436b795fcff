// What the tests try inside the cage, as Swift cannot say it.
#ifndef CAGE_PROBE_CALLS_H
#define CAGE_PROBE_CALLS_H

/// The attempt of this name, made ready for being tried in a cage; -1 when there is none.
int CPFind(const char *name);

/// Tries it: 0 when it was let through, else `errno`.
int CPTry(int attempt);

/// Makes a system call with nothing but zeros for arguments.
void CPCallWithZeros(int number);

/// A copy of this process: 0 in the copy.
int CPFork(void);

/// The signal by which the process ended; 0 when it exited.
int CPWaitForSignal(int process);

/// Becomes this program, asked for its version, in a sandbox that answers questions for filters and Landlock by `error`.
_Noreturn void CPTellVersionWithoutFilters(const char *program, int error);

/// Ends the process with nothing before it.
_Noreturn void CPEnd(int status);

#endif
