// The Linux security module with which a process gives up access to files and the network.
#ifndef CCAGE_LANDLOCK_H
#define CCAGE_LANDLOCK_H

#include <stddef.h>

/// Forbids all access to files by path and, if the kernel can, to TCP, signals and abstract sockets.
///
/// Open descriptors stay open. Needs a free descriptor, and CCForbidNewPrivileges.
///
/// Returns the version of Landlock that is in force, or 0 when the system has none.
int CCForbidPaths(void);

/// The same, but files below `readable` can still be read, and TCP connections made.
///
/// Of the paths, those that do not exist are left out. Needs two free descriptors.
int CCForbidPathsExcept(const char *const readable[], size_t count);

#endif
