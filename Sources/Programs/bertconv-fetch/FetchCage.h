// What the process gives up before it connects to anything.
#ifndef FETCH_CAGE_H
#define FETCH_CAGE_H

/// Confines the process for the rest of its life: no file but the system's certificates and what names are resolved
/// with, no other program, no listening.
///
/// Returns the layers in words, or NULL when the system refuses a layer that it has.
const char *closeCage(void);

#endif
