// The loops for processors with AVX2.
#if defined(__x86_64__)
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define VARIANT(name) name##AVX2
// How many numbers of each side are multiplied with each other at a time, so that the sums stay in registers.
#define TILE_ROWS 2
#define TILE_COLUMNS 2
#define ATTENTION_ROWS 4
#include "Variant.h"
#pragma clang attribute pop
#endif
