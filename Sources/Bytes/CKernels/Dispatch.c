// Chooses the variant of a loop.
#include "CKernels.h"

#if defined(__x86_64__)
#define DISPATCH(name, ...)                                                                                       \
    switch (processor) {                                                                                          \
    case CKAVX512: return name##AVX512(__VA_ARGS__);                                                              \
    case CKAVX2: return name##AVX2(__VA_ARGS__);                                                                  \
    case CKBaseline: break;                                                                                       \
    }                                                                                                             \
    return name##Baseline(__VA_ARGS__)
#define DECLARE(result, name, ...)                                                                                \
    result name##Baseline(__VA_ARGS__);                                                                           \
    result name##AVX2(__VA_ARGS__);                                                                               \
    result name##AVX512(__VA_ARGS__)
#else
#define DISPATCH(name, ...) return (void)processor, name##Baseline(__VA_ARGS__)
#define DECLARE(result, name, ...) result name##Baseline(__VA_ARGS__)
#endif

DECLARE(CKMoments, CKMoments, const float *, size_t, CKScale, float *, size_t);
DECLARE(CKPrecision, CKPrecision, const float *, size_t);
DECLARE(size_t, CKRepeats, const float *, size_t);
DECLARE(void, CKAddTorchPairs, const float *, size_t, CKLattice *);
DECLARE(void, CKAddTensorFlowPairs, const float *, size_t, CKLattice *);
DECLARE(void, CKAddDistinctTorchPairs, const float *, size_t, uint64_t *, size_t, CKLattice *);
DECLARE(void, CKAddDistinctTensorFlowPairs, const float *, size_t, uint64_t *, size_t, CKLattice *);
DECLARE(void, CKLookAtRows, const float *, size_t, size_t, size_t, int, uint8_t *);
DECLARE(void, CKAddUniform, const float *, size_t, double, double, CKLattice *);
DECLARE(CKLosses, CKNarrowToHalf, const float *, size_t, uint16_t *);
DECLARE(CKLosses, CKNarrowToBrain, const float *, size_t, uint16_t *);
DECLARE(void, CKWidenHalf, const uint16_t *, size_t, float *);
DECLARE(void, CKWidenBrain, const uint16_t *, size_t, float *);
DECLARE(void, CKProducts, const float *, const float *, size_t, size_t, float *);
DECLARE(void, CKCentreVectors, float *, size_t, size_t, double *);
DECLARE(double, CKCosine, const float *, const float *, const double *, size_t);
DECLARE(void, CKTranspose, const uint32_t *, size_t, size_t, uint32_t *, size_t);
DECLARE(void, CKMultiply, const float *, size_t, const float *, size_t, size_t, const float *, float *, size_t);
DECLARE(void, CKNormalise, float *, size_t, size_t, const float *, const float *, double);
DECLARE(void, CKActivate, CKActivation, float *, size_t);
DECLARE(size_t, CKAttentionScratch, size_t, size_t);
DECLARE(
    void, CKAttend, const float *, const float *, const float *, size_t, size_t, size_t, const float *, int, float *,
    float *);

CKProcessor CKThisProcessor(void) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return CKAVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return CKAVX2;
#endif
    return CKBaseline;
}

CKMoments CKMomentsOf(
    CKProcessor processor, const float *values, size_t count, CKScale scale, float *columns, size_t stride
) {
    DISPATCH(CKMoments, values, count, scale, columns, stride);
}

CKPrecision CKPrecisionOf(CKProcessor processor, const float *values, size_t count) {
    DISPATCH(CKPrecision, values, count);
}

size_t CKRepeats(CKProcessor processor, const float *values, size_t count) {
    DISPATCH(CKRepeats, values, count);
}

void CKAddTorchPairs(CKProcessor processor, const float *values, size_t count, CKLattice *lattice) {
    DISPATCH(CKAddTorchPairs, values, count, lattice);
}

void CKAddTensorFlowPairs(CKProcessor processor, const float *values, size_t count, CKLattice *lattice) {
    DISPATCH(CKAddTensorFlowPairs, values, count, lattice);
}

void CKAddDistinctTorchPairs(
    CKProcessor processor, const float *values, size_t count, uint64_t *seen, size_t cellCount, CKLattice *lattice
) {
    DISPATCH(CKAddDistinctTorchPairs, values, count, seen, cellCount, lattice);
}

void CKAddDistinctTensorFlowPairs(
    CKProcessor processor, const float *values, size_t count, uint64_t *seen, size_t cellCount, CKLattice *lattice
) {
    DISPATCH(CKAddDistinctTensorFlowPairs, values, count, seen, cellCount, lattice);
}

void CKLookAtRows(
    CKProcessor processor, const float *values, size_t rows, size_t width, size_t offset, int isTensorFlow,
    uint8_t *open
) {
    DISPATCH(CKLookAtRows, values, rows, width, offset, isTensorFlow, open);
}

void CKAddUniform(CKProcessor processor, const float *values, size_t count, double low, double scale, CKLattice *lattice) {
    DISPATCH(CKAddUniform, values, count, low, scale, lattice);
}

void CKTranspose(
    CKProcessor processor, const uint32_t *source, size_t rows, size_t columns, uint32_t *target, size_t height
) {
    DISPATCH(CKTranspose, source, rows, columns, target, height);
}

void CKProducts(
    CKProcessor processor, const float *first, const float *second, size_t count, size_t dimensions, float *products
) {
    DISPATCH(CKProducts, first, second, count, dimensions, products);
}

void CKCentreVectors(CKProcessor processor, float *vectors, size_t count, size_t dimensions, double *scratch) {
    DISPATCH(CKCentreVectors, vectors, count, dimensions, scratch);
}

double CKCosine(CKProcessor processor, const float *first, const float *second, const double *mean, size_t count) {
    DISPATCH(CKCosine, first, second, mean, count);
}

CKLosses CKNarrowToHalf(CKProcessor processor, const float *values, size_t count, uint16_t *target) {
    DISPATCH(CKNarrowToHalf, values, count, target);
}

CKLosses CKNarrowToBrain(CKProcessor processor, const float *values, size_t count, uint16_t *target) {
    DISPATCH(CKNarrowToBrain, values, count, target);
}

void CKWidenHalf(CKProcessor processor, const uint16_t *values, size_t count, float *target) {
    DISPATCH(CKWidenHalf, values, count, target);
}

void CKWidenBrain(CKProcessor processor, const uint16_t *values, size_t count, float *target) {
    DISPATCH(CKWidenBrain, values, count, target);
}

void CKMultiply(
    CKProcessor processor, const float *input, size_t rows, const float *weights, size_t columns, size_t width,
    const float *bias, float *output, size_t stride
) {
    DISPATCH(CKMultiply, input, rows, weights, columns, width, bias, output, stride);
}

void CKNormalise(
    CKProcessor processor, float *values, size_t rows, size_t width, const float *weight, const float *bias,
    double epsilon
) {
    DISPATCH(CKNormalise, values, rows, width, weight, bias, epsilon);
}

void CKActivate(CKProcessor processor, CKActivation activation, float *values, size_t count) {
    DISPATCH(CKActivate, activation, values, count);
}

size_t CKAttentionScratch(CKProcessor processor, size_t count, size_t width) {
    DISPATCH(CKAttentionScratch, count, width);
}

void CKAttend(
    CKProcessor processor, const float *query, const float *key, const float *value, size_t count, size_t width,
    size_t stride, const float *bias, int isCausal, float *scratch, float *output
) {
    DISPATCH(CKAttend, query, key, value, count, width, stride, bias, isCausal, scratch, output);
}
