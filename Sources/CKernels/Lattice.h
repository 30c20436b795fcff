// Test L's sums: cos(2 pi 2^bits a) over the angles a of pairs of values.

#define PI 3.14159265358979323846

/// The smaller and the larger magnitude of pairs.
typedef struct {
    Double8Lanes small, large;
    Int8Lanes isSteep;
} VARIANT(Magnitudes);

INLINE VARIANT(Magnitudes) VARIANT(magnitudes)(Double8Lanes cosines, Double8Lanes sines) {
    Double8Lanes x = choose(cosines < 0, -cosines, cosines);
    Double8Lanes y = choose(sines < 0, -sines, sines);
    Int8Lanes isSteep = y > x;
    VARIANT(Magnitudes) both = {choose(isSteep, x, y), choose(isSteep, y, x), isSteep};
    return both;
}

/// The pairs that say something: where one value is nothing beside the other, or both are equal, every angle is a whole
/// number on the lattice, whoever made them. A generator makes one pair in 400,000 like that. A pair with a zero is none.
INLINE Int8Lanes VARIANT(arePairs)(VARIANT(Magnitudes) both) {
    return (both.small > both.large * 0x1p-20) & (both.small < both.large * (1 - 0x1p-20));
}

/// The angles of (large, small) in turns, 0...1/8, to 2e-12.
INLINE Double8Lanes VARIANT(eighths)(VARIANT(Magnitudes) both) {
    // Beyond tan(pi/8) the angle is counted from pi/4: atan t = pi/4 + atan((t - 1) / (t + 1)).
    Int8Lanes isFar = both.small > both.large * 0.414213562373095;
    Double8Lanes tangent = choose(isFar, both.small - both.large, both.small)
                           / choose(isFar, both.small + both.large, both.large);
    // atan(t) / t by powers of t^2, the best fit up to tan(pi/8): 2e-11. In pairs, which do not wait for each other.
    Double8Lanes square = tangent * tangent;
    Double8Lanes fourth = square * square;
    Double8Lanes high = 0.11041615883707892 - square * 0.08462018849113462 + fourth * 0.04718649423820369;
    Double8Lanes series = (0.999999999979835 - square * 0.3333333215746695)
                          + fourth * (0.199998879093398 - square * 0.14281689243756127) + fourth * fourth * high;
    Double8Lanes turns = tangent * series * (0.5 / PI);
    return choose(isFar, turns + 0.125, turns);
}

/// The angles of (cosine, sine) in turns, 0...1, of that within the eighth.
INLINE Double8Lanes VARIANT(turns)(
    Double8Lanes eighths, VARIANT(Magnitudes) both, Double8Lanes cosines, Double8Lanes sines
) {
    const Double8Lanes none = {0};
    Double8Lanes turns = choose(both.isSteep, 0.25 - eighths, eighths);
    turns = choose(cosines < none, 0.5 - turns, turns);
    return choose(sines < none, 1 - turns, turns);
}

/// cos(2 pi x), to 3e-6, for |x| below 2^50.
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

/// Float32 rounds large angles coarsely: weights by the angle in radians, 0 to 1, 2, 4 and beyond.
INLINE Double8Lanes VARIANT(weights)(Double8Lanes turns) {
    const Double8Lanes none = {0};
    Double8Lanes weights = none + 0.02;
    weights = choose(turns < 2 / PI, none + 0.4547, weights);
    weights = choose(turns < 1 / PI, none + 0.8436, weights);
    return choose(turns < 0.5 / PI, none + 0.9602, weights);
}

