// CRC-32 and CRC-32C by carry-less multiplication: Gopal, Ozturk, Guilford, Wolrich, Feghali, Dixon, Karakoyunlu, "Fast CRC
// Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009.
#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define FOLDING __attribute__((target("pclmul,sse2")))

/// x^(bits + 32) and x^(bits - 32) modulo the polynomial, bits in reverse: what moves 16 bytes by so many bits.
typedef struct {
    int64_t low;
    int64_t high;
} Factors;

/// The factors of a polynomial, for 16, 64 and 256 bytes.
typedef struct {
    Factors by16;
    Factors by64;
    Factors by256;
} Distances;

static const Distances distances[] = {
    [CKZip] = {{0x1751997d0, 0x0ccaa009e}, {0x154442bd4, 0x1c6e41596}, {0x11542778a, 0x1322d1430}},
    [CKCastagnoli] = {{0x0f20c0dfe, 0x14cd00bd6}, {0x0740eef02, 0x09e4addf8}, {0x0dcb17aa4, 0x0b9e02b86}},
};

/// Moves the 16 bytes `lanes` by the distance of `factors`, and adds them to `next`.
FOLDING static inline __m128i fold(__m128i lanes, __m128i factors, __m128i next) {
    __m128i low = _mm_clmulepi64_si128(lanes, factors, 0x00);
    __m128i high = _mm_clmulepi64_si128(lanes, factors, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

FOLDING static inline __m128i pair(Factors factors) { return _mm_set_epi64x(factors.high, factors.low); }

FOLDING static inline __m128i load(const uint8_t *bytes) { return _mm_loadu_si128((const __m128i *)bytes); }

FOLDING static size_t foldBytes(
    Distances distances, const uint8_t *bytes, size_t count, uint32_t initial, uint8_t folded[16]
) {
    const __m128i by64 = pair(distances.by64);
    const __m128i by16 = pair(distances.by16);
    __m128i a = _mm_xor_si128(load(bytes), _mm_cvtsi32_si128((int)initial));
    __m128i b = load(bytes + 16);
    __m128i c = load(bytes + 32);
    __m128i d = load(bytes + 48);
    size_t done = 64;
    for (; done + 64 <= count; done += 64) {
        a = fold(a, by64, load(bytes + done));
        b = fold(b, by64, load(bytes + done + 16));
        c = fold(c, by64, load(bytes + done + 32));
        d = fold(d, by64, load(bytes + done + 48));
    }
    a = fold(fold(fold(a, by16, b), by16, c), by16, d);
    for (; done + 16 <= count; done += 16) a = fold(a, by16, load(bytes + done));
    _mm_storeu_si128((__m128i *)folded, a);
    return done;
}

#define WIDE_FOLDING __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,vpclmulqdq,pclmul")))

WIDE_FOLDING static inline __m512i foldWide(__m512i lanes, __m512i factors, __m512i next) {
    __m512i low = _mm512_clmulepi64_epi128(lanes, factors, 0x00);
    __m512i high = _mm512_clmulepi64_epi128(lanes, factors, 0x11);
    return _mm512_ternarylogic_epi64(low, high, next, 0x96);
}

/// Like `foldBytes`, but four times as wide, for at least 256 bytes; it also folds the 64 bytes that are left.
WIDE_FOLDING static size_t foldBytesWide(
    Distances distances, const uint8_t *bytes, size_t count, uint32_t initial, uint8_t folded[16]
) {
    const __m512i by256 = _mm512_broadcast_i32x4(pair(distances.by256));
    const __m512i by64 = _mm512_broadcast_i32x4(pair(distances.by64));
    __m512i start = _mm512_zextsi128_si512(_mm_cvtsi32_si128((int)initial));
    __m512i a = _mm512_xor_si512(_mm512_loadu_si512(bytes), start);
    __m512i b = _mm512_loadu_si512(bytes + 64);
    __m512i c = _mm512_loadu_si512(bytes + 128);
    __m512i d = _mm512_loadu_si512(bytes + 192);
    size_t done = 256;
    for (; done + 256 <= count; done += 256) {
        a = foldWide(a, by256, _mm512_loadu_si512(bytes + done));
        b = foldWide(b, by256, _mm512_loadu_si512(bytes + done + 64));
        c = foldWide(c, by256, _mm512_loadu_si512(bytes + done + 128));
        d = foldWide(d, by256, _mm512_loadu_si512(bytes + done + 192));
    }
    a = foldWide(foldWide(foldWide(a, by64, b), by64, c), by64, d);
    for (; done + 64 <= count; done += 64) a = foldWide(a, by64, _mm512_loadu_si512(bytes + done));
    uint8_t rest[64];
    _mm512_storeu_si512(rest, a);
    foldBytes(distances, rest, sizeof rest, 0, folded);
    return done;
}
#endif

size_t CKFoldCRC(
    CKPolynomial polynomial, const uint8_t *bytes, size_t count, uint32_t initial, uint8_t folded[16]
) {
#if defined(__x86_64__)
    if (count >= 256 && CKThisProcessor() == CKAVX512 && __builtin_cpu_supports("vpclmulqdq"))
        return foldBytesWide(distances[polynomial], bytes, count, initial, folded);
    if (count >= 64 && __builtin_cpu_supports("pclmul"))
        return foldBytes(distances[polynomial], bytes, count, initial, folded);
#endif
    return 0;
}
