// The loops for any processor of the architecture.
#define VARIANT(name) name##Baseline
#include "Variant.h"
