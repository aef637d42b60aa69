// Reductions over time: weighted sums of rows, the largest of rows, and scaling.
#include "matrices.h"
#include "tests.h"

#include <math.h>

static void check_weighted_sums(form form, ptrdiff_t rows, ptrdiff_t blocks) {
    forget();
    seed_draws((uint32_t)(rows + blocks));
    matrix a = make(form, rows, 16 * blocks), sums = make_panels(1, 16 * blocks), start = make_panels(1, 16 * blocks);
    float *weights = floats(rows);
    fill_matrix_coarse(&a);
    fill_matrix_coarse(&start);
    fill_coarse(weights, rows);
    copy_matrix(&start, &sums);
    weft_weighted_column_sums(rows, blocks, a.view, weights, sums.view.base);
    comparison c = begin("weighted_column_sums", "%td rows, %td blocks, form %d", rows, blocks, form);
    for (ptrdiff_t i = 0; i < 16 * blocks; i++) {
        double sum = *at(&start, 0, i);
        for (ptrdiff_t r = 0; r < rows; r++) sum += (double)weights[r] * *at(&a, r, i);
        near(&c, *at(&sums, 0, i), sum, 0);
    }
    nothing_besides(&c, &sums);
    end(&c);
}

/// Three rows in turn: the first of equals stays, a NaN wins and stays.
static void check_maximum(ptrdiff_t count) {
    enum { ROUNDS = 3 };
    forget();
    seed_draws((uint32_t)count);
    matrix x = make(ROWS, ROUNDS, count), largest = make_panels(1, count);
    int32_t rows[16 * 65 + 16], expected_rows[16 * 65];
    float expected[16 * 65];
    fill_matrix_coarse(&x);
    for (ptrdiff_t i = 0; i < count; i++) {
        if (i % 11 == 0) *at(&x, i % ROUNDS, i) = NAN;
        *at(&largest, 0, i) = expected[i] = -INFINITY;
        rows[i] = expected_rows[i] = -1;
    }
    for (ptrdiff_t i = count; i < count + 16; i++) rows[i] = 77;
    for (int32_t r = 0; r < ROUNDS; r++) {
        weft_keep_maximum(count, at(&x, r, 0), r, largest.view.base, rows);
        for (ptrdiff_t i = 0; i < count; i++) {
            float value = *at(&x, r, i);
            if (!(value > expected[i] || isnan(value))) continue;
            expected[i] = value;
            expected_rows[i] = r;
        }
    }
    comparison c = begin("keep_maximum", "%td values", count);
    for (ptrdiff_t i = 0; i < count; i++) {
        same(&c, *at(&largest, 0, i), expected[i]);
        equal(&c, rows[i], expected_rows[i]);
    }
    for (ptrdiff_t i = count; i < count + 16; i++) equal(&c, rows[i], 77);
    nothing_besides(&c, &largest);
    end(&c);
}

static void check_scaled(ptrdiff_t count) {
    forget();
    seed_draws((uint32_t)count);
    matrix x = make_panels(1, count), y = make_panels(1, count);
    fill_matrix_fine(&x, 0.3f);
    weft_scaled(count, 1.7f, x.view.base, y.view.base);
    comparison c = begin("scaled", "%td values", count);
    for (ptrdiff_t i = 0; i < count; i++) same(&c, *at(&y, 0, i), 1.7f * *at(&x, 0, i));
    nothing_besides(&c, &y);
    end(&c);
}

void test_pooling(void) {
    for (int i = 0; i < SIZES; i++) {
        for (int j = 0; j < SIZES; j++) check_weighted_sums((form)((i + j) % FORMS), sizes[i], sizes[j]);
        check_maximum(16 * sizes[i]);
        check_scaled(16 * sizes[i]);
    }
}
