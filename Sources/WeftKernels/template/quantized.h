// Products with int8 weights for inference.
//
// Weights: one scale a column, values in [-127, 127], four inner rows side by side: [panel][inner / 4][16][4], so that
// a quad of all columns is one line of the cache. Activations: one scale a row, 16 bits of which
// weft_activation_limit(inner) are used, so that no sum of `inner` products leaves 32 bits. The sums are exact and the
// floating-point rest has one operation at a time (nothing is contracted here), so every instruction set gives the same
// bits.

typedef int16_t vs __attribute__((ext_vector_type(2 * VW)));
typedef int8_t vb __attribute__((ext_vector_type(2 * VW)));
typedef int8_t vb_unaligned __attribute__((ext_vector_type(2 * VW), aligned(1)));
typedef int32_t vi_unaligned __attribute__((ext_vector_type(VW), aligned(4)));
typedef uint16_t vh __attribute__((ext_vector_type(VW)));
typedef uint16_t vh_unaligned __attribute__((ext_vector_type(VW), aligned(2)));

/// Vectors of sums that a panel takes.
#define QUAD_SUMS (2 * NV)

#if defined(HAS_VNNI)
/// Four activations in every lane, as digits: a = low + 256 · high, both in [-128, 127].
typedef struct {
    __m512i low, high;
} quad;

INLINE quad quad_at(const int16_t *a) {
    int64_t bits;
    __builtin_memcpy(&bits, a, sizeof bits);
    __m512i x = _mm512_set1_epi64(bits);
    return (quad){_mm512_shuffle_epi8(x, _mm512_set1_epi32(0x06040200)),
                  _mm512_shuffle_epi8(_mm512_add_epi16(x, _mm512_set1_epi16(128)), _mm512_set1_epi32(0x07050301))};
}

/// The instruction multiplies bytes without a sign by bytes with one: so 128 is added to the weights, all in one
/// operation, and taken out of the sum by `quad_totals`.
INLINE void add_quads(vi sum[QUAD_SUMS], const int8_t *weights, quad a) {
    __m512i w = _mm512_xor_si512(_mm512_loadu_si512(weights), _mm512_set1_epi8(-128));
    sum[0] = __builtin_bit_cast(vi, _mm512_dpbusd_epi32(__builtin_bit_cast(__m512i, sum[0]), w, a.low));
    sum[1] = __builtin_bit_cast(vi, _mm512_dpbusd_epi32(__builtin_bit_cast(__m512i, sum[1]), w, a.high));
}

/// The sums of the columns, where `row_sum` is that of the activations. What overflows on the way cancels out.
INLINE void quad_totals(const vi sum[QUAD_SUMS], int32_t row_sum, vi totals[NV]) {
    __m512i high = _mm512_slli_epi32(__builtin_bit_cast(__m512i, sum[1]), 8);
    __m512i both = _mm512_add_epi32(high, __builtin_bit_cast(__m512i, sum[0]));
    totals[0] = __builtin_bit_cast(vi, _mm512_sub_epi32(both, _mm512_set1_epi32((int32_t)((uint32_t)row_sum << 7))));
}
#else
/// Four activations, again and again.
typedef vs quad;

INLINE quad quad_at(const int16_t *a) {
    typedef int64_t vl __attribute__((ext_vector_type(VW / 2)));
    int64_t bits;
    __builtin_memcpy(&bits, a, sizeof bits);
    return __builtin_bit_cast(vs, (vl)(bits));
}

