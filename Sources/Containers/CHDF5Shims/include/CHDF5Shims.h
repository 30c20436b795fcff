// Parts of libhdf5 and the C library that Swift cannot import, or that differ between versions.
#ifndef CHDF5_SHIMS_H
#define CHDF5_SHIMS_H

#include "Input.h"
#include "Links.h"
#include "NewFile.h"
#include "SystemCallRules.h"
#include "Types.h"

#endif
