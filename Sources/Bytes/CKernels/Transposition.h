// Transposition of tiles of 16 by 16 elements of 32 bits, one cache line on each side.

/// Exchanges the upper right with the lower left quarter of each square of 2 * `width` lanes.
#define EXCHANGE(width, low, high)                                                                                \
    for (int row = 0; row < 16; row += 1) {                                                                       \
        if (row & width) continue;                                                                                \
        Int16Lanes a = rows[row], b = rows[row + width];                                                          \
        rows[row] = __builtin_shufflevector(a, b, low);                                                           \
        rows[row + width] = __builtin_shufflevector(a, b, high);                                                  \
    }
#define LOW8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define LOW4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31

INLINE void VARIANT(transposeTile)(const uint32_t *source, size_t columns, uint32_t *target, size_t height) {
    Int16Lanes rows[16];
    _Pragma("clang loop unroll(full)")
    for (int row = 0; row < 16; row += 1) memcpy(&rows[row], source + row * columns, sizeof rows[row]);
    _Pragma("clang loop unroll(full)") EXCHANGE(8, LOW8, HIGH8)
    _Pragma("clang loop unroll(full)") EXCHANGE(4, LOW4, HIGH4)
    _Pragma("clang loop unroll(full)") EXCHANGE(2, LOW2, HIGH2)
    _Pragma("clang loop unroll(full)") EXCHANGE(1, LOW1, HIGH1)
    _Pragma("clang loop unroll(full)")
    for (int row = 0; row < 16; row += 1) memcpy(target + row * height, &rows[row], sizeof rows[row]);
}

void VARIANT(CKTranspose)(const uint32_t *source, size_t rows, size_t columns, uint32_t *target, size_t height) {
    for (size_t left = 0; left < columns; left += 16) {
        size_t right = left + 16 < columns ? left + 16 : columns;
        size_t top = 0;
        if (right - left == 16)
            for (; top + 16 <= rows; top += 16)
                VARIANT(transposeTile)(source + top * columns + left, columns, target + left * height + top, height);
        for (size_t column = left; column < right; column += 1)
            for (size_t row = top; row < rows; row += 1)
                target[column * height + row] = source[row * columns + column];
    }
}
