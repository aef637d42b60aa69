// Weights in int8 as these tests see them: the one place that knows how they lie in memory.
#pragma once

#include "matrices.h"

/// Memory for weights of [inner, 16 * panels], which `weft_quantize` fills. Lives until `forget`.
weft_quantized make_int8(ptrdiff_t inner, ptrdiff_t panels);

int int8_at(const weft_quantized *b, ptrdiff_t k, ptrdiff_t column);
float int8_scale(const weft_quantized *b, ptrdiff_t column);

/// The panels from `panel` on.
weft_quantized int8_panels(const weft_quantized *b, ptrdiff_t panel);

/// Memory for activations, poisoned where a kernel has to write.
weft_quantized_rows make_int16(ptrdiff_t rows, ptrdiff_t inner);

/// The whole number that a value becomes, and the scale, for the largest magnitude `most` of its column or row.
int rounded(float x, float most, float limit);
float scale_for(float most, float limit);
