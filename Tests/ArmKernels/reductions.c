// Additions, products and sums over whole blocks. The values have few bits, so every sum is exact.
#include "matrices.h"
#include "tests.h"

static void check_in_place(ptrdiff_t count) {
    forget();
    seed_draws((uint32_t)count);
    matrix x = make_panels(1, count), y = make_panels(1, count);
    matrix sum = make_panels(1, count), product = make_panels(1, count);
    fill_matrix_coarse(&x);
    fill_matrix_coarse(&y);
    copy_matrix(&y, &sum);
    copy_matrix(&y, &product);
    weft_add_scaled(count, 0.25f, x.view.base, sum.view.base);
    weft_multiply(count, x.view.base, product.view.base);
    comparison added = begin("add_scaled", "%td values", count), multiplied = begin("multiply", "%td values", count);
    for (ptrdiff_t i = 0; i < count; i++) {
        near(&added, *at(&sum, 0, i), *at(&y, 0, i) + 0.25 * *at(&x, 0, i), 0);
        near(&multiplied, *at(&product, 0, i), *at(&y, 0, i) * *at(&x, 0, i), 0);
    }
    nothing_besides(&added, &sum);
    nothing_besides(&multiplied, &product);
    end(&added);
    end(&multiplied);
}

static void check_sums(ptrdiff_t count) {
    forget();
    seed_draws((uint32_t)count);
    float *x = floats(count), *y = floats(count);
    fill_coarse(x, count);
    fill_coarse(y, count);
    double products = 0, squares = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        products += (double)x[i] * (double)y[i];
        squares += (double)x[i] * (double)x[i];
    }
    comparison dot = begin("dot", "%td values", count), square = begin("sum_of_squares", "%td values", count);
    near(&dot, weft_dot(count, x, y), products, 0);
    near(&square, weft_sum_of_squares(count, x), squares, 0);
    end(&dot);
    end(&square);
}

void test_reductions(void) {
    for (int i = 0; i < SIZES; i++) {
        check_in_place(16 * sizes[i]);
        check_sums(16 * sizes[i]);
    }
    // Around the blocks of 1024 in which squares are summed.
    check_sums(1008);
    check_sums(4112);
}
