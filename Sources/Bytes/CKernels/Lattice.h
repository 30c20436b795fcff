// Test L's sums: cos(2 pi 2^bits a) over the angles a of pairs of values.

#define PI 3.14159265358979323846

/// Pairs of values by their magnitudes.
typedef struct {
    Float8Lanes small, large;
    /// All bits of a lane are set, or none.
    Mask8Lanes arePairs;
} VARIANT(Pairs);

/// Selects the pairs that mean something. If one value is tiny compared with the other, or both are equal, the angle is
/// on the lattice whatever made the pair; a generator makes one such pair in 400,000. A pair with a zero does not
/// count.
INLINE VARIANT(Pairs) VARIANT(pairs)(Float8Lanes cosines, Float8Lanes sines) {
    Float8Lanes x = (Float8Lanes)((Mask8Lanes)cosines & 0x7FFFFFFF);
    Float8Lanes y = (Float8Lanes)((Mask8Lanes)sines & 0x7FFFFFFF);
    VARIANT(Pairs) pairs = {.small = chooseHalf(x < y, x, y), .large = chooseHalf(x < y, y, x)};
    pairs.arePairs = (pairs.small > pairs.large * 0x1p-20f) & (pairs.small < pairs.large * (1 - 0x1p-20f));
    return pairs;
}

/// The weights of torch's pairs, whose large angles float32 rounds coarsely: by the angle in radians, 0 to 1, 2, 4 and
/// beyond; 0 where there is no pair.
INLINE Float8Lanes VARIANT(torchWeights)(Float8Lanes cosines, Float8Lanes sines, Mask8Lanes arePairs) {
    const Float8Lanes none = {0};
    Mask8Lanes isUpper = sines > none;
    // sin(angle - 1) < 0, and so on.
    Mask8Lanes isBelow1 = isUpper & (sines * 0.5403023f < cosines * 0.84147098f);
    Mask8Lanes isBelow2 = isUpper & (sines * -0.41614684f < cosines * 0.90929743f);
    Mask8Lanes isBelow4 = isUpper | (sines * -0.65364362f < cosines * -0.7568025f);
    Float8Lanes weights = chooseHalf(isBelow4, none + 0.4547f, none + 0.02f);
    weights = chooseHalf(isBelow2, none + 0.8436f, weights);
    weights = chooseHalf(isBelow1, none + 0.9602f, weights);
    return (Float8Lanes)(arePairs & (Mask8Lanes)weights);
}

INLINE Float8Lanes VARIANT(equalWeights)(Mask8Lanes arePairs) {
    const Float8Lanes none = {0};
    return (Float8Lanes)(arePairs & (Mask8Lanes)(none + 1));
}

/// The angles between the pairs and their axis in turns, 0...1/8, accurate to 2e-12; an eighth less beyond a sixteenth.
INLINE Double8Lanes VARIANT(turns)(VARIANT(Pairs) pairs, Int8Lanes *isFar) {
    Double8Lanes small = __builtin_convertvector(pairs.small, Double8Lanes);
    Double8Lanes large = __builtin_convertvector(pairs.large, Double8Lanes);
    // Beyond tan(pi/8) the angle is counted from pi/4: atan t = pi/4 + atan((t - 1) / (t + 1)).
    *isFar = small > large * 0.414213562373095;
    Double8Lanes tangent = choose(*isFar, small - large, small) / choose(*isFar, small + large, large);
    // atan(t) / t by powers of t^2, the best fit up to tan(pi/8): 2e-11. In pairs, which do not wait for each other.
    Double8Lanes square = tangent * tangent;
    Double8Lanes fourth = square * square;
    Double8Lanes high = 0.11041615883707892 - square * 0.08462018849113462 + fourth * 0.04718649423820369;
    Double8Lanes series = (0.999999999979835 - square * 0.3333333215746695)
                          + fourth * (0.199998879093398 - square * 0.14281689243756127) + fourth * fourth * high;
    return tangent * series * (0.5 / PI);
}

