// The cage of the helper programs: what a process gives up before it reads anything from outside.
#ifndef CCAGE_H
#define CCAGE_H

#include "Confinement.h"
#include "Landlock.h"
#include "Status.h"
#include "SystemCallFilter.h"

#endif
