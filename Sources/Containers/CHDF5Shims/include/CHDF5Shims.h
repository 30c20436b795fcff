// Parts of libhdf5 and the C library that Swift cannot import, or that differ between versions.
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
