// Test L's sums: cos(2 pi 2^bits a) over the angles a of pairs of values.

#define PI 3.14159265358979323846

/// The angles of (cosine, sine) in turns, 0...1, to 2e-12; neither is 0.
INLINE Double8Lanes VARIANT(turns)(Double8Lanes cosines, Double8Lanes sines) {
    const Double8Lanes none = {0};
    Double8Lanes x = choose(cosines < 0, -cosines, cosines);
    Double8Lanes y = choose(sines < 0, -sines, sines);
    Int8Lanes isSteep = y > x;
    Double8Lanes small = choose(isSteep, x, y);
    Double8Lanes large = choose(isSteep, y, x);
    // Beyond tan(pi/8) the angle is counted from pi/4: atan t = pi/4 + atan((t - 1) / (t + 1)).
    Int8Lanes isFar = small > large * 0.414213562373095;
    Double8Lanes tangent = choose(isFar, small - large, small) / choose(isFar, small + large, large);
    // atan(t) / t by powers of t^2, the best fit up to tan(pi/8): 2e-11. In pairs, which do not wait for each other.
    Double8Lanes square = tangent * tangent;
    Double8Lanes fourth = square * square;
    Double8Lanes high = 0.11041615883707892 - square * 0.08462018849113462 + fourth * 0.04718649423820369;
    Double8Lanes series = (0.999999999979835 - square * 0.3333333215746695)
                          + fourth * (0.199998879093398 - square * 0.14281689243756127) + fourth * fourth * high;
    Double8Lanes turns = tangent * series * (0.5 / PI);
    turns = choose(isFar, turns + 0.125, turns);
    turns = choose(isSteep, 0.25 - turns, turns);
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

/// Adds eight pairs; one with a zero is no pair, or a bias of zeros would have z 19.6 (Test L).
INLINE void VARIANT(addPairs)(
    VARIANT(LatticeLanes) *lanes, Float8Lanes cosines, Float8Lanes sines, double steps, int isWeighted
) {
    const Double8Lanes none = {0};
    Double8Lanes x = __builtin_convertvector(cosines, Double8Lanes);
    Double8Lanes y = __builtin_convertvector(sines, Double8Lanes);
    Double8Lanes turns = VARIANT(turns)(x, y);
    Double8Lanes weights = none + 1;
    if (isWeighted) {
        // Float32 rounds large angles coarsely: weights by the angle in radians, 0 to 1, 2, 4 and beyond.
        weights = none + 0.02;
        weights = choose(turns < 2 / PI, none + 0.4547, weights);
        weights = choose(turns < 1 / PI, none + 0.8436, weights);
        weights = choose(turns < 0.5 / PI, none + 0.9602, weights);
    }
    Int8Lanes isPair = (x != none) & (y != none);
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

void VARIANT(CKAddTorchPairs)(const float *values, size_t count, CKLattice *lattice) {
    VARIANT(LatticeLanes) lanes = {{0}, {0}, {0}};
    for (size_t index = 0; index + 16 <= count; index += 16) {
        Float16Lanes group = loadFloats(values + index);
        VARIANT(addPairs)(
            &lanes, __builtin_shufflevector(group, group, 0, 1, 2, 3, 4, 5, 6, 7),
            __builtin_shufflevector(group, group, 8, 9, 10, 11, 12, 13, 14, 15), 0x1p24, 1);
    }
    VARIANT(addLanes)(&lanes, lattice);
}

void VARIANT(CKAddTensorFlowPairs)(const float *values, size_t count, CKLattice *lattice) {
    VARIANT(LatticeLanes) lanes = {{0}, {0}, {0}};
    for (size_t index = 0; index + 4 <= count; index += 16) {
        Float16Lanes group = {0};
        if (index + 16 <= count)
            group = loadFloats(values + index);
        else
            // Zeros are no pairs.
            memcpy(&group, values + index, (count - index) / 4 * 4 * sizeof(float));
        VARIANT(addPairs)(
            &lanes, __builtin_shufflevector(group, group, 1, 3, 5, 7, 9, 11, 13, 15),
            __builtin_shufflevector(group, group, 0, 2, 4, 6, 8, 10, 12, 14), 0x1p23, 0);
    }
    VARIANT(addLanes)(&lanes, lattice);
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
