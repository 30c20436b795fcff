// The loops for a processor of which only the architecture is known.
#define VARIANT(name) name##Baseline
#include "Variant.h"
