// Products of all pairs of vectors, for Test J.

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
