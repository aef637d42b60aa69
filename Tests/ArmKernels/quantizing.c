// From floats to int8 weights and to 16-bit activations, one number at a time.
#include "int8.h"
#include "tests.h"

#include <math.h>

/// The largest magnitude; what is not finite is above all.
static float largest(const matrix *m, ptrdiff_t row, ptrdiff_t column, ptrdiff_t count, bool isColumn) {
    float most = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        float x = fabsf(isColumn ? *at(m, row + i, column) : *at(m, row, column + i));
        if (!isfinite(x)) return INFINITY;
        most = fmaxf(most, x);
    }
    return most;
}

/// Columns and rows that are special: zeros, values too small to be divided by, and values that are not finite.
static void spoil(matrix *m, ptrdiff_t rows, ptrdiff_t columns) {
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t c = 0; c < columns; c++) {
            if (c % 16 == 3 || r == 7) *at(m, r, c) = 0;
            if (c % 16 == 5 || r == 8) *at(m, r, c) = 0x1p-140f;
        }
    if (rows > 2 && columns > 12) *at(m, 2, 12) = -INFINITY;
    if (rows > 9 && columns > 9) *at(m, 9, 9) = NAN;
}

static void check_weights(ptrdiff_t inner, ptrdiff_t panels, bool isSpoilt) {
    forget();
    seed_draws((uint32_t)(inner * 100 + panels));
    matrix source = make_panels(inner, 16 * panels);
    fill_matrix_fine(&source, 0.3f);
    if (isSpoilt) spoil(&source, inner, 16 * panels);
    weft_quantized b = make_int8(inner, panels);
    weft_quantize(inner, panels, source.view, b);
    comparison c = begin("quantize", "inner %td, %td panels, special values %d", inner, panels, isSpoilt);
    for (ptrdiff_t column = 0; column < 16 * panels; column++) {
        float most = largest(&source, 0, column, inner, true);
        same(&c, int8_scale(&b, column), scale_for(most, 127));
        digest_float(int8_scale(&b, column));
        for (ptrdiff_t k = 0; k < inner; k++) {
            equal(&c, int8_at(&b, k, column), rounded(*at(&source, k, column), most, 127));
            digest_integer(int8_at(&b, k, column));
        }
    }
    end(&c);
}

static void check_rows(form form, ptrdiff_t rows, ptrdiff_t inner, bool isSpoilt) {
    forget();
    seed_draws((uint32_t)(rows * 100 + inner));
    matrix a = make(form, rows, inner);
    fill_matrix_fine(&a, 1.7f);
    if (isSpoilt) spoil(&a, rows, inner);
    weft_quantized_rows to = make_int16(rows, inner);
    weft_quantize_rows(rows, inner, a.view, to);
    float limit = (float)weft_activation_limit(inner);
    comparison c = begin("quantize_rows", "%td rows, inner %td, form %d, special values %d", rows, inner, form,
                         isSpoilt);
    for (ptrdiff_t r = 0; r < rows; r++) {
        float most = largest(&a, r, 0, inner, false);
        int32_t sum = 0;
        same(&c, to.scales[r], scale_for(most, limit));
        digest_float(to.scales[r]);
        for (ptrdiff_t k = 0; k < padded(inner); k++) {
            int16_t found = to.base[r * to.row + k];
            equal(&c, found, k < inner ? rounded(*at(&a, r, k), most, limit) : 0);
            digest_integer(found);
            sum += found;
        }
        equal(&c, to.sums[r], sum);
    }
    end(&c);
}

static void check_limit(void) {
    comparison c = begin("activation_limit", "from 1 to 16384");
    for (ptrdiff_t inner = 1; inner <= 16384; inner++) {
        int64_t limit = weft_activation_limit(inner);
        holds(&c, limit <= 32639 && limit >= 1032 && limit * 127 * inner <= INT32_MAX, "a sum could overflow");
    }
    equal(&c, weft_activation_limit(1), 32639);
    end(&c);
}

void test_quantizing(void) {
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < SIZES; j++) {
            check_weights(sizes[i], sizes[j] % 6, (i + j) % 2 == 1);
            check_rows((form)((i + j) % FORMS), sizes[i], sizes[j], (i + j) % 2 == 1);
        }
    check_weights(8, 65, false);
    check_limit();
}
