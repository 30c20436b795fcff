// What Swift cannot import from libhdf5 or from the C library, and what differs between their versions.
#ifndef CHDF5_SHIMS_H
#define CHDF5_SHIMS_H

#include "Confinement.h"
#include "Input.h"
#include "Landlock.h"
#include "Links.h"
#include "NewFile.h"
#include "SystemCallFilter.h"
#include "Types.h"

#endif
