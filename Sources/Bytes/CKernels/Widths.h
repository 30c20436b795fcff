// Conversions between floats and the two types of half their width.

typedef uint16_t VARIANT(HalfLanes) __attribute__((vector_size(32)));

/// The bits of the nearest float16 numbers, ties to even; NaN becomes a quiet NaN.
INLINE Int16Lanes VARIANT(halfBits)(Int16Lanes magnitude) {
    // From 2^16 on all numbers become infinite, except NaN.
    Int16Lanes isNaN = magnitude > 0x7F800000;
    Int16Lanes special = (isNaN & (0x7E00 | (magnitude >> 13 & 0x3FF))) | (~isNaN & 0x7C00);
    // Below 2^-14, adding 1/2 leaves the rounded bits at the end of the number.
    Float16Lanes half = (Float16Lanes)(Int16Lanes){0} + 0.5f;
    Int16Lanes subnormal = (Int16Lanes)((Float16Lanes)magnitude + half) - 0x3F000000;
    // Other numbers lose 13 bits. Rounding up may carry into the exponent, up to infinity.
    Int16Lanes normal = (magnitude - (112 << 23) + 0xFFF + (magnitude >> 13 & 1)) >> 13;
    Int16Lanes isSpecial = magnitude >= 143 << 23;
    Int16Lanes isSubnormal = magnitude < 113 << 23;
    return (isSpecial & special) | (isSubnormal & subnormal) | (~(isSpecial | isSubnormal) & normal);
}

/// The bits of the nearest bfloat16 numbers, ties to even; NaN becomes the quiet NaN without a payload.
INLINE Int16Lanes VARIANT(brainBits)(Int16Lanes magnitude) {
    Int16Lanes isNaN = magnitude > 0x7F800000;
    Int16Lanes rounded = (magnitude + 0x7FFF + (magnitude >> 16 & 1)) >> 16;
    return (isNaN & 0x7FC0) | (~isNaN & rounded);
}

#define NARROWING(name, bitsOf, infinity, smallestNormal)                                                         \
    CKLosses VARIANT(name)(const float *values, size_t count, uint16_t *target) {                                 \
        CKLosses losses = {0, 0};                                                                                 \
        for (size_t index = 0; index < count; index += 16) {                                                      \
            size_t rest = count - index < 16 ? count - index : 16;                                                \
            Float16Lanes x = {0};                                                                                 \
            memcpy(&x, values + index, rest * sizeof(float));                                                     \
            Int16Lanes bits = (Int16Lanes)x;                                                                      \
            Int16Lanes magnitude = bits & 0x7FFFFFFF;                                                             \
            Int16Lanes narrow = VARIANT(bitsOf)(magnitude);                                                       \
            Int16Lanes lost = ((narrow == infinity) & (magnitude < 0x7F800000))                                   \
                              | ((narrow < smallestNormal) & (magnitude != 0));                                   \
            if (__builtin_expect(VARIANT(isAnySet)(lost), 0))                                                     \
                for (size_t lane = 0; lane < rest; lane += 1) {                                                   \
                    losses.overflows += narrow[lane] == infinity && magnitude[lane] < 0x7F800000;                 \
                    losses.subnormals += narrow[lane] < smallestNormal && magnitude[lane] != 0;                   \
                }                                                                                                 \
            narrow |= bits >> 16 & 0x8000;                                                                        \
            VARIANT(HalfLanes) words = __builtin_convertvector(narrow, VARIANT(HalfLanes));                       \
            memcpy(target + index, &words, rest * sizeof(uint16_t));                                              \
        }                                                                                                         \
        return losses;                                                                                            \
    }

INLINE int VARIANT(isAnySet)(Int16Lanes lanes) {
    int64_t parts[8], all = 0;
    memcpy(parts, &lanes, sizeof lanes);
    for (int part = 0; part < 8; part += 1) all |= parts[part];
    return all != 0;
}

NARROWING(CKNarrowToHalf, halfBits, 0x7C00, 0x0400)
NARROWING(CKNarrowToBrain, brainBits, 0x7F80, 0x0080)

INLINE Int16Lanes VARIANT(loadWords)(const uint16_t *words, size_t count) {
    VARIANT(HalfLanes) lanes = {0};
    memcpy(&lanes, words, count * sizeof(uint16_t));
    return __builtin_convertvector(lanes, Int16Lanes);
}

void VARIANT(CKWidenHalf)(const uint16_t *values, size_t count, float *target) {
    for (size_t index = 0; index < count; index += 16) {
        size_t rest = count - index < 16 ? count - index : 16;
        Int16Lanes bits = VARIANT(loadWords)(values + index, rest);
        Int16Lanes magnitude = (bits & 0x7FFF) << 13;
        // A multiplication moves the exponent, which also makes subnormal numbers normal.
        Int16Lanes scaled = (Int16Lanes)((Float16Lanes)magnitude * 0x1p112f);
        Int16Lanes isSpecial = magnitude >= 31 << 23;
        Int16Lanes isNaN = magnitude > 31 << 23;
        scaled |= (isSpecial & 0x7F800000) | (isNaN & 0x00400000) | (bits & 0x8000) << 16;
        memcpy(target + index, &scaled, rest * sizeof(float));
    }
}

void VARIANT(CKWidenBrain)(const uint16_t *values, size_t count, float *target) {
    for (size_t index = 0; index < count; index += 16) {
        size_t rest = count - index < 16 ? count - index : 16;
        Int16Lanes bits = VARIANT(loadWords)(values + index, rest) << 16;
        memcpy(target + index, &bits, rest * sizeof(float));
    }
}
