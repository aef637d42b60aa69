// Products with int8 weights for inference, and bfloat16 storage.
//
// Weights: one scale a column, values in [-127, 127], pairs of inner rows side by side: [panel][inner / 2][16][2].
// Activations: one scale a row, 16 bits of which weft_activation_limit(inner) are used, so that no sum of `inner`
// products leaves 32 bits. The sums are exact and the floating-point rest has one operation at a time (nothing is
// contracted here), so every instruction set gives the same bits.

typedef int16_t vs __attribute__((ext_vector_type(2 * VW)));
typedef int8_t vb __attribute__((ext_vector_type(2 * VW)));
typedef int8_t vb_unaligned __attribute__((ext_vector_type(2 * VW), aligned(1)));
typedef int32_t vi_unaligned __attribute__((ext_vector_type(VW), aligned(4)));
typedef uint16_t vh __attribute__((ext_vector_type(VW)));
typedef uint16_t vh_unaligned __attribute__((ext_vector_type(VW), aligned(2)));

/// sum + the products of pairs: sum[i] += w[2i] · a[2i] + w[2i + 1] · a[2i + 1].
INLINE vi pair_products(vi sum, vs w, vs a) {
#if defined(HAS_VNNI)
    return __builtin_bit_cast(vi, _mm512_dpwssd_epi32(__builtin_bit_cast(__m512i, sum), __builtin_bit_cast(__m512i, w),
                                                      __builtin_bit_cast(__m512i, a)));
#elif defined(__x86_64__) && VW == 16
    return sum + __builtin_bit_cast(vi, _mm512_madd_epi16(__builtin_bit_cast(__m512i, w), __builtin_bit_cast(__m512i, a)));
#elif defined(__x86_64__) && VW == 8
    return sum + __builtin_bit_cast(vi, _mm256_madd_epi16(__builtin_bit_cast(__m256i, w), __builtin_bit_cast(__m256i, a)));
#elif defined(__x86_64__)
    return sum + __builtin_bit_cast(vi, _mm_madd_epi16(__builtin_bit_cast(__m128i, w), __builtin_bit_cast(__m128i, a)));
#else
    return sum + __builtin_convertvector(w.even, vi) * __builtin_convertvector(a.even, vi) +
           __builtin_convertvector(w.odd, vi) * __builtin_convertvector(a.odd, vi);
#endif
}

/// One tile: ROWS rows by PANELS panels, both constants where it is called.
#define DEFINE_QUANTIZED_TILE(ROWS, PANELS)                                                                            \
    static void CAT(quantized_tile_##ROWS##_##PANELS, SUFFIX)(ptrdiff_t inner, weft_quantized_rows a,                  \
                                                              weft_quantized b, weft_matrix init, weft_matrix c) {     \
        _Pragma("clang fp contract(off)")                                                                              \
        vi sum[ROWS][PANELS * NV];                                                                                     \
        UNROLL for (int r = 0; r < ROWS; r++) UNROLL for (int j = 0; j < PANELS * NV; j++) sum[r][j] = (vi)(0);        \
        const int8_t *weights = b.base;                                                                                \
        for (ptrdiff_t k = 0; k < inner; k += 2) {                                                                     \
            vs value[ROWS];                                                                                            \
            UNROLL for (int r = 0; r < ROWS; r++) {                                                                    \
                int32_t pair;                                                                                          \
                __builtin_memcpy(&pair, a.base + r * a.row + k, sizeof pair);                                          \
                value[r] = __builtin_bit_cast(vs, (vi)(pair));                                                         \
            }                                                                                                          \
            UNROLL for (int p = 0; p < PANELS; p++) UNROLL for (int v = 0; v < NV; v++) {                              \
                vb narrow = *(const vb_unaligned *)(weights + p * b.block + v * 2 * VW);                               \
                vs w = __builtin_convertvector(narrow, vs);                                                            \
                UNROLL for (int r = 0; r < ROWS; r++) sum[r][p * NV + v] =                                             \
                    pair_products(sum[r][p * NV + v], w, value[r]);                                                    \
            }                                                                                                          \
            weights += 2 * WEFT_BLOCK;                                                                                 \
        }                                                                                                              \
        UNROLL for (int r = 0; r < ROWS; r++) UNROLL for (int p = 0; p < PANELS; p++)                                  \
            UNROLL for (int v = 0; v < NV; v++) {                                                                      \
                vf scale = load(b.scales + p * b.scale_block + v * VW) * a.scales[r * a.scale_row];                    \
                vf product = __builtin_convertvector(sum[r][p * NV + v], vf) * scale;                                  \
                if (init.base) product = load(init.base + r * init.row + p * init.block + v * VW) + product;           \
                store(c.base + r * c.row + p * c.block + v * VW, product);                                             \
            }                                                                                                          \
    }

