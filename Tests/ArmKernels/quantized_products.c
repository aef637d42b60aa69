// Products with int8 weights: exact sums of whole numbers, and the same bits as the portable set.
#include "int8.h"
#include "tests.h"

#include <math.h>

typedef struct operands {
    ptrdiff_t rows, inner, panels;
    weft_quantized_rows a;
    weft_quantized b;
} operands;

static operands draw_operands(form form, ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels) {
    forget();
    seed_draws((uint32_t)(rows * 10000 + inner * 100 + panels));
    matrix x = make(form, rows, inner), weights = make_panels(inner, 16 * panels);
    fill_matrix_fine(&x, 1.7f);
    fill_matrix_fine(&weights, 0.3f);
    operands o = {rows, inner, panels, make_int16(rows, inner), make_int8(inner, panels)};
    weft_quantize_rows(rows, inner, x.view, o.a);
    weft_quantize(inner, panels, weights.view, o.b);
    return o;
}

/// The sum of one element, dequantized.
static double product(const operands *o, ptrdiff_t r, ptrdiff_t column) {
    int64_t sum = 0;
    for (ptrdiff_t k = 0; k < o->inner; k++) sum += o->a.base[r * o->a.row + k] * int8_at(&o->b, k, column);
    return (double)sum * int8_scale(&o->b, column) * o->a.scales[r];
}

/// Four roundings lie between the whole sum and the result.
static double allowed(double product, double start) { return 0x1p-22 * fabs(product) + 0x1p-23 * fabs(start); }

/// From nothing, from a repeated row, and from its own result, as the float product.
static void check(form form, ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels, int kind) {
    static const char *const names[] = {"NULL", "a bias", "c"};
    operands o = draw_operands(form, rows, inner, panels);
    ptrdiff_t columns = 16 * panels;
    matrix result = make(form, rows, columns), portable = make(form, rows, columns), bias = make(ROWS, 1, columns);
    fill_matrix_fine(&bias, 1);
    bias.view.row = 0;
    for (ptrdiff_t r = 0; kind == 2 && r < rows; r++)
        for (ptrdiff_t i = 0; i < columns; i++) *at(&result, r, i) = *at(&portable, r, i) = *at(&bias, 0, i);
    weft_matrix none = {0};
    weft_quantized_product(rows, inner, panels, o.a, o.b, kind == 0 ? none : kind == 1 ? bias.view : result.view,
                           result.view);
    weft_use_instruction_set("portable");
    weft_quantized_product(rows, inner, panels, o.a, o.b, kind == 0 ? none : kind == 1 ? bias.view : portable.view,
                           portable.view);
    weft_use_instruction_set(set_at_work);
    comparison c = begin("quantized_product", "%td rows, inner %td, %td panels, form %d, from %s", rows, inner, panels,
                         form, names[kind]);
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t i = 0; i < columns; i++) {
            double exact = product(&o, r, i), start = kind == 0 ? 0 : *at(&bias, 0, i);
            near(&c, *at(&result, r, i), start + exact, allowed(exact, start));
            same(&c, *at(&result, r, i), *at(&portable, r, i));
            digest_float(*at(&result, r, i));
        }
    nothing_besides(&c, &result);
    end(&c);
}

/// All weights and activations at their limits, of one sign: the largest sums there are.
static void check_largest(ptrdiff_t inner) {
    forget();
    matrix x = make(ROWS, 2, inner), weights = make_panels(inner, 16), result = make(ROWS, 2, 16);
    for (ptrdiff_t k = 0; k < inner; k++) {
        *at(&x, 0, k) = *at(&x, 1, k) = 3;
        for (ptrdiff_t i = 0; i < 16; i++) *at(&weights, k, i) = -0.75f;
    }
    weft_quantized_rows a = make_int16(2, inner);
    weft_quantized b = make_int8(inner, 1);
    weft_quantize_rows(2, inner, x.view, a);
    weft_quantize(inner, 1, weights.view, b);
    weft_quantized_product(2, inner, 1, a, b, (weft_matrix){0}, result.view);
    comparison c = begin("quantized_product", "the largest sums, inner %td", inner);
    equal(&c, int8_at(&b, inner - 1, 15), -127);
    double expected = -2.25 * (double)inner;
    for (int i = 0; i < 32; i++) near(&c, *at(&result, i / 16, i % 16), expected, -1e-6 * expected);
    end(&c);
}

/// What is not finite in a row or a column shows as NaN there and nowhere else.
static void check_not_finite(void) {
    forget();
    seed_draws(1);
    matrix x = make(ROWS, 5, 6), weights = make_panels(6, 32), result = make(ROWS, 5, 32);
    fill_matrix_fine(&x, 1);
    fill_matrix_fine(&weights, 1);
    *at(&weights, 2, 20) = INFINITY;
    *at(&x, 3, 5) = NAN;
    *at(&x, 4, 0) = -INFINITY;
    weft_quantized_rows a = make_int16(5, 6);
    weft_quantized b = make_int8(6, 2);
    weft_quantize_rows(5, 6, x.view, a);
    weft_quantize(6, 2, weights.view, b);
    weft_quantized_product(5, 6, 2, a, b, (weft_matrix){0}, result.view);
    comparison c = begin("quantized_product", "of what is not finite");
    for (ptrdiff_t r = 0; r < 5; r++)
        for (ptrdiff_t i = 0; i < 32; i++) equal(&c, isnan(*at(&result, r, i)) != 0, i == 20 || r >= 3);
    end(&c);
}

/// Panels one by one have the bits of all at once.
static void check_panels(void) {
    operands o = draw_operands(ROWS, 3, 9, 6);
    matrix whole = make(ROWS, 3, 96), part = make(PANELS, 3, 96);
    weft_quantized_product(3, 9, 6, o.a, o.b, (weft_matrix){0}, whole.view);
    for (ptrdiff_t panel = 0; panel < 6; panel++) {
        weft_matrix to = {at(&part, 0, 16 * panel), part.view.row, part.view.block};
        weft_quantized_product(3, 9, 1, o.a, int8_panels(&o.b, panel), (weft_matrix){0}, to);
    }
    comparison c = begin("quantized_product", "panels one by one");
    for (int i = 0; i < 3 * 96; i++) same(&c, *at(&part, i / 96, i % 96), *at(&whole, i / 96, i % 96));
    end(&c);
}

void test_quantized_products(void) {
    static const ptrdiff_t panels[] = {0, 1, 2, 4, 5, 9, 65}, largest[] = {1, 2, 517, 1024, 4096, 16384};
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < SIZES; j++)
            check((form)((i + j) % FORMS), sizes[i], sizes[j], (i + j) % 3 + 1, (i + 2 * j) % 3);
    for (ptrdiff_t rows = 1; rows <= 9; rows++)
        for (int j = 0; j < 7; j++) check((form)((rows + j) % FORMS), rows, 17, panels[j], (int)(rows + j) % 3);
    for (int i = 0; i < 6; i++) check_largest(largest[i]);
    check_not_finite();
    check_panels();
}