/// sum + the products of pairs: sum[i] += w[2i] · a[2i] + w[2i + 1] · a[2i + 1].
INLINE vi pair_products(vi sum, vs w, vs a) {
#if defined(__x86_64__) && VW == 16
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

/// Each column has two sums, side by side: of the first and of the second pair of each quad.
INLINE void add_quads(vi sum[QUAD_SUMS], const int8_t *weights, quad a) {
    UNROLL for (int j = 0; j < QUAD_SUMS; j++) {
        vb narrow = *(const vb_unaligned *)(weights + j * 2 * VW);
        sum[j] = pair_products(sum[j], __builtin_convertvector(narrow, vs), a);
    }
}

/// The sums of the columns.
INLINE void quad_totals(const vi sum[QUAD_SUMS], int32_t row_sum, vi totals[NV]) {
    typedef int32_t vi_two __attribute__((ext_vector_type(2 * VW)));
    UNROLL for (int v = 0; v < NV; v++) {
        vi_two both;
        both.lo = sum[2 * v];
        both.hi = sum[2 * v + 1];
        totals[v] = both.even + both.odd;
    }
}
#endif

/// One tile: ROWS rows by PANELS panels, both constants where it is called.
#define DEFINE_QUANTIZED_TILE(ROWS, PANELS)                                                                            \
    static void CAT(quantized_tile_##ROWS##_##PANELS, SUFFIX)(ptrdiff_t inner, weft_quantized_rows a,                  \
                                                              weft_quantized b, weft_matrix init, weft_matrix c) {     \
        _Pragma("clang fp contract(off)")                                                                              \
        vi sum[ROWS][PANELS][QUAD_SUMS];                                                                               \
        UNROLL for (int r = 0; r < ROWS; r++) UNROLL for (int p = 0; p < PANELS; p++)                                  \
            UNROLL for (int j = 0; j < QUAD_SUMS; j++) sum[r][p][j] = (vi)(0);                                         \
        const int8_t *weights = b.base;                                                                                \
        for (ptrdiff_t k = 0; k < inner; k += 4) {                                                                     \
            quad x[ROWS];                                                                                              \
            UNROLL for (int r = 0; r < ROWS; r++) x[r] = quad_at(a.base + r * a.row + k);                              \
            UNROLL for (int p = 0; p < PANELS; p++) UNROLL for (int r = 0; r < ROWS; r++)                              \
                add_quads(sum[r][p], weights + p * b.block, x[r]);                                                     \
            weights += 4 * WEFT_BLOCK;                                                                                 \
        }                                                                                                              \
        UNROLL for (int r = 0; r < ROWS; r++) UNROLL for (int p = 0; p < PANELS; p++) {                                \
            vi totals[NV];                                                                                             \
            quad_totals(sum[r][p], a.sums[r], totals);                                                                 \
            UNROLL for (int v = 0; v < NV; v++) {                                                                      \
                vf scale = load(b.scales + p * b.scale_block + v * VW) * a.scales[r];                                  \
                vf product = __builtin_convertvector(totals[v], vf) * scale;                                           \
                if (init.base) product = load(init.base + r * init.row + p * init.block + v * VW) + product;           \
                store(c.base + r * c.row + p * c.block + v * VW, product);                                             \
            }                                                                                                          \
        }                                                                                                              \
    }

DEFINE_QUANTIZED_TILE(1, 1)
DEFINE_QUANTIZED_TILE(2, 1)
#if VW == 16
DEFINE_QUANTIZED_TILE(1, 4)
DEFINE_QUANTIZED_TILE(2, 4)
DEFINE_QUANTIZED_TILE(3, 1)
DEFINE_QUANTIZED_TILE(3, 2)
DEFINE_QUANTIZED_TILE(4, 1)
DEFINE_QUANTIZED_TILE(4, 2)
enum { CAT(tallest_quantized, SUFFIX) = 4 };
#else
enum { CAT(tallest_quantized, SUFFIX) = 2 };
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
        case 4: QUANTIZED_TILE(4, 2) QUANTIZED_TILE(4, 1)
        case 3: QUANTIZED_TILE(3, 2) QUANTIZED_TILE(3, 1)
        case 2: QUANTIZED_TILE(2, 4) QUANTIZED_TILE(2, 1)
        default: QUANTIZED_TILE(1, 4) QUANTIZED_TILE(1, 1)
#else
        case 2: QUANTIZED_TILE(2, 1)
        default: QUANTIZED_TILE(1, 1)
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
    ptrdiff_t tallest = CAT(tallest_quantized, SUFFIX), group = rows <= tallest ? panels : 4;
    for (ptrdiff_t panel = 0; panel < panels; panel += group) {
        weft_quantized part = b;
        part.base += panel * b.block;
        part.scales += panel * b.scale_block;
        ptrdiff_t wide = panels - panel < group ? panels - panel : group;
        for (ptrdiff_t row = 0; row < rows; row += tallest) {
            weft_quantized_rows strip = {a.base + row * a.row, a.row, a.scales + row, a.sums + row};
            NAME(quantized_strip)(rows - row < tallest ? rows - row : tallest, wide, inner, strip, part,
                                  moved(init, row, panel), moved(c, row, panel));
        }
    }
}
