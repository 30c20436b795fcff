// The compiler's own vectors; it splits them if those of the processor are shorter.
#pragma clang fp contract(off)
// Vectors are passed only to functions that are always inlined, so that no calling convention matters.
#pragma clang diagnostic ignored "-Wpsabi"

#include <stdint.h>
#include <string.h>

typedef float Float16Lanes __attribute__((vector_size(64)));
typedef float Float8Lanes __attribute__((vector_size(32)));
typedef int32_t Int16Lanes __attribute__((vector_size(64)));
typedef int32_t Mask8Lanes __attribute__((vector_size(32)));
typedef double Double8Lanes __attribute__((vector_size(64)));
typedef int64_t Int8Lanes __attribute__((vector_size(64)));

#define INLINE static inline __attribute__((always_inline))

INLINE Float16Lanes loadFloats(const float *values) {
    Float16Lanes lanes;
    memcpy(&lanes, values, sizeof lanes);
    return lanes;
}

INLINE void storeFloats(float *values, Float16Lanes lanes) {
    memcpy(values, &lanes, sizeof lanes);
}

/// `yes` in the lanes where the mask is set, `no` in the others.
INLINE Double8Lanes choose(Int8Lanes mask, Double8Lanes yes, Double8Lanes no) {
    return (Double8Lanes)((mask & (Int8Lanes)yes) | (~mask & (Int8Lanes)no));
}

INLINE Float16Lanes chooseFloats(Int16Lanes mask, Float16Lanes yes, Float16Lanes no) {
    return (Float16Lanes)((mask & (Int16Lanes)yes) | (~mask & (Int16Lanes)no));
}

INLINE Float8Lanes chooseHalf(Mask8Lanes mask, Float8Lanes yes, Float8Lanes no) {
    return (Float8Lanes)((mask & (Mask8Lanes)yes) | (~mask & (Mask8Lanes)no));
}

INLINE double sumOfDoubles(Double8Lanes lanes) {
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

/// The sum of the lanes: the first four steps of a tree, in pairs that are half a vector apart.
INLINE double sumOfFloats(Float16Lanes lanes) {
    Float8Lanes low = __builtin_shufflevector(lanes, lanes, 0, 1, 2, 3, 4, 5, 6, 7);
    Float8Lanes high = __builtin_shufflevector(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15);
    return sumOfDoubles(__builtin_convertvector(low, Double8Lanes) + __builtin_convertvector(high, Double8Lanes));
}

INLINE int64_t sumOfInts(Int16Lanes lanes) {
    int64_t sum = 0;
    for (int lane = 0; lane < 16; lane += 1) sum += lanes[lane];
    return sum;
}
