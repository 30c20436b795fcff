// The loops over values, compiled for every vector width that the processor may have.
//
// Swift has no run-time dispatch by processor. Every variant does the same operations on the same lanes in the same
// order, without fused multiply-add, so the results are equal to the bit on every machine; only what a model computes
// (CKMultiply, CKAttend) uses it. Here are also the calls of Linux that Swift's Glibc does not have.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/// What a processor can do.
typedef enum {
    /// SSE2 on x86-64, NEON on ARM.
    CKBaseline,
    CKAVX2,
    /// AVX-512 F, BW, DQ and VL.
    CKAVX512,
} CKProcessor;

/// The most that this processor can do.
CKProcessor CKThisProcessor(void);

/// How values are scaled before they are summed: (value - shift) * factor.
typedef struct {
    float shift;
    float factor;
    /// Smaller magnitudes are 0 or subnormal in the type that the values have in the file.
    float smallestNormal;
} CKScale;

/// Moments of a run of values.
typedef struct {
    float minimum;
    float maximum;
    int64_t zeros;
    /// Zeros and subnormal numbers.
    int64_t tiny;
    int64_t ones;
    double first;
    double second;
    double third;
    double fourth;
} CKMoments;

/// The moments of up to 1,024 values: sums are floats within a lane.
///
/// Where a value is infinite or NaN, `fourth` is not finite and only the counts mean something.
///
/// @param columns NULL, or a sum for each value that it is added to, and, `stride` floats on, one for its square.
CKMoments CKMomentsOf(
    CKProcessor processor, const float *values, size_t count, CKScale scale, float *columns, size_t stride);

/// How many values are not 0, and how many of these could be bfloat16 or float16 numbers by their last bits, or have at
/// most 3 bits after the point.
typedef struct {
    size_t nonZero;
    size_t coarseFloats;
    size_t brainFloats;
    size_t halfFloats;
} CKPrecision;

CKPrecision CKPrecisionOf(CKProcessor processor, const float *values, size_t count);

/// Counts pairs of values other than 0 that have the same magnitude and are at most 16 values apart. The last 31 values
/// at most only count as the second of a pair.
size_t CKRepeats(CKProcessor processor, const float *values, size_t count);

/// A sum of cosines over pairs (`Lattice.swift`).
typedef struct {
    double sum;
    double squaredWeights;
    double count;
} CKLattice;

/// Adds the whole groups of 16 values, whose pairs are j and j + 8, cosine first, on a lattice of 2^-24 turns.
///
/// Left out are pairs of which one value is less than 2^-20 of the other, and those of equal magnitude.
void CKAddTorchPairs(CKProcessor processor, const float *values, size_t count, CKLattice *lattice);

/// Adds the whole groups of 4 values, whose pairs are neighbours, sine first, on a lattice of 2^-23 turns.
void CKAddTensorFlowPairs(CKProcessor processor, const float *values, size_t count, CKLattice *lattice);

/// Adds the same pairs, but only the first of equal angles, and no pair of two values that float16 could hold. So a
/// grid, or a row that occurs many times in a matrix, counts once.
///
/// Angles are compared as they are between an axis and a diagonal, to 2^-22 turns.
///
/// @param seen a bit for each of `cellCount` cells, a power of two from 64 to 2^19; zeros before the first call.
void CKAddDistinctTorchPairs(
    CKProcessor processor, const float *values, size_t count, uint64_t *seen, size_t cellCount, CKLattice *lattice);

void CKAddDistinctTensorFlowPairs(
    CKProcessor processor, const float *values, size_t count, uint64_t *seen, size_t cellCount, CKLattice *lattice);

/// A quick test of rows: which of them may still be what a generator wrote. It misses 1 % or 2 % of such rows, and
/// accepts 2 % of the others.
///
/// Torch's pairs of two positive values have z = 2.9 to 3.1 ± 0.8 when there are 8 of them, and 0.8 is enough for a
/// second look at as many, which must come to 2; of TensorFlow's first 8 pairs, 2.6 to 2.9 ± 0.7, and 2.5 with 16 more.
///
/// Torch's groups are counted from the beginning of the table, and also from that of the row if it is elsewhere.
///
/// @param offset how many values of the table lie before the first row.
/// @param isTensorFlow whether to test TensorFlow's pairs too.
/// @param open 1 for each row that may be a generator's, 0 for the others.
void CKLookAtRows(
    CKProcessor processor, const float *values, size_t rows, size_t width, size_t offset, int isTensorFlow,
    uint8_t *open);

/// Adds the values within a quarter of `low` around 0; (value + low) * scale is a whole number on the lattice.
void CKAddUniform(CKProcessor processor, const float *values, size_t count, double low, double scale, CKLattice *lattice);

/// What a narrower type could not keep: finite numbers that became infinite, and numbers other than 0 that became
/// subnormal or 0.
typedef struct {
    size_t overflows;
    size_t subnormals;
} CKLosses;

/// Rounds floats to the nearest float16 numbers, ties to even.
CKLosses CKNarrowToHalf(CKProcessor processor, const float *values, size_t count, uint16_t *target);

/// Rounds floats to the nearest bfloat16 numbers, ties to even; NaN loses its payload.
CKLosses CKNarrowToBrain(CKProcessor processor, const float *values, size_t count, uint16_t *target);

