// The matrix product. A tile is ROWS rows by PANELS panels of 16 columns, all of it in registers while the inner index
// runs; a panel stays in the first cache while the rows pass over it, a strip of rows in the second while the panels do.

/// One tile. ROWS and PANELS are constants where it is called, so the accumulators become registers.
#define DEFINE_TILE(ROWS, PANELS)                                                                                      \
    static void CAT(tile_##ROWS##_##PANELS, SUFFIX)(ptrdiff_t inner, weft_matrix a, weft_matrix b, weft_matrix init,   \
                                                    weft_matrix c) {                                                   \
        vf sum[ROWS][PANELS * NV];                                                                                     \
        UNROLL for (int r = 0; r < ROWS; r++) UNROLL for (int p = 0; p < PANELS; p++)                                  \
            UNROLL for (int v = 0; v < NV; v++) sum[r][p * NV + v] =                                                   \
                init.base ? load(init.base + r * init.row + p * init.block + v * VW) : splat(0);                       \
        const float *weights = b.base;                                                                                 \
        for (ptrdiff_t start = 0; start < inner; start += WEFT_BLOCK) {                                                \
            const float *x = a.base + (start / WEFT_BLOCK) * a.block;                                                  \
            ptrdiff_t end = inner - start < WEFT_BLOCK ? inner - start : WEFT_BLOCK;                                   \
            for (ptrdiff_t k = 0; k < end; k++) {                                                                      \
                if (ROWS > 3) {                                                                                        \
                    vf w[PANELS * NV];                                                                                 \
                    UNROLL for (int p = 0; p < PANELS; p++) UNROLL for (int v = 0; v < NV; v++)                        \
                        w[p * NV + v] = load(weights + p * b.block + v * VW);                                          \
                    UNROLL for (int r = 0; r < ROWS; r++) {                                                            \
                        vf value = splat(x[r * a.row + k]);                                                            \
                        UNROLL for (int j = 0; j < PANELS * NV; j++) sum[r][j] += value * w[j];                        \
                    }                                                                                                  \
                } else {                                                                                               \
                    vf value[ROWS];                                                                                    \
                    UNROLL for (int r = 0; r < ROWS; r++) value[r] = splat(x[r * a.row + k]);                          \
                    UNROLL for (int p = 0; p < PANELS; p++) UNROLL for (int v = 0; v < NV; v++) {                      \
                        vf w = load(weights + p * b.block + v * VW);                                                   \
                        UNROLL for (int r = 0; r < ROWS; r++) sum[r][p * NV + v] += value[r] * w;                      \
                    }                                                                                                  \
                }                                                                                                      \
                weights += WEFT_BLOCK;                                                                                 \
            }                                                                                                          \
        }                                                                                                              \
        UNROLL for (int r = 0; r < ROWS; r++) UNROLL for (int p = 0; p < PANELS; p++)                                  \
            UNROLL for (int v = 0; v < NV; v++)                                                                        \
                store(c.base + r * c.row + p * c.block + v * VW, sum[r][p * NV + v]);                                  \
    }

// Eight independent sums hide the latency of a fused multiply-add; more than twelve spill sixteen registers.
DEFINE_TILE(6, 1)
DEFINE_TILE(5, 1)
DEFINE_TILE(4, 1)
DEFINE_TILE(3, 1)
DEFINE_TILE(3, 2)
DEFINE_TILE(2, 1)
DEFINE_TILE(2, 2)
DEFINE_TILE(1, 1)
DEFINE_TILE(1, 4)
#if VW == 16
DEFINE_TILE(6, 2)
DEFINE_TILE(5, 2)
DEFINE_TILE(4, 2)
#endif

#define TILE(ROWS, PANELS) CAT(tile_##ROWS##_##PANELS, SUFFIX)(inner, a, b, init, c)

/// One block of rows over `panels` (at most 4) panels.
static void NAME(tile)(ptrdiff_t rows, ptrdiff_t panels, ptrdiff_t inner, weft_matrix a, weft_matrix b,
                       weft_matrix init, weft_matrix c) {
    while (panels > 0) {
        ptrdiff_t wide = 1;
        switch (rows) {
#if VW == 16
        case 6: if (panels >= 2) { wide = 2; TILE(6, 2); } else TILE(6, 1); break;
        case 5: if (panels >= 2) { wide = 2; TILE(5, 2); } else TILE(5, 1); break;
        case 4: if (panels >= 2) { wide = 2; TILE(4, 2); } else TILE(4, 1); break;
#else
        case 6: TILE(6, 1); break;
        case 5: TILE(5, 1); break;
        case 4: TILE(4, 1); break;
#endif
        case 3: if (panels >= 2) { wide = 2; TILE(3, 2); } else TILE(3, 1); break;
        case 2: if (panels >= 2) { wide = 2; TILE(2, 2); } else TILE(2, 1); break;
        default: if (panels >= 4) { wide = 4; TILE(1, 4); } else TILE(1, 1); break;
        }
        panels -= wide;
        b = moved(b, 0, wide);
        init = moved(init, 0, wide);
        c = moved(c, 0, wide);
    }
}

