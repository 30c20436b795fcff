// The loops for processors with AVX-512.
#if defined(__x86_64__)
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))), apply_to = function)
#define VARIANT(name) name##AVX512
#include "Variant.h"
#pragma clang attribute pop
#endif
