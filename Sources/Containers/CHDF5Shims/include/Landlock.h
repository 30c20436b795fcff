// The Linux security module with which a process gives up access to files and the network.
#ifndef CHDF5_LANDLOCK_H
#define CHDF5_LANDLOCK_H

/// Forbids all access to files by path and, if the kernel can, to TCP, signals and abstract sockets.
///
/// Open descriptors stay open. Needs a free descriptor, and CH5ForbidNewPrivileges.
///
/// Returns the version of Landlock that is in force, or 0 when the system has none.
int CH5ForbidPaths(void);

#endif
