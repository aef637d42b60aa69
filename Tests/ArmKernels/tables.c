// Tables of embeddings: rows in int8, and rows gathered by an index from int8 and from bfloat16.
#include "int8.h"
#include "tests.h"

#include <math.h>

enum { TABLE_ROWS = 7, MOST_BLOCKS = 65 };

static int8_t bytes[TABLE_ROWS * 16 * MOST_BLOCKS];
static float scales[TABLE_ROWS];

static void check_row(comparison *c, const float *x, ptrdiff_t blocks, ptrdiff_t row) {
    int8_t *to = bytes + row * 16 * blocks;
    weft_quantize_table_row(blocks, x, to, &scales[row]);
    float most = 0;
    bool isFinite = true;
    for (ptrdiff_t i = 0; i < 16 * blocks; i++) {
        isFinite &= isfinite(x[i]) != 0;
        most = fmaxf(most, fabsf(x[i]));
    }
    if (!isFinite) most = INFINITY;
    same(c, scales[row], scale_for(most, 127));
    digest_float(scales[row]);
    for (ptrdiff_t i = 0; i < 16 * blocks; i++) {
        equal(c, to[i], rounded(x[i], most, 127));
        digest_integer(to[i]);
    }
}

/// Rows of ordinary values, of zeros, of values too small to be divided by, and of some that are not finite.
static void quantize_table(ptrdiff_t blocks) {
    comparison c = begin("quantize_table_row", "%td blocks", blocks);
    for (ptrdiff_t row = 0; row < TABLE_ROWS; row++) {
        float *x = floats(16 * blocks);
        fill_fine(x, 16 * blocks, row == 3 ? 0 : row == 4 ? 0x1p-140f : 0.7f);
        if (row == 5 && blocks > 0) x[16 * blocks - 1] = INFINITY;
        if (row == 6 && blocks > 0) x[3] = NAN;
        check_row(&c, x, blocks, row);
    }
    end(&c);
}

static void check_gathers(form form, ptrdiff_t rows, ptrdiff_t blocks) {
    forget();
    seed_draws((uint32_t)(rows * 100 + blocks));
    quantize_table(blocks);
    static uint16_t halves[TABLE_ROWS * 16 * MOST_BLOCKS];
    static float wide[TABLE_ROWS * 16 * MOST_BLOCKS];
    ptrdiff_t width = 16 * blocks;
    for (ptrdiff_t i = 0; i < TABLE_ROWS * width; i++) halves[i] = (uint16_t)(draw() & 0xbfff);
    weft_from_bfloat16(TABLE_ROWS * width, halves, wide);
    int32_t index[MOST_BLOCKS];
    for (ptrdiff_t r = 0; r < rows; r++) index[r] = (int32_t)(draw() % (TABLE_ROWS + 2)) - 2;
    matrix from_halves = make(form, rows, width), from_bytes = make(form, rows, width);
    weft_gather_bfloat16(rows, blocks, halves, index, from_halves.view);
    weft_gather_int8(rows, blocks, bytes, scales, index, from_bytes.view);
    comparison half = begin("gather_bfloat16", "%td rows, %td blocks, form %d", rows, blocks, form);
    comparison byte = begin("gather_int8", "%td rows, %td blocks, form %d", rows, blocks, form);
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t i = 0; i < width; i++) {
            bool isEmpty = index[r] < 0;
            ptrdiff_t place = index[r] * width + i;
            same(&half, *at(&from_halves, r, i), isEmpty ? 0 : wide[place]);
            same(&byte, *at(&from_bytes, r, i), isEmpty ? 0 : (float)bytes[place] * scales[index[r]]);
            digest_float(*at(&from_bytes, r, i));
        }
    nothing_besides(&half, &from_halves);
    nothing_besides(&byte, &from_bytes);
    end(&half);
    end(&byte);
}

void test_tables(void) {
    for (int i = 0; i < SIZES; i++)
        for (ptrdiff_t blocks = 1; blocks <= 4; blocks++) check_gathers((form)((i + blocks) % FORMS), sizes[i], blocks);
    check_gathers(ROWS, 9, 0);
    check_gathers(ROWS, 9, 65);
}
