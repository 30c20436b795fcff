// What a model computes from its weights: products of matrices, attention, norms and activations.
//
// Sums are over 16 lanes, which are added in pairs. Unlike the other loops these use fused multiply-add where the
// processor has it, so a result can differ in its last bits between processors with it and without.

INLINE float VARIANT(sumOfLanes)(Float16Lanes lanes) {
    Float8Lanes eight = __builtin_shufflevector(lanes, lanes, 0, 1, 2, 3, 4, 5, 6, 7)
                        + __builtin_shufflevector(lanes, lanes, 8, 9, 10, 11, 12, 13, 14, 15);
    return ((eight[0] + eight[4]) + (eight[2] + eight[6])) + ((eight[1] + eight[5]) + (eight[3] + eight[7]));
}

/// e to the power of each lane, with an error of at most 2 units in the last place; NaN stays NaN.
INLINE Float16Lanes VARIANT(powersOfE)(Float16Lanes x) {
    Float16Lanes zero = {0}, most = zero + 88.0f, least = zero - 87.0f;
    x = chooseFloats(x > most, most, x);
    x = chooseFloats(x < least, least, x);
    // The nearest whole number of powers of two is in the last bits of the sum.
    Float16Lanes shifted = x * 1.44269504f + 12582912.0f;
    Float16Lanes whole = shifted - 12582912.0f;
    Float16Lanes rest = x - whole * 0.693359375f + whole * 2.12194440e-4f;
    Float16Lanes sum = rest * 1.9875691500e-4f + 1.3981999507e-3f;
    sum = sum * rest + 8.3334519073e-3f;
    sum = sum * rest + 4.1665795894e-2f;
    sum = sum * rest + 1.6666665459e-1f;
    sum = sum * rest + 5.0000001201e-1f;
    sum = sum * rest * rest + rest + 1.0f;
    return sum * (Float16Lanes)(((Int16Lanes)shifted - 0x4B400000 + 127) << 23);
}

INLINE Float16Lanes VARIANT(hyperbolicTangent)(Float16Lanes x) {
    Float16Lanes square = x * x;
    // Near 0 the quotient below would lose digits.
    Float16Lanes small = x + x * square * (square * 0.133333333f - 0.333333333f);
    Float16Lanes large = 1.0f - 2.0f / (VARIANT(powersOfE)(2.0f * x) + 1.0f);
    return chooseFloats(square < 0.0025f, small, large);
}

/// The error function as a quotient of polynomials, with an error of at most 2e-7.
INLINE Float16Lanes VARIANT(errorFunction)(Float16Lanes x) {
    Float16Lanes zero = {0};
    x = chooseFloats(x > 4.0f, zero + 4.0f, x);
    x = chooseFloats(x < -4.0f, zero - 4.0f, x);
    Float16Lanes square = x * x;
    Float16Lanes above = square * -2.72614225801306e-10f + 2.77068142495902e-08f;
    above = above * square - 2.10102402082508e-06f;
    above = above * square - 5.69250639462346e-05f;
    above = above * square - 7.34990630326855e-04f;
    above = above * square - 2.95459980854025e-03f;
    above = above * square - 1.60960333262415e-02f;
    Float16Lanes below = square * -1.45660718464996e-05f - 2.13374055278905e-04f;
    below = below * square - 1.68282697438203e-03f;
    below = below * square - 7.37332916720468e-03f;
    below = below * square - 1.42647390514189e-02f;
    return x * above / below;
}

INLINE Float16Lanes VARIANT(activated)(CKActivation activation, Float16Lanes x) {
    Float16Lanes zero = {0};
    switch (activation) {
    case CKGelu: return 0.5f * x * (1.0f + VARIANT(errorFunction)(x * 0.70710678f));
    case CKGeluByTanh:
        return 0.5f * x * (1.0f + VARIANT(hyperbolicTangent)(0.79788456f * (x + 0.044715f * x * x * x)));
    case CKGeluQuick: return x / (1.0f + VARIANT(powersOfE)(-1.702f * x));
    case CKRelu: return chooseFloats(x < 0.0f, zero, x);
    case CKSilu: return x / (1.0f + VARIANT(powersOfE)(-x));
    case CKTanh: return VARIANT(hyperbolicTangent)(x);
    case CKSigmoid: return 1.0f / (1.0f + VARIANT(powersOfE)(-x));
    case CKIdentity: break;
    }
    return x;
}