/// Adds eight pairs, as far as they are some.
INLINE void VARIANT(addPairs)(
    VARIANT(LatticeLanes) *lanes, Float8Lanes cosines, Float8Lanes sines, double steps, int isWeighted
) {
    const Double8Lanes none = {0};
    Double8Lanes x = __builtin_convertvector(cosines, Double8Lanes);
    Double8Lanes y = __builtin_convertvector(sines, Double8Lanes);
    VARIANT(Magnitudes) both = VARIANT(magnitudes)(x, y);
    Double8Lanes turns = VARIANT(turns)(VARIANT(eighths)(both), both, x, y);
    Double8Lanes weights = isWeighted ? VARIANT(weights)(turns) : none + 1;
    Int8Lanes isPair = VARIANT(arePairs)(both);
    Double8Lanes cosine = VARIANT(cosinesOfTurns)(turns * steps);
    lanes->sum += choose(isPair, weights * cosine, none);
    lanes->squaredWeights += choose(isPair, weights * weights, none);
    lanes->count += choose(isPair, none + 1, none);
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

/// Sixteen values, or the whole groups of 4 that are left: zeros are no pairs.
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
        VARIANT(addPairs)(&lanes, TORCH_COSINES(group), TORCH_SINES(group), 0x1p24, 1);
    }
    VARIANT(addLanes)(&lanes, lattice);
}

void VARIANT(CKAddTensorFlowPairs)(const float *values, size_t count, CKLattice *lattice) {
    VARIANT(LatticeLanes) lanes = {{0}, {0}, {0}};
    for (size_t index = 0; index + 4 <= count; index += 16) {
        Float16Lanes group = VARIANT(loadGroups)(values + index, count - index);
        VARIANT(addPairs)(&lanes, TENSORFLOW_COSINES(group), TENSORFLOW_SINES(group), 0x1p23, 0);
    }
    VARIANT(addLanes)(&lanes, lattice);
}

/// Adds eight pairs, each angle within the eighth once, and none of two values of half precision.
INLINE void VARIANT(addDistinct)(
    CKLattice *lattice, uint64_t *seen, size_t cellCount, Float8Lanes cosines, Float8Lanes sines, double steps,
    int isWeighted
) {
    const Double8Lanes none = {0};
    Double8Lanes x = __builtin_convertvector(cosines, Double8Lanes);
    Double8Lanes y = __builtin_convertvector(sines, Double8Lanes);
    VARIANT(Magnitudes) both = VARIANT(magnitudes)(x, y);
    Int8Lanes isPair = VARIANT(arePairs)(both);
    Double8Lanes eighths = VARIANT(eighths)(both);
    Double8Lanes turns = VARIANT(turns)(eighths, both, x, y);
    Double8Lanes weights = isWeighted ? VARIANT(weights)(turns) : none + 1;
    Double8Lanes cosine = VARIANT(cosinesOfTurns)(turns * steps);
    uint32_t bits[2][8];
    memcpy(bits[0], &cosines, sizeof bits[0]);
    memcpy(bits[1], &sines, sizeof bits[1]);
    for (int lane = 0; lane < 8; lane += 1) {
        if (!isPair[lane] || ((bits[0][lane] | bits[1][lane]) & 0x1FFF) == 0) continue;
        // A cell is four steps of the finer lattice wide: float32 rounds what was one angle to one or two.
        size_t cell = (size_t)(eighths[lane] * 0x1p22) & (cellCount - 1);
        uint64_t bit = (uint64_t)1 << (cell & 63);
        if (seen[cell / 64] & bit) continue;
        seen[cell / 64] |= bit;
        lattice->sum += weights[lane] * cosine[lane];
        lattice->squaredWeights += weights[lane] * weights[lane];
        lattice->count += 1;
    }
}

void VARIANT(CKAddDistinctTorchPairs)(
    const float *values, size_t count, uint64_t *seen, size_t cellCount, CKLattice *lattice
) {
    for (size_t index = 0; index + 16 <= count; index += 16) {
        Float16Lanes group = loadFloats(values + index);
        VARIANT(addDistinct)(lattice, seen, cellCount, TORCH_COSINES(group), TORCH_SINES(group), 0x1p24, 1);
    }
}

void VARIANT(CKAddDistinctTensorFlowPairs)(
    const float *values, size_t count, uint64_t *seen, size_t cellCount, CKLattice *lattice
) {
    for (size_t index = 0; index + 4 <= count; index += 16) {
        Float16Lanes group = VARIANT(loadGroups)(values + index, count - index);
        VARIANT(addDistinct)(lattice, seen, cellCount, TENSORFLOW_COSINES(group), TENSORFLOW_SINES(group), 0x1p23, 0);
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
