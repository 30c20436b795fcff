#include "hypotf.h"

#include <math.h>

float hypotf(float x, float y) {
    return (float)sqrt((double)x * x + (double)y * y);
}
