// The loops for processors with AVX2.
#if defined(__x86_64__)
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define VARIANT(name) name##AVX2
#include "Variant.h"
#pragma clang attribute pop
#endif