DEFINE_QUANTIZED_TILE(1, 1)
DEFINE_QUANTIZED_TILE(1, 4)
DEFINE_QUANTIZED_TILE(2, 1)
DEFINE_QUANTIZED_TILE(3, 1)
DEFINE_QUANTIZED_TILE(4, 1)
#if VW != 16
DEFINE_QUANTIZED_TILE(2, 2)
#else
DEFINE_QUANTIZED_TILE(1, 8)
DEFINE_QUANTIZED_TILE(2, 4)
DEFINE_QUANTIZED_TILE(3, 4)
DEFINE_QUANTIZED_TILE(4, 4)
#endif

#define QUANTIZED_TILE(ROWS, PANELS)                                                                                   \
    if (panels >= PANELS) {                                                                                            \
        wide = PANELS;                                                                                                 \
        CAT(quantized_tile_##ROWS##_##PANELS, SUFFIX)(inner, a, b, init, c);                                           \
        break;                                                                                                         \
    }

/// One block of rows over `panels` panels.
static void NAME(quantized_strip)(ptrdiff_t rows, ptrdiff_t panels, ptrdiff_t inner, weft_quantized_rows a,
                                  weft_quantized b, weft_matrix init, weft_matrix c) {
    while (panels > 0) {
        ptrdiff_t wide = 1;
        switch (rows) {
#if VW == 16
        case 4: QUANTIZED_TILE(4, 4) QUANTIZED_TILE(4, 1)
        case 3: QUANTIZED_TILE(3, 4) QUANTIZED_TILE(3, 1)
        case 2: QUANTIZED_TILE(2, 4) QUANTIZED_TILE(2, 1)
        default: QUANTIZED_TILE(1, 8) QUANTIZED_TILE(1, 4) QUANTIZED_TILE(1, 1)
#else
        case 4: QUANTIZED_TILE(4, 1)
        case 3: QUANTIZED_TILE(3, 1)
        case 2: QUANTIZED_TILE(2, 2) QUANTIZED_TILE(2, 1)
        default: QUANTIZED_TILE(1, 4) QUANTIZED_TILE(1, 1)
#endif
        }
        panels -= wide;
        b.base += wide * b.block;
        b.scales += wide * b.scale_block;
        init = moved(init, 0, wide);
        c = moved(c, 0, wide);
    }
}

/// Groups of panels stay in the first cache while all rows pass over them.
static void NAME(quantized_product)(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels, weft_quantized_rows a,
                                    weft_quantized b, weft_matrix init, weft_matrix c) {
    ptrdiff_t group = rows <= 4 ? panels : 4;
    for (ptrdiff_t panel = 0; panel < panels; panel += group) {
        weft_quantized part = b;
        part.base += panel * b.block;
        part.scales += panel * b.scale_block;
        ptrdiff_t wide = panels - panel < group ? panels - panel : group;
        for (ptrdiff_t row = 0; row < rows;) {
            ptrdiff_t left = rows - row, height = left >= 4 ? 4 : left;
            weft_quantized_rows strip = a;
            strip.base += row * a.row;
            strip.scales += row * a.scale_row;
            NAME(quantized_strip)(height, wide, inner, strip, part, moved(init, row, panel), moved(c, row, panel));
            row += height;
        }
    }
}
