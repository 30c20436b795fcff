// The loops for processors with AVX-512.
#if defined(__x86_64__)
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#pragma clang attribute push(__attribute__((target("fma,avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#define VARIANT(name) name##AVX512
// How many numbers of each side are multiplied with each other at a time, so that the sums stay in registers.
#define TILE_ROWS 4
#define TILE_COLUMNS 4
#define ATTENTION_ROWS 8
#include "Variant.h"
#pragma clang attribute pop
#endif