/// Widens float16 numbers; NaN becomes quiet.
void CKWidenHalf(CKProcessor processor, const uint16_t *values, size_t count, float *target);

/// Widens bfloat16 numbers.
void CKWidenBrain(CKProcessor processor, const uint16_t *values, size_t count, float *target);

/// Writes `rows` rows of `columns` elements as columns of a matrix whose rows are `height` elements long.
void CKTranspose(
    CKProcessor processor, const uint32_t *source, size_t rows, size_t columns, uint32_t *target, size_t height);

/// The products of each of `count` vectors with each of `count` others.
///
/// @param first the numbers of all vectors in the first dimension, then those in the second, and so on.
/// @param products `count` rows of `count` numbers: row i has those of vector i of `first`.
void CKProducts(
    CKProcessor processor, const float *first, const float *second, size_t count, size_t dimensions, float *products);

/// Subtracts the mean of `count` vectors from each of them, and gives each the length 1.
///
/// @param vectors the numbers of all vectors in the first dimension, then those in the second, and so on.
/// @param scratch room for `count` numbers.
void CKCentreVectors(CKProcessor processor, float *vectors, size_t count, size_t dimensions, double *scratch);

/// The cosine of two vectors less their mean; near 0 for one that is the mean.
double CKCosine(CKProcessor processor, const float *first, const float *second, const double *mean, size_t count);

/// The products of each of `rows` inputs with each of `columns` rows of weights, and a bias.
///
/// @param width the numbers of an input, and of a row of weights.
/// @param bias NULL, or a number for each row of weights.
/// @param output rows of products, `stride` numbers apart.
void CKMultiply(
    CKProcessor processor, const float *input, size_t rows, const float *weights, size_t columns, size_t width,
    const float *bias, float *output, size_t stride);

/// Normalises each of `rows` rows: mean 0 and variance 1, then times `weight`, and plus `bias` unless that is NULL.
///
/// @param epsilon is added to the variance.
void CKNormalise(
    CKProcessor processor, float *values, size_t rows, size_t width, const float *weight, const float *bias,
    double epsilon);

/// What a layer applies to each number.
typedef enum {
    CKGelu,
    /// With tanh in place of the error function.
    CKGeluByTanh,
    /// With a sigmoid of 1.702 x.
    CKGeluQuick,
    CKRelu,
    CKSilu,
    CKTanh,
    CKSigmoid,
    CKIdentity,
} CKActivation;

/// Applies an activation to each number, with an absolute error of a few units of float32.
void CKActivate(CKProcessor processor, CKActivation activation, float *values, size_t count);

/// How many numbers of scratch space attention needs.
size_t CKAttentionScratch(CKProcessor processor, size_t count, size_t width);

/// The attention of one head over the tokens of one text.
///
/// @param count the tokens; those of `query`, `key`, `value` and `output` are `stride` numbers apart.
/// @param width the numbers of the head.
/// @param bias NULL, or what is added to the score of a token that is `n` places later, at `n + count - 1`.
/// @param isCausal whether a token attends only to itself and to earlier ones.
void CKAttend(
    CKProcessor processor, const float *query, const float *key, const float *value, size_t count, size_t width,
    size_t stride, const float *bias, int isCausal, float *scratch, float *output);

/// The polynomial of a checksum of 32 bits.
typedef enum {
    /// CRC-32, of zip archives: 0xEDB88320.
    CKZip,
    /// CRC-32C: 0x82F63B78.
    CKCastagnoli,
} CKPolynomial;

/// Folds bytes into 16 that have the same checksum, of a register that is 0 before them.
///
/// @param initial the register before `bytes`, which is the complement of their checksum so far.
/// @returns how many bytes were folded: all but at most 63; 0 if the processor cannot do it, or for a few bytes.
size_t CKFoldCRC(
    CKPolynomial polynomial, const uint8_t *bytes, size_t count, uint32_t initial, uint8_t folded[16]);

/// The register of a CRC-32C after `bytes`: by ARM's instruction if the processor has it, otherwise by a table.
///
/// @param initial the register before `bytes`, which is the complement of their checksum so far.
uint32_t CKExtendCRC32C(uint32_t initial, const uint8_t *bytes, size_t count);

/// A hint to the system to begin to write these bytes of a file to the disk, without waiting for it.
void CKStartWriteback(int descriptor, int64_t offset, int64_t count);

/// @returns how many bytes are free on the file system in memory (tmpfs) that has the file; -1 when it is another file
///     system, or has no limit.
int64_t CKFreeMemory(int descriptor);

/// @returns on how many processors this process may run (sched_setaffinity(2)); 0 when that is unknown.
int CKAllowedProcessors(void);

/// Creates a pipe that no other program inherits, and whose reading end does not block.
///
/// @param ends the reading end, then the writing end.
/// @returns 0, or the number of the error.
int CKMakePipe(int ends[2]);

/// Starts the program at `path` with an empty environment, no signal blocked or ignored, and no descriptor but its
/// standard streams.
///
/// @param arguments first the program's name, last NULL.
/// @param input, output, errors the descriptors that become its standard streams; none is 0, 1 or 2.
/// @returns 0, or the number of the error.
int CKStartProgram(
    const char *path, char *const arguments[], int input, int output, int errors, int32_t *process);

#endif
