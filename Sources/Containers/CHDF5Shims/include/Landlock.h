// The Linux security module by which a process gives up files and the network.
#ifndef CHDF5_LANDLOCK_H
#define CHDF5_LANDLOCK_H

/// Forbids all access to files by path and, where the kernel knows how, TCP, signals and abstract sockets.
///
/// What is open stays open. Needs a free descriptor, and CH5ForbidNewPrivileges.
///
/// Returns: the version of Landlock that is in force, or 0 when the system has none.
int CH5ForbidPaths(void);

#endif