void VARIANT(CKActivate)(CKActivation activation, float *values, size_t count) {
    for (size_t index = 0; index < count; index += 16) {
        size_t rest = count - index < 16 ? count - index : 16;
        Float16Lanes x = {0};
        memcpy(&x, values + index, rest * sizeof(float));
        x = VARIANT(activated)(activation, x);
        memcpy(values + index, &x, rest * sizeof(float));
    }
}

/// Products of TILE_ROWS inputs with TILE_COLUMNS rows of weights.
INLINE void VARIANT(multiplyTile)(
    const float *input, const float *weights, size_t width, const float *bias, float *output, size_t stride
) {
#pragma clang fp contract(fast)
    Float16Lanes sums[TILE_ROWS][TILE_COLUMNS] = {0};
    size_t index = 0;
    for (; index + 16 <= width; index += 16) {
        Float16Lanes some[TILE_COLUMNS];
        _Pragma("clang loop unroll(full)")
        for (int column = 0; column < TILE_COLUMNS; column += 1)
            some[column] = loadFloats(weights + column * width + index);
        _Pragma("clang loop unroll(full)")
        for (int row = 0; row < TILE_ROWS; row += 1) {
            Float16Lanes x = loadFloats(input + row * width + index);
            _Pragma("clang loop unroll(full)")
            for (int column = 0; column < TILE_COLUMNS; column += 1) sums[row][column] += x * some[column];
        }
    }
    for (int row = 0; row < TILE_ROWS; row += 1)
        for (int column = 0; column < TILE_COLUMNS; column += 1) {
            float sum = VARIANT(sumOfLanes)(sums[row][column]);
            for (size_t tail = index; tail < width; tail += 1)
                sum += input[row * width + tail] * weights[column * width + tail];
            output[row * stride + column] = bias ? sum + bias[column] : sum;
        }
}

INLINE float VARIANT(multiplyOne)(const float *input, const float *weights, size_t width) {
#pragma clang fp contract(fast)
    Float16Lanes sums = {0};
    size_t index = 0;
    for (; index + 16 <= width; index += 16) sums += loadFloats(input + index) * loadFloats(weights + index);
    float sum = VARIANT(sumOfLanes)(sums);
    for (; index < width; index += 1) sum += input[index] * weights[index];
    return sum;
}

void VARIANT(CKMultiply)(
    const float *input, size_t rows, const float *weights, size_t columns, size_t width, const float *bias,
    float *output, size_t stride
) {
    size_t row = 0;
    for (; row + TILE_ROWS <= rows; row += TILE_ROWS) {
        size_t column = 0;
        for (; column + TILE_COLUMNS <= columns; column += TILE_COLUMNS)
            VARIANT(multiplyTile)(
                input + row * width, weights + column * width, width, bias ? bias + column : NULL,
                output + row * stride + column, stride);
        for (; column < columns; column += 1)
            for (size_t some = row; some < row + TILE_ROWS; some += 1)
                output[some * stride + column] =
                    VARIANT(multiplyOne)(input + some * width, weights + column * width, width)
                    + (bias ? bias[column] : 0);
    }
    for (; row < rows; row += 1)
        for (size_t column = 0; column < columns; column += 1)
            output[row * stride + column] =
                VARIANT(multiplyOne)(input + row * width, weights + column * width, width)
                + (bias ? bias[column] : 0);
}

void VARIANT(CKNormalise)(
    float *values, size_t rows, size_t width, const float *weight, const float *bias, double epsilon
) {
    for (size_t row = 0; row < rows; row += 1) {
        float *line = values + row * width;
        double sum = 0, squares = 0;
        for (size_t index = 0; index < width; index += 1) sum += line[index];
        double mean = sum / (double)width;
        for (size_t index = 0; index < width; index += 1) squares += (line[index] - mean) * (line[index] - mean);
        double scale = 1 / __builtin_sqrt(squares / (double)width + epsilon);
        for (size_t index = 0; index < width; index += 1) {
            float value = (float)((line[index] - mean) * scale) * weight[index];
            line[index] = bias ? value + bias[index] : value;
        }
    }
}

