// Vectors that are compared in pairs, for Test J: all numbers of one dimension lie together.

/// Adds the products of 8 vectors with 16 others over some dimensions.
INLINE void VARIANT(addTile)(
    const float *first, const float *second, size_t count, size_t dimensions, float *products
) {
    Float16Lanes sums[8];
    _Pragma("clang loop unroll(full)")
    for (int row = 0; row < 8; row += 1) sums[row] = loadFloats(products + row * count);
    for (size_t dimension = 0; dimension < dimensions; dimension += 1) {
        Float16Lanes others = loadFloats(second + dimension * count);
        _Pragma("clang loop unroll(full)")
        for (int row = 0; row < 8; row += 1) sums[row] += first[dimension * count + row] * others;
    }
    _Pragma("clang loop unroll(full)")
    for (int row = 0; row < 8; row += 1) storeFloats(products + row * count, sums[row]);
}

void VARIANT(CKProducts)(
    const float *first, const float *second, size_t count, size_t dimensions, float *products
) {
    // What is read of both for 16 columns of products fits into the first cache.
    const size_t most = 256;
    memset(products, 0, count * count * sizeof(float));
    for (size_t start = 0; start < dimensions; start += most) {
        size_t some = dimensions - start < most ? dimensions - start : most;
        const float *a = first + start * count, *b = second + start * count;
        size_t column = 0;
        for (; column + 16 <= count; column += 16) {
            size_t row = 0;
            for (; row + 8 <= count; row += 8)
                VARIANT(addTile)(a + row, b + column, count, some, products + row * count + column);
            for (; row < count; row += 1)
                for (size_t dimension = 0; dimension < some; dimension += 1)
                    for (size_t lane = column; lane < column + 16; lane += 1)
                        products[row * count + lane] += a[dimension * count + row] * b[dimension * count + lane];
        }
        for (size_t row = 0; row < count; row += 1)
            for (size_t lane = column; lane < count; lane += 1)
                for (size_t dimension = 0; dimension < some; dimension += 1)
                    products[row * count + lane] += a[dimension * count + row] * b[dimension * count + lane];
    }
}

void VARIANT(CKCentreVectors)(float *vectors, size_t count, size_t dimensions, double *scratch) {
    for (size_t index = 0; index < count; index += 1) scratch[index] = 0;
    for (size_t dimension = 0; dimension < dimensions; dimension += 1) {
        float *line = vectors + dimension * count;
        double sums[8] = {0}, sum = 0;
        size_t index = 0;
        for (; index + 8 <= count; index += 8)
            for (int lane = 0; lane < 8; lane += 1) sums[lane] += line[index + lane];
        for (; index < count; index += 1) sum += line[index];
        for (int lane = 0; lane < 8; lane += 1) sum += sums[lane];
        double mean = sum / (double)count;
        for (index = 0; index < count; index += 1) {
            double value = line[index] - mean;
            line[index] = (float)value;
            scratch[index] += value * value;
        }
    }
    for (size_t index = 0; index < count; index += 1) scratch[index] = 1 / (__builtin_sqrt(scratch[index]) + 1e-20);
    for (size_t dimension = 0; dimension < dimensions; dimension += 1) {
        float *line = vectors + dimension * count;
        for (size_t index = 0; index < count; index += 1) line[index] = (float)(line[index] * scratch[index]);
    }
}

double VARIANT(CKCosine)(const float *first, const float *second, const double *mean, size_t count) {
    Double8Lanes products = {0}, firsts = {0}, seconds = {0};
    size_t index = 0;
    for (; index + 8 <= count; index += 8) {
        Float8Lanes a, b;
        Double8Lanes m;
        memcpy(&a, first + index, sizeof a);
        memcpy(&b, second + index, sizeof b);
        memcpy(&m, mean + index, sizeof m);
        Double8Lanes x = __builtin_convertvector(a, Double8Lanes) - m, y = __builtin_convertvector(b, Double8Lanes) - m;
        products += x * y;
        firsts += x * x;
        seconds += y * y;
    }
    double product = sumOfDoubles(products), one = sumOfDoubles(firsts), other = sumOfDoubles(seconds);
    for (; index < count; index += 1) {
        double x = first[index] - mean[index], y = second[index] - mean[index];
        product += x * y;
        one += x * x;
        other += y * y;
    }
    return product / ((__builtin_sqrt(one) + 1e-12) * (__builtin_sqrt(other) + 1e-12));
}
