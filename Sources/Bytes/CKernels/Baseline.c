// The loops for any processor of the architecture.
#define VARIANT(name) name##Baseline
// How many numbers of each side are multiplied with each other at a time, so that the sums stay in registers.
#define TILE_ROWS 1
#define TILE_COLUMNS 2
#define ATTENTION_ROWS 2
#include "Variant.h"
