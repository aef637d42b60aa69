// Weights in int8 as these tests see them: the one place that knows how they lie in memory.
#include "int8.h"

#include <math.h>

weft_quantized make_int8(ptrdiff_t inner, ptrdiff_t panels) {
    ptrdiff_t block = (inner + 3) / 4 * 4 * WEFT_BLOCK;
    int8_t *base = (int8_t *)floats((block * panels + 3) / 4);
    return (weft_quantized){base, block, floats(WEFT_BLOCK * panels), WEFT_BLOCK};
}

int int8_at(const weft_quantized *b, ptrdiff_t k, ptrdiff_t column) {
    const int8_t *panel = b->base + column / WEFT_BLOCK * b->block;
    return panel[(k / 4 * WEFT_BLOCK + column % WEFT_BLOCK) * 4 + k % 4];
}

float int8_scale(const weft_quantized *b, ptrdiff_t column) {
    return b->scales[column / WEFT_BLOCK * b->scale_block + column % WEFT_BLOCK];
}

weft_quantized int8_panels(const weft_quantized *b, ptrdiff_t panel) {
    weft_quantized part = *b;
    part.base += panel * b->block;
    part.scales += panel * b->scale_block;
    return part;
}

weft_quantized_rows make_int16(ptrdiff_t rows, ptrdiff_t inner) {
    ptrdiff_t row = padded(inner);
    return (weft_quantized_rows){(int16_t *)floats((rows * row + 1) / 2), row, floats(rows), (int32_t *)floats(rows)};
}

int rounded(float x, float most, float limit) {
    if (!isfinite(most) || most < 1e-30f) return 0;
    float factor = limit / most;
    return (int)rintf(x * factor);
}

float scale_for(float most, float limit) {
    if (!isfinite(most)) return NAN;
    return most < 1e-30f ? 0 : most / limit;
}