/// `rows` of up to ATTENTION_ROWS rows times a matrix whose rows have a multiple of 16 columns.
INLINE void VARIANT(multiplyRows)(
    const float *rows, size_t stride, size_t count, const float *matrix, size_t columns, float *products
) {
#pragma clang fp contract(fast)
    for (size_t column = 0; column < columns; column += 16) {
        Float16Lanes sums[ATTENTION_ROWS] = {0};
        for (size_t index = 0; index < count; index += 1) {
            Float16Lanes line = loadFloats(matrix + index * columns + column);
            _Pragma("clang loop unroll(full)")
            for (int row = 0; row < ATTENTION_ROWS; row += 1) sums[row] += rows[row * stride + index] * line;
        }
        for (int row = 0; row < ATTENTION_ROWS; row += 1) storeFloats(products + row * columns + column, sums[row]);
    }
}

/// Turns `count` scores into shares of 1, and those between `count` and `padded` into 0.
INLINE void VARIANT(softmax)(float *scores, size_t count, size_t padded) {
    Float16Lanes zero = {0}, most = zero + scores[0], sums = {0};
    for (size_t index = count; index < padded; index += 1) scores[index] = scores[0];
    for (size_t index = 0; index < padded; index += 16) {
        Float16Lanes x = loadFloats(scores + index);
        most = chooseFloats(x > most, x, most);
    }
    float largest = most[0];
    for (int lane = 1; lane < 16; lane += 1) largest = most[lane] > largest ? most[lane] : largest;
    for (size_t index = 0; index < padded; index += 16)
        storeFloats(scores + index, VARIANT(powersOfE)(loadFloats(scores + index) - largest));
    for (size_t index = count; index < padded; index += 1) scores[index] = 0;
    for (size_t index = 0; index < padded; index += 16) sums += loadFloats(scores + index);
    Float16Lanes whole = zero + VARIANT(sumOfLanes)(sums);
    for (size_t index = 0; index < padded; index += 16) storeFloats(scores + index, loadFloats(scores + index) / whole);
}

size_t VARIANT(CKAttentionScratch)(size_t count, size_t width) {
    size_t longer = (count + 15) / 16 * 16, wider = (width + 15) / 16 * 16;
    return width * longer + count * wider + ATTENTION_ROWS * (width + longer + wider);
}

void VARIANT(CKAttend)(
    const float *query, const float *key, const float *value, size_t count, size_t width, size_t stride,
    const float *bias, int isCausal, float *scratch, float *output
) {
    size_t longer = (count + 15) / 16 * 16, wider = (width + 15) / 16 * 16;
    float *keys = scratch, *values = keys + width * longer, *queries = values + count * wider;
    float *scores = queries + ATTENTION_ROWS * width, *sums = scores + ATTENTION_ROWS * longer;
    float scale = (float)(1 / __builtin_sqrt((double)width));
    memset(keys, 0, width * longer * sizeof(float));
    for (size_t token = 0; token < count; token += 1) {
        for (size_t index = 0; index < width; index += 1) keys[index * longer + token] = key[token * stride + index];
        memset(values + token * wider, 0, wider * sizeof(float));
        memcpy(values + token * wider, value + token * stride, width * sizeof(float));
    }
    for (size_t first = 0; first < count; first += ATTENTION_ROWS) {
        size_t some = count - first < ATTENTION_ROWS ? count - first : ATTENTION_ROWS;
        memset(queries, 0, ATTENTION_ROWS * width * sizeof(float));
        for (size_t row = 0; row < some; row += 1)
            for (size_t index = 0; index < width; index += 1)
                queries[row * width + index] = query[(first + row) * stride + index] * scale;
        VARIANT(multiplyRows)(queries, width, width, keys, longer, scores);
        for (size_t row = 0; row < some; row += 1) {
            float *line = scores + row * longer;
            if (bias)
                for (size_t token = 0; token < count; token += 1) line[token] += bias[token + count - 1 - first - row];
            VARIANT(softmax)(line, isCausal ? first + row + 1 : count, longer);
        }
        for (size_t row = some; row < ATTENTION_ROWS; row += 1)
            memset(scores + row * longer, 0, longer * sizeof(float));
        VARIANT(multiplyRows)(scores, longer, count, values, wider, sums);
        for (size_t row = 0; row < some; row += 1)
            memcpy(output + (first + row) * stride, sums + row * wider, width * sizeof(float));
    }
}