/// cos(2 pi x), accurate to 3e-6, for |x| below 2^50.
INLINE Double8Lanes VARIANT(cosinesOfTurns)(Double8Lanes x) {
    // Adding a number whose last bit is 1 rounds to a whole number.
    Double8Lanes whole = (x + 0x1.8p52) - 0x1.8p52;
    Double8Lanes half = (x - whole) * PI;
    // sin(h) / h by powers of h^2, the best fit up to pi/2: 8e-7.
    Double8Lanes square = half * half;
    Double8Lanes series = (0.9999992456492897 - square * 0.16665682737805337)
                          + square * square * (0.008313258737226775 - square * 0.00018524356888057224);
    Double8Lanes sine = half * series;
    return 1 - 2 * sine * sine;
}

typedef struct {
    Double8Lanes sum, squaredWeights, count;
} VARIANT(LatticeLanes);

/// Adds eight pairs with their weights.
///
/// `steps` is a multiple of 8: angles that are whole eighths of a turn apart, or lie on both sides of an axis, have the
/// same cosine.
INLINE void VARIANT(addPairs)(
    VARIANT(LatticeLanes) *lanes, VARIANT(Pairs) pairs, Float8Lanes pairWeights, double steps
) {
    const Double8Lanes none = {0};
    Int8Lanes isFar;
    Double8Lanes cosine = VARIANT(cosinesOfTurns)(VARIANT(turns)(pairs, &isFar) * steps);
    Double8Lanes weights = __builtin_convertvector(pairWeights, Double8Lanes);
    // Where there is no pair, the result can be NaN.
    lanes->sum += choose(weights > none, weights * cosine, none);
    lanes->squaredWeights += weights * weights;
    lanes->count += choose(weights > none, none + 1, none);
}

INLINE void VARIANT(addLanes)(const VARIANT(LatticeLanes) *lanes, CKLattice *lattice) {
    lattice->sum += sumOfDoubles(lanes->sum);
    lattice->squaredWeights += sumOfDoubles(lanes->squaredWeights);
    lattice->count += sumOfDoubles(lanes->count);
}

#define TORCH_COSINES(group) __builtin_shufflevector(group, group, 0, 1, 2, 3, 4, 5, 6, 7)
#define TORCH_SINES(group) __builtin_shufflevector(group, group, 8, 9, 10, 11, 12, 13, 14, 15)
#define TENSORFLOW_COSINES(group) __builtin_shufflevector(group, group, 1, 3, 5, 7, 9, 11, 13, 15)
#define TENSORFLOW_SINES(group) __builtin_shufflevector(group, group, 0, 2, 4, 6, 8, 10, 12, 14)

/// Sixteen values, or the whole groups of 4 that are left, filled with zeros, which are no pairs.
INLINE Float16Lanes VARIANT(loadGroups)(const float *values, size_t count) {
    Float16Lanes group = {0};
    if (count >= 16) return loadFloats(values);
    memcpy(&group, values, count / 4 * 4 * sizeof(float));
    return group;
}

void VARIANT(CKAddTorchPairs)(const float *values, size_t count, CKLattice *lattice) {
    VARIANT(LatticeLanes) lanes = {{0}, {0}, {0}};
    for (size_t index = 0; index + 16 <= count; index += 16) {
        Float16Lanes group = loadFloats(values + index);
        Float8Lanes cosines = TORCH_COSINES(group), sines = TORCH_SINES(group);
        VARIANT(Pairs) pairs = VARIANT(pairs)(cosines, sines);
        VARIANT(addPairs)(&lanes, pairs, VARIANT(torchWeights)(cosines, sines, pairs.arePairs), 0x1p24);
    }
    VARIANT(addLanes)(&lanes, lattice);
}

void VARIANT(CKAddTensorFlowPairs)(const float *values, size_t count, CKLattice *lattice) {
    VARIANT(LatticeLanes) lanes = {{0}, {0}, {0}};
    for (size_t index = 0; index + 4 <= count; index += 16) {
        Float16Lanes group = VARIANT(loadGroups)(values + index, count - index);
        VARIANT(Pairs) pairs = VARIANT(pairs)(TENSORFLOW_COSINES(group), TENSORFLOW_SINES(group));
        VARIANT(addPairs)(&lanes, pairs, VARIANT(equalWeights)(pairs.arePairs), 0x1p23);
    }
    VARIANT(addLanes)(&lanes, lattice);
}

