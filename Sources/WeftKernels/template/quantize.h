// From float to int8 weights, to 16-bit activations, and to and from bfloat16. No operation is contracted, so that every
// instruction set gives the same bits.

/// Rounds to the nearest integer, ties to even, for magnitudes below 2^22.
INLINE vi nearest_integer(vf x) {
#pragma clang fp contract(off)
    const float shift = 12582912.0f; // 1.5 · 2^23
    return __builtin_convertvector((x + shift) - shift, vi);
}

/// The largest magnitude as bits, whose order is that of the numbers: infinity and NaN are above all others.
INLINE vi larger_magnitude(vi most, vf x) {
    return __builtin_elementwise_max(most, __builtin_bit_cast(vi, x) & 0x7fffffff);
}

/// What a magnitude, given as bits, must be multiplied by to become `limit`, and the way back. Zero for values too small
/// to be divided by; values that are not finite give a scale of NaN, which spoils all that is computed with it.
INLINE float quantizing_factor(int32_t bits, float limit, float *scale) {
#pragma clang fp contract(off)
    float most;
    __builtin_memcpy(&most, &bits, sizeof most);
    *scale = bits >= 0x7f800000 ? NAN : (most < 1e-30f ? 0 : most / limit);
    return most >= 1e-30f && bits < 0x7f800000 ? limit / most : 0;
}

/// What a factor of zero must give for values that are not finite.
INLINE vi quantized_values(vf x, float factor) {
#pragma clang fp contract(off)
    return factor == 0 ? (vi)(0) : nearest_integer(x * factor);
}

static void NAME(quantize_rows)(ptrdiff_t rows, ptrdiff_t inner, weft_matrix a, weft_quantized_rows to) {
    float limit = (float)weft_activation_limit(inner);
    for (ptrdiff_t r = 0; r < rows; r++) {
        const float *row = a.base + r * a.row;
        vi most = (vi)(0);
        float last[WEFT_BLOCK] = {0};
        ptrdiff_t whole = inner - inner % WEFT_BLOCK;
        // The columns behind the last whole block are copied: what lies after them is not ours to read.
        for (ptrdiff_t k = whole; k < inner; k++) last[k - whole] = row[(whole / WEFT_BLOCK) * a.block + k - whole];
        for (ptrdiff_t k = 0; k < whole; k += WEFT_BLOCK)
            UNROLL for (int v = 0; v < NV; v++)
                most = larger_magnitude(most, load(row + (k / WEFT_BLOCK) * a.block + v * VW));
        UNROLL for (int v = 0; v < NV; v++) most = larger_magnitude(most, load(last + v * VW));
        float factor = quantizing_factor(__builtin_reduce_max(most), limit, &to.scales[r]);
        int16_t *out = to.base + r * to.row;
        vi sum = (vi)(0);
        for (ptrdiff_t k = 0; k < inner; k += WEFT_BLOCK) {
            const float *x = k < whole ? row + (k / WEFT_BLOCK) * a.block : last;
            UNROLL for (int v = 0; v < NV; v++) {
                vi q = quantized_values(load(x + v * VW), factor);
                *(vh_unaligned *)(void *)(out + k + v * VW) = __builtin_convertvector(q, vh);
                sum += q;
            }
        }
        to.sums[r] = __builtin_reduce_add(sum);
    }
}

