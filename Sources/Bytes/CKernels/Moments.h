// Moments, in one pass over the values.

/// Adds 16 values to the running sums.
typedef struct {
    Float16Lanes minimum, maximum, least, first, second, third, fourth;
    Int16Lanes ones;
} VARIANT(MomentLanes);

INLINE void VARIANT(addMoments)(
    VARIANT(MomentLanes) *lanes, Float16Lanes x, Float16Lanes shift, Float16Lanes scale, float *columns, size_t stride
) {
    Float16Lanes y = (x - shift) * scale;
    Float16Lanes square = y * y;
    lanes->minimum = chooseFloats(x < lanes->minimum, x, lanes->minimum);
    lanes->maximum = chooseFloats(x > lanes->maximum, x, lanes->maximum);
    Float16Lanes magnitude = (Float16Lanes)((Int16Lanes)x & 0x7FFFFFFF);
    lanes->least = chooseFloats(magnitude < lanes->least, magnitude, lanes->least);
    lanes->ones -= x == 1;
    lanes->first += y;
    lanes->second += square;
    lanes->third += square * y;
    lanes->fourth += square * square;
    if (columns) {
        storeFloats(columns, loadFloats(columns) + y);
        storeFloats(columns + stride, loadFloats(columns + stride) + square);
    }
}

/// Counts zeros, and together with them numbers below `normal`; trained tensors have almost none.
INLINE void VARIANT(countTiny)(const float *values, size_t count, float normal, CKMoments *moments) {
    const Float16Lanes none = {0};
    Int16Lanes zeros = {0}, tiny = {0};
    size_t index = 0;
    for (; index + 16 <= count; index += 16) {
        Float16Lanes x = loadFloats(values + index);
        zeros -= x == none;
        tiny -= (Float16Lanes)((Int16Lanes)x & 0x7FFFFFFF) < none + normal;
    }
    moments->zeros = sumOfInts(zeros);
    moments->tiny = sumOfInts(tiny);
    for (; index < count; index += 1) {
        moments->zeros += values[index] == 0;
        moments->tiny += __builtin_fabsf(values[index]) < normal;
    }
}

INLINE CKMoments VARIANT(moments)(
    const float *values, size_t count, CKScale scale, float *columns, size_t stride
) {
    const Float16Lanes none = {0};
    VARIANT(MomentLanes) lanes = {
        .minimum = none + __builtin_inff(), .maximum = none - __builtin_inff(), .least = none + __builtin_inff()};
    size_t index = 0;
    for (; index + 16 <= count; index += 16)
        VARIANT(addMoments)(
            &lanes, loadFloats(values + index), none + scale.shift, none + scale.factor,
            columns ? columns + index : NULL, stride);
    CKMoments moments = {.minimum = __builtin_inff(), .maximum = -__builtin_inff()};
    float least = __builtin_inff();
    for (int lane = 0; lane < 16; lane += 1) {
        if (lanes.minimum[lane] < moments.minimum) moments.minimum = lanes.minimum[lane];
        if (lanes.maximum[lane] > moments.maximum) moments.maximum = lanes.maximum[lane];
        if (lanes.least[lane] < least) least = lanes.least[lane];
    }
    moments.ones = sumOfInts(lanes.ones);
    moments.first = sumOfFloats(lanes.first);
    moments.second = sumOfFloats(lanes.second);
    moments.third = sumOfFloats(lanes.third);
    moments.fourth = sumOfFloats(lanes.fourth);
    for (; index < count; index += 1) {
        float x = values[index];
        float y = (x - scale.shift) * scale.factor;
        if (x < moments.minimum) moments.minimum = x;
        if (x > moments.maximum) moments.maximum = x;
        if (__builtin_fabsf(x) < least) least = __builtin_fabsf(x);
        moments.ones += x == 1;
        moments.first += y;
        moments.second += y * y;
        moments.third += y * y * y;
        moments.fourth += y * y * y * y;
        if (columns) {
            columns[index] += y;
            columns[index + stride] += y * y;
        }
    }
    if (least < scale.smallestNormal) VARIANT(countTiny)(values, count, scale.smallestNormal, &moments);
    return moments;
}

CKMoments VARIANT(CKMoments)(const float *values, size_t count, CKScale scale, float *columns, size_t stride) {
    // Distinguished here, so that neither loop has to.
    return columns ? VARIANT(moments)(values, count, scale, columns, stride)
                   : VARIANT(moments)(values, count, scale, NULL, 0);
}

CKPrecision VARIANT(CKPrecision)(const float *values, size_t count) {
    Int16Lanes zeros = {0}, coarse = {0}, brains = {0}, halves = {0};
    size_t index = 0;
    for (; index + 16 <= count; index += 16) {
        Float16Lanes x = loadFloats(values + index);
        Int16Lanes bits = (Int16Lanes)x;
        zeros -= x == 0;
        coarse -= (bits & 0xFFFFF) == 0;
        brains -= (bits & 0xFFFF) == 0;
        halves -= (bits & 0x1FFF) == 0;
    }
    CKPrecision precision = {
        .nonZero = index - (size_t)sumOfInts(zeros),
        .coarseFloats = (size_t)(sumOfInts(coarse) - sumOfInts(zeros)),
        .brainFloats = (size_t)(sumOfInts(brains) - sumOfInts(zeros)),
        .halfFloats = (size_t)(sumOfInts(halves) - sumOfInts(zeros)),
    };
    for (; index < count; index += 1) {
        if (values[index] == 0) continue;
        uint32_t bits;
        memcpy(&bits, values + index, sizeof bits);
        precision.nonZero += 1;
        precision.coarseFloats += (bits & 0xFFFFF) == 0;
        precision.brainFloats += (bits & 0xFFFF) == 0;
        precision.halfFloats += (bits & 0x1FFF) == 0;
    }
    return precision;
}

size_t VARIANT(CKRepeats)(const float *values, size_t count) {
    Int16Lanes repeats = {0};
    for (size_t index = 0; index + 32 <= count; index += 16) {
        Int16Lanes x = (Int16Lanes)loadFloats(values + index) & 0x7FFFFFFF;
        Int16Lanes found = {0};
        for (size_t distance = 1; distance <= 16; distance += 1)
            found -= ((Int16Lanes)loadFloats(values + index + distance) & 0x7FFFFFFF) == x;
        repeats += found & (x != 0);
    }
    return (size_t)sumOfInts(repeats);
}