/// Adds eight pairs, each angle from its axis only once, and no pair of two values of half precision.
INLINE void VARIANT(addDistinct)(
    VARIANT(LatticeLanes) *lanes, uint64_t *seen, size_t cellCount, Float8Lanes cosines, Float8Lanes sines,
    VARIANT(Pairs) pairs, Float8Lanes pairWeights, double steps
) {
    const Double8Lanes none = {0};
    Int8Lanes isFar;
    Double8Lanes turns = VARIANT(turns)(pairs, &isFar);
    Double8Lanes cosine = VARIANT(cosinesOfTurns)(turns * steps);
    // A cell is four steps of the finer lattice wide, because float32 rounds one angle to one or two steps.
    Double8Lanes places = choose(isFar, turns + 0.125, turns) * 0x1p22;
    Mask8Lanes isFine = (((Mask8Lanes)cosines | (Mask8Lanes)sines) & 0x1FFF) != 0;
    Double8Lanes weights = __builtin_convertvector((Float8Lanes)(isFine & (Mask8Lanes)pairWeights), Double8Lanes);
    Mask8Lanes whole = __builtin_convertvector(choose(weights > none, places, none), Mask8Lanes) & (int32_t)(cellCount - 1);
    int32_t cells[8];
    double kept[8];
    memcpy(cells, &whole, sizeof cells);
    memcpy(kept, &weights, sizeof kept);
    for (int lane = 0; lane < 8; lane += 1) {
        uint64_t bit = (uint64_t)1 << (cells[lane] & 63);
        uint64_t *word = seen + cells[lane] / 64;
        if (*word & bit) kept[lane] = 0;
        // Lanes without a pair use cell 0; a pair that belongs there is lost.
        *word |= bit;
    }
    memcpy(&weights, kept, sizeof weights);
    lanes->sum += choose(weights > none, weights * cosine, none);
    lanes->squaredWeights += weights * weights;
    lanes->count += choose(weights > none, none + 1, none);
}

void VARIANT(CKAddDistinctTorchPairs)(
    const float *values, size_t count, uint64_t *seen, size_t cellCount, CKLattice *lattice
) {
    VARIANT(LatticeLanes) lanes = {{0}, {0}, {0}};
    for (size_t index = 0; index + 16 <= count; index += 16) {
        Float16Lanes group = loadFloats(values + index);
        Float8Lanes cosines = TORCH_COSINES(group), sines = TORCH_SINES(group);
        VARIANT(Pairs) pairs = VARIANT(pairs)(cosines, sines);
        Float8Lanes weights = VARIANT(torchWeights)(cosines, sines, pairs.arePairs);
        VARIANT(addDistinct)(&lanes, seen, cellCount, cosines, sines, pairs, weights, 0x1p24);
    }
    VARIANT(addLanes)(&lanes, lattice);
}

void VARIANT(CKAddDistinctTensorFlowPairs)(
    const float *values, size_t count, uint64_t *seen, size_t cellCount, CKLattice *lattice
) {
    VARIANT(LatticeLanes) lanes = {{0}, {0}, {0}};
    for (size_t index = 0; index + 4 <= count; index += 16) {
        Float16Lanes group = VARIANT(loadGroups)(values + index, count - index);
        Float8Lanes cosines = TENSORFLOW_COSINES(group), sines = TENSORFLOW_SINES(group);
        VARIANT(Pairs) pairs = VARIANT(pairs)(cosines, sines);
        Float8Lanes weights = VARIANT(equalWeights)(pairs.arePairs);
        VARIANT(addDistinct)(&lanes, seen, cellCount, cosines, sines, pairs, weights, 0x1p23);
    }
    VARIANT(addLanes)(&lanes, lattice);
}

/// Adds eight pairs, where there are pairs, and returns whether the z of the sum is at least `least`.
INLINE int VARIANT(goesOn)(
    VARIANT(LatticeLanes) *lanes, Float8Lanes cosines, Float8Lanes sines, double steps, double least
) {
    VARIANT(Pairs) pairs = VARIANT(pairs)(cosines, sines);
    VARIANT(addPairs)(lanes, pairs, VARIANT(equalWeights)(pairs.arePairs), steps);
    double sum = sumOfDoubles(lanes->sum), count = sumOfDoubles(lanes->count);
    return sum > 0 && sum * sum >= least * least * count / 2;
}