static void NAME(quantize)(ptrdiff_t inner, ptrdiff_t panels, weft_matrix source, weft_quantized to) {
    for (ptrdiff_t panel = 0; panel < panels; panel++) {
        const float *from = source.base + panel * source.block;
        float factors[WEFT_BLOCK], *scales = to.scales + panel * to.scale_block;
        for (int v = 0; v < NV; v++) {
            vi most = (vi)(0);
            for (ptrdiff_t k = 0; k < inner; k++) most = larger_magnitude(most, load(from + k * source.row + v * VW));
            for (int lane = 0; lane < VW; lane++)
                factors[v * VW + lane] = quantizing_factor(most[lane], 127, &scales[v * VW + lane]);
        }
        int8_t *out = to.base + panel * to.block;
        for (ptrdiff_t k = 0; k < (inner + 3) / 4 * 4; k++)
            for (int c = 0; c < WEFT_BLOCK; c += VW) {
                int32_t q[VW];
                vf x = k < inner ? load(from + k * source.row + c) : splat(0), factor = load(factors + c);
                *(vi_unaligned *)q = factor == 0 ? (vi)(0) : nearest_integer(x * factor);
                for (int lane = 0; lane < VW; lane++)
                    out[(k / 4 * WEFT_BLOCK + c + lane) * 4 + k % 4] = (int8_t)q[lane];
            }
    }
}

static void NAME(to_bfloat16)(ptrdiff_t count, const float *x, uint16_t *y) {
    typedef uint32_t vu __attribute__((ext_vector_type(VW)));
    for (ptrdiff_t i = 0; i < count; i += VW) {
        vf value = load(x + i);
        vu bits = __builtin_bit_cast(vu, value);
        // Half of the last place kept, a little less when that place is even: ties go to even. NaN must not carry.
        vu rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16, quiet = bits >> 16 | 0x40;
        *(vh_unaligned *)(y + i) = __builtin_convertvector(value == value ? rounded : quiet, vh);
    }
}

INLINE vf widened(const uint16_t *p) {
    typedef uint32_t vu __attribute__((ext_vector_type(VW)));
    return __builtin_bit_cast(vf, __builtin_convertvector(*(const vh_unaligned *)p, vu) << 16);
}

static void NAME(from_bfloat16)(ptrdiff_t count, const uint16_t *x, float *y) {
    for (ptrdiff_t i = 0; i < count; i += VW) store(y + i, widened(x + i));
}

static void NAME(gather_bfloat16)(ptrdiff_t rows, ptrdiff_t blocks, const uint16_t *table, const int32_t *index,
                                  weft_matrix to) {
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t b = 0; b < blocks; b++) {
            float *out = to.base + r * to.row + b * to.block;
            const uint16_t *from = table + ((ptrdiff_t)index[r] * blocks + b) * WEFT_BLOCK;
            UNROLL for (int v = 0; v < NV; v++) store(out + v * VW, index[r] < 0 ? splat(0) : widened(from + v * VW));
        }
}

static void NAME(gather_int8)(ptrdiff_t rows, ptrdiff_t blocks, const int8_t *table, const float *scales,
                              const int32_t *index, weft_matrix to) {
    typedef int8_t vb1 __attribute__((ext_vector_type(VW), aligned(1)));
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t b = 0; b < blocks; b++) {
            float *out = to.base + r * to.row + b * to.block, scale = index[r] < 0 ? 0 : scales[index[r]];
            const int8_t *from = table + ((ptrdiff_t)index[r] * blocks + b) * WEFT_BLOCK;
            UNROLL for (int v = 0; v < NV; v++)
                store(out + v * VW, index[r] < 0 ? splat(0)
                                                 : __builtin_convertvector(*(const vb1 *)(from + v * VW), vf) * scale);
        }
}

/// One row [16 · blocks] to int8 with one scale: an embedding.
static void NAME(quantize_table_row)(ptrdiff_t blocks, const float *x, int8_t *to, float *scale) {
    vi most = (vi)(0);
    for (ptrdiff_t i = 0; i < blocks * WEFT_BLOCK; i += VW) most = larger_magnitude(most, load(x + i));
    float factor = quantizing_factor(__builtin_reduce_max(most), 127, scale);
    for (ptrdiff_t i = 0; i < blocks * WEFT_BLOCK; i += VW) {
        vi q = quantized_values(load(x + i), factor);
        for (int lane = 0; lane < VW; lane++) to[i + lane] = (int8_t)q[lane];
    }
}
