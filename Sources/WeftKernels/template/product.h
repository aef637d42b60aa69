// The matrix product. A tile is ROWS rows by PANELS panels of 16 columns, all of it in registers while the inner index
// runs. The loops around it keep each operand as near as it can be: a piece of a panel stays in the first cache while the
// rows pass over it, a strip of rows in the second while the panels do, and the panels that come next are fetched from
// the third (weights of a wide layer are larger than the second cache) while these are at work.

/// One tile. ROWS and PANELS are constants where it is called, so the accumulators become registers. With each step of
/// the inner index, one line of two panels of `ahead` is fetched.
#define DEFINE_TILE(ROWS, PANELS)                                                                                      \
    static void CAT(tile_##ROWS##_##PANELS, SUFFIX)(ptrdiff_t inner, weft_matrix a, weft_matrix b, weft_matrix init,   \
                                                    weft_matrix c, weft_matrix ahead) {                                \
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
                    __builtin_prefetch(ahead.base, 0, 2);                                                              \
                    __builtin_prefetch(ahead.base + ahead.block, 0, 2);                                                \
                    UNROLL for (int r = 0; r < ROWS; r++) {                                                            \
                        vf value = splat(x[r * a.row + k]);                                                            \
                        UNROLL for (int j = 0; j < PANELS * NV; j++) sum[r][j] += value * w[j];                        \
                    }                                                                                                  \
                    ahead.base += ahead.row;                                                                           \
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

// Eight independent sums hide the latency of a fused multiply-add. Of 32 wide registers 24 are sums: so each load of
// a weight serves twelve rows, and the second cache need give but ten bytes a cycle. Of sixteen, more than twelve spill.
#define EACH_HEIGHT(DO) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6)
#define EACH_TALL(DO) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12)
#define SINGLE(ROWS) DEFINE_TILE(ROWS, 1)
#define DOUBLE(ROWS) DEFINE_TILE(ROWS, 2)
EACH_HEIGHT(SINGLE)
DOUBLE(2)
DOUBLE(3)
DEFINE_TILE(1, 4)
#if VW == 16
enum { CAT(tallest, SUFFIX) = 12, CAT(widest, SUFFIX) = 2 };
DOUBLE(4)
DOUBLE(5)
DOUBLE(6)
EACH_TALL(SINGLE)
EACH_TALL(DOUBLE)
#else
enum { CAT(tallest, SUFFIX) = 6, CAT(widest, SUFFIX) = 1 };
#endif

#define TILE(ROWS, PANELS) CAT(tile_##ROWS##_##PANELS, SUFFIX)(inner, a, b, init, c, ahead)
#define ONE(ROWS) case ROWS: TILE(ROWS, 1); break;
#define TWO(ROWS) case ROWS: if (panels >= 2) { wide = 2; TILE(ROWS, 2); } else TILE(ROWS, 1); break;

/// One block of rows over `panels` (at most 4) panels.
static void NAME(tile)(ptrdiff_t rows, ptrdiff_t panels, ptrdiff_t inner, weft_matrix a, weft_matrix b,
                       weft_matrix init, weft_matrix c, weft_matrix ahead) {
    while (panels > 0) {
        ptrdiff_t wide = 1;
        switch (rows) {
        TWO(2) TWO(3)
#if VW == 16
        TWO(4) TWO(5) TWO(6) EACH_TALL(TWO)
#else
        ONE(4) ONE(5) ONE(6)
#endif
        default: if (panels >= 4) { wide = 4; TILE(1, 4); } else TILE(1, 1); break;
        }
        panels -= wide;
        b = moved(b, 0, wide);
        init = moved(init, 0, wide);
        c = moved(c, 0, wide);
    }
}

/// All panels over a strip of rows, for a piece of the inner index. The rows are cut into blocks of like height, as a
/// low block runs at half the speed. The first block fetches the first panel that comes next, the second the second; a
/// lone one both. Behind the last of these panels lies what the next call most likely reads.
static void NAME(strip)(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels, weft_matrix a, weft_matrix b,
                        weft_matrix init, weft_matrix c, const float *following) {
    ptrdiff_t blocks = (rows + CAT(tallest, SUFFIX) - 1) / CAT(tallest, SUFFIX);
    ptrdiff_t group = rows <= 3 ? 4 : CAT(widest, SUFFIX);
    for (ptrdiff_t panel = 0; panel < panels; panel += group) {
        ptrdiff_t wide = panels - panel < group ? panels - panel : group;
        weft_matrix weights = moved(b, 0, panel);
        const float *next = panel + group < panels ? weights.base + group * b.block : following;
        for (ptrdiff_t block = 0, row = 0; block < blocks; block++) {
            ptrdiff_t height = (rows - row) / (blocks - block);
            weft_matrix ahead = {(float *)weights.base, 0, 0};
            if (block < wide) ahead = (weft_matrix){(float *)next + block * b.block, WEFT_BLOCK, blocks == 1 ? b.block : 0};
            NAME(tile)(height, wide, inner, moved(a, row, 0), weights, moved(init, row, panel), moved(c, row, panel), ahead);
            row += height;
        }
    }
}

/// Inner index of a piece: two panels of it and the rows of a tile take half of a first cache of 48 KiB.
enum { CAT(piece, SUFFIX) = 256 };

/// A sum goes on where the last piece left it in `c`, so pieces change no bit of it.
static void NAME(product)(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels, weft_matrix a, weft_matrix b,
                          weft_matrix init, weft_matrix c) {
    if (inner <= 0) a.base = b.base;
    ptrdiff_t piece = rows <= 3 || inner <= 0 ? inner : CAT(piece, SUFFIX);
    // A strip of `a` that fits a quarter of a small second cache, in whole blocks of rows.
    ptrdiff_t tallest = 192;
    ptrdiff_t start = 0;
    do {
        ptrdiff_t depth = inner - start < piece ? inner - start : piece;
        for (ptrdiff_t top = 0; top < rows; top += tallest) {
            ptrdiff_t height = rows - top < tallest ? rows - top : tallest;
            NAME(strip)(height, depth, panels, moved(moved(a, top, 0), 0, start / WEFT_BLOCK), moved(b, start, 0),
                        start == 0 ? moved(init, top, 0) : moved(c, top, 0), moved(c, top, 0),
                        b.base + inner * WEFT_BLOCK);
        }
        start += piece;
    } while (start < inner);
}

/// A square of VW by VW elements, turned in registers: interleaving rows i and i + VW/2 log2 VW times.
INLINE void turn(vf square[VW]) {
    for (int round = 1; round < VW; round *= 2) {
        vf turned[VW];
        UNROLL for (int i = 0; i < VW / 2; i++) {
            turned[2 * i] = interleave_low(square[i], square[i + VW / 2]);
            turned[2 * i + 1] = interleave_high(square[i], square[i + VW / 2]);
        }
        UNROLL for (int i = 0; i < VW; i++) square[i] = turned[i];
    }
}

static void NAME(transpose)(ptrdiff_t rows, ptrdiff_t columns, weft_matrix source, const int32_t *index,
                            weft_matrix destination) {
    for (ptrdiff_t top = 0; top < (rows + WEFT_BLOCK - 1) / WEFT_BLOCK * WEFT_BLOCK; top += VW)
        for (ptrdiff_t left = 0; left < columns; left += VW) {
            const float *from = source.base + left / WEFT_BLOCK * source.block + left % WEFT_BLOCK;
            vf square[VW];
            UNROLL for (int r = 0; r < VW; r++) {
                ptrdiff_t row = top + r >= rows ? -1 : (index ? index[top + r] : top + r);
                square[r] = row < 0 ? splat(0) : load(from + row * source.row);
            }
            turn(square);
            float *to = destination.base + top / WEFT_BLOCK * destination.block + top % WEFT_BLOCK;
            if (columns - left >= VW) {
                UNROLL for (int c = 0; c < VW; c++) store(to + (left + c) * destination.row, square[c]);
            } else {
                UNROLL for (int c = 0; c < VW; c++)
                    if (left + c < columns) store(to + (left + c) * destination.row, square[c]);
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

static void NAME(product_sums)(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix a, weft_matrix b, float *sums) {
    for (ptrdiff_t block = 0; block < blocks; block++) {
        const float *left = a.base + block * a.block, *right = b.base + block * b.block;
        for (int v = 0; v < NV; v++) {
            vf sum = load(sums + block * WEFT_BLOCK + v * VW);
            for (ptrdiff_t r = 0; r < rows; r++) sum += load(left + r * a.row + v * VW) * load(right + r * b.row + v * VW);
            store(sums + block * WEFT_BLOCK + v * VW, sum);
        }
    }
}