/// Adds eight of the first 40 torch pairs: those of two positive values, which carry almost all of the evidence.
INLINE int VARIANT(lookAtTorch)(VARIANT(LatticeLanes) *lanes, const float *values, size_t count, double least) {
    float cosines[48] = {0}, sines[48] = {0};
    size_t found = 0;
    for (size_t index = 0; index + 16 <= count && index < 80; index += 16)
        for (size_t lane = index; lane < index + 8; lane += 1) {
            int32_t bits[2];
            memcpy(bits, values + lane, sizeof bits[0]);
            memcpy(bits + 1, values + lane + 8, sizeof bits[1]);
            memcpy(cosines + found, bits, sizeof bits[0]);
            memcpy(sines + found, bits + 1, sizeof bits[1]);
            found += (bits[0] | bits[1]) >= 0;
        }
    // The last value may be half of a pair that was skipped.
    if (found < 8) cosines[found] = 0;
    Float8Lanes x, y;
    memcpy(&x, cosines, sizeof x);
    memcpy(&y, sines, sizeof y);
    return VARIANT(goesOn)(lanes, x, y, 0x1p24, least);
}

INLINE int VARIANT(isTorchOpen)(const float *values, size_t count) {
    VARIANT(LatticeLanes) lanes = {{0}, {0}, {0}};
    return VARIANT(lookAtTorch)(&lanes, values, count, 0.8)
           && (count < 160 || VARIANT(lookAtTorch)(&lanes, values + 80, count - 80, 2));
}

INLINE int VARIANT(isTensorFlowOpen)(const float *values, size_t count) {
    VARIANT(LatticeLanes) lanes = {{0}, {0}, {0}};
    Float16Lanes group = VARIANT(loadGroups)(values, count);
    if (!VARIANT(goesOn)(&lanes, TENSORFLOW_COSINES(group), TENSORFLOW_SINES(group), 0x1p23, 0.8)) return 0;
    if (count < 48) return 1;
    group = loadFloats(values + 16);
    VARIANT(goesOn)(&lanes, TENSORFLOW_COSINES(group), TENSORFLOW_SINES(group), 0x1p23, 0);
    group = loadFloats(values + 32);
    return VARIANT(goesOn)(&lanes, TENSORFLOW_COSINES(group), TENSORFLOW_SINES(group), 0x1p23, 2.5);
}

void VARIANT(CKLookAtRows)(
    const float *values, size_t rows, size_t width, size_t offset, int isTensorFlow, uint8_t *open
) {
    for (size_t row = 0; row < rows; row += 1) {
        const float *line = values + row * width;
        size_t start = (16 - (offset + row * width) % 16) % 16;
        size_t skipped = start < width ? start : width;
        int isRowOpen = VARIANT(isTorchOpen)(line + skipped, width - skipped);
        if (skipped > 0) isRowOpen |= VARIANT(isTorchOpen)(line, width);
        if (isTensorFlow) isRowOpen |= VARIANT(isTensorFlowOpen)(line + skipped, width - skipped);
        open[row] = (uint8_t)isRowOpen;
    }
}

void VARIANT(CKAddUniform)(const float *values, size_t count, double low, double scale, CKLattice *lattice) {
    const Double8Lanes none = {0};
    VARIANT(LatticeLanes) lanes = {{0}, {0}, {0}};
    for (size_t index = 0; index < count; index += 8) {
        Float8Lanes group = {0};
        size_t rest = count - index;
        memcpy(&group, values + index, (rest < 8 ? rest : 8) * sizeof(float));
        Double8Lanes x = __builtin_convertvector(group, Double8Lanes);
        Int8Lanes counts = (x != none) & (x < low / 4) & (x > -low / 4);
        lanes.sum += choose(counts, VARIANT(cosinesOfTurns)((x + low) * scale), none);
        lanes.squaredWeights += choose(counts, none + 1, none);
        lanes.count += choose(counts, none + 1, none);
    }
    VARIANT(addLanes)(&lanes, lattice);
}