/// The next block of rows: sixes, and fives and fours so that never a block of one to three is left over if it can be
/// avoided (a tile of two rows runs at half the speed).
INLINE ptrdiff_t row_block(ptrdiff_t rows) {
    if (rows >= 12) return rows % 6 == 0 ? 6 : (rows % 6 == 4 ? 4 : (rows % 6 == 5 ? 5 : (rows % 6 == 1 ? 5 : 4)));
    switch (rows) {
    case 11: return 6;
    case 10: return 5;
    case 9: return 5;
    case 8: return 4;
    case 7: return 4;
    default: return rows;
    }
}

static void NAME(product)(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels, weft_matrix a, weft_matrix b,
                          weft_matrix init, weft_matrix c) {
    if (inner <= 0) a.base = b.base;
    // A strip of `a` that fits a quarter of a small second cache, in whole blocks of rows.
    ptrdiff_t strip = inner > 0 ? 65536 / inner : rows;
    strip = strip < 24 ? 24 : (strip > 192 ? 192 : strip - strip % 12);
    ptrdiff_t group = rows <= 3 ? 4 : (VW == 16 ? 2 : 1);
    for (ptrdiff_t top = 0; top < rows; top += strip) {
        ptrdiff_t bottom = rows - top < strip ? rows : top + strip;
        for (ptrdiff_t panel = 0; panel < panels; panel += group) {
            ptrdiff_t wide = panels - panel < group ? panels - panel : group;
            for (ptrdiff_t row = top; row < bottom;) {
                ptrdiff_t block = row_block(bottom - row);
                NAME(tile)(block, wide, inner, moved(a, row, 0), moved(b, 0, panel), moved(init, row, panel),
                           moved(c, row, panel));
                row += block;
            }
        }
    }
}

/// 16 by 16 elements at a time through a buffer in the first cache.
static void NAME(transpose)(ptrdiff_t rows, ptrdiff_t columns, weft_matrix source, const int32_t *index,
                            weft_matrix destination) {
    for (ptrdiff_t top = 0; top < rows; top += WEFT_BLOCK) {
        ptrdiff_t height = rows - top < WEFT_BLOCK ? rows - top : WEFT_BLOCK;
        for (ptrdiff_t left = 0; left < columns; left += WEFT_BLOCK) {
            ptrdiff_t width = columns - left < WEFT_BLOCK ? columns - left : WEFT_BLOCK;
            float block[WEFT_BLOCK][WEFT_BLOCK];
            const float *from = source.base + (left / WEFT_BLOCK) * source.block;
            for (ptrdiff_t r = 0; r < WEFT_BLOCK; r++) {
                ptrdiff_t row = r < height ? (index ? index[top + r] : top + r) : -1;
                if (row < 0) for (int c = 0; c < WEFT_BLOCK; c++) block[c][r] = 0;
                else if (width == WEFT_BLOCK) for (int c = 0; c < WEFT_BLOCK; c++) block[c][r] = from[row * source.row + c];
                else for (ptrdiff_t c = 0; c < width; c++) block[c][r] = from[row * source.row + c];
            }
            float *to = destination.base + (top / WEFT_BLOCK) * destination.block + left * destination.row;
            for (ptrdiff_t c = 0; c < width; c++)
                for (int v = 0; v < NV; v++) store(to + c * destination.row + v * VW, load(block[c] + v * VW));
        }
    }
}

static void NAME(column_sums)(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix a, float *sums) {
    for (ptrdiff_t block = 0; block < blocks; block++) {
        const float *column = a.base + block * a.block;
        for (int v = 0; v < NV; v++) {
            vf sum = load(sums + block * WEFT_BLOCK + v * VW);
            for (ptrdiff_t r = 0; r < rows; r++) sum += load(column + r * a.row + v * VW);
            store(sums + block * WEFT_BLOCK + v * VW, sum);
        }
    }
}
