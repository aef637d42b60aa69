// The matrix product, against sums in double.
#include "matrices.h"
#include "tests.h"

#include <math.h>

enum { INITS = 4 };
static const char *const init_names[INITS] = {"NULL", "a bias", "c", "another matrix"};

/// The operands of a product and the sums that it must give, without what it begins with.
typedef struct problem {
    ptrdiff_t rows, inner, panels;
    matrix a, b;
    double *sums;
} problem;

static double most_sums[53 * 16 + 65 * 65 * 16];

/// Draws operands of few bits: every sum is exact, so the kernel has to agree to the last bit.
static problem draw_problem(form form, ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels) {
    forget();
    seed_draws((uint32_t)(rows * 10000 + inner * 100 + panels));
    problem p = {rows, inner, panels, make(form, rows, inner), make_panels(inner, 16 * panels), most_sums};
    fill_matrix_coarse(&p.a);
    fill_matrix_coarse(&p.b);
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t c = 0; c < 16 * panels; c++) {
            double sum = 0;
            for (ptrdiff_t k = 0; k < inner; k++) sum += (double)*at(&p.a, r, k) * (double)*at(&p.b, k, c);
            p.sums[r * 16 * panels + c] = sum;
        }
    return p;
}

/// What the product begins with: nothing, one row repeated, its own result, or another matrix.
static matrix draw_init(int kind, const problem *p, matrix *result) {
    ptrdiff_t columns = 16 * p->panels;
    if (kind == 0) return (matrix){.view = {0}};
    if (kind == 2) {
        fill_matrix_coarse(result);
        return *result;
    }
    matrix init = make(kind == 1 ? ROWS : PANELS, kind == 1 ? 1 : p->rows, columns);
    fill_matrix_coarse(&init);
    if (kind == 1) init.view.row = 0;
    return init;
}

static void check_init(int kind, form form, const problem *p) {
    ptrdiff_t columns = 16 * p->panels;
    static float start[sizeof most_sums / sizeof *most_sums];
    matrix result = make(form, p->rows, columns), init = draw_init(kind, p, &result);
    for (ptrdiff_t r = 0; r < p->rows; r++)
        for (ptrdiff_t c = 0; c < columns; c++) start[r * columns + c] = kind == 0 ? 0 : *at(&init, r, c);
    weft_product(p->rows, p->inner, p->panels, p->a.view, p->b.view, init.view, result.view);
    comparison c = begin("product", "%td rows, inner %td, %td panels, form %d, from %s", p->rows, p->inner, p->panels,
                         form, init_names[kind]);
    for (ptrdiff_t r = 0; r < p->rows; r++)
        for (ptrdiff_t i = 0; i < columns; i++)
            near(&c, *at(&result, r, i), start[r * columns + i] + p->sums[r * columns + i], 0);
    nothing_besides(&c, &result);
    end(&c);
}

static void check(form form, ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels) {
    problem p = draw_problem(form, rows, inner, panels);
    for (int kind = 0; kind < INITS; kind++) check_init(kind, form, &p);
}

/// A row has the same bits in any company, and a panel too: batches and threads never change a result.
static void check_company(void) {
    enum { HEIGHT = 20, INNER = 300, WIDE = 5 };
    forget();
    seed_draws(5);
    matrix a = make(ROWS, HEIGHT, INNER), b = make_panels(INNER, 16 * WIDE);
    matrix whole = make(ROWS, HEIGHT, 16 * WIDE), part = make(PANELS, HEIGHT, 16 * WIDE);
    fill_matrix_fine(&a, 0.9f);
    fill_matrix_fine(&b, 1.1f);
    weft_matrix none = {0};
    weft_product(HEIGHT, INNER, WIDE, a.view, b.view, none, whole.view);
    for (ptrdiff_t count = 1; count < HEIGHT; count++) {
        comparison c = begin("product", "%td rows at a time", count);
        for (ptrdiff_t r = 0; r + count <= HEIGHT; r += count) {
            weft_matrix x = {at(&a, r, 0), a.view.row, a.view.block};
            weft_matrix y = {at(&part, r, 0), part.view.row, part.view.block};
            weft_product(count, INNER, WIDE, x, b.view, none, y);
        }
        for (ptrdiff_t r = 0; r < HEIGHT / count * count; r++)
            for (ptrdiff_t i = 0; i < 16 * WIDE; i++) same(&c, *at(&part, r, i), *at(&whole, r, i));
        end(&c);
    }
}

/// Values that need rounding: the error stays below that of a sum in ascending order.
static void check_rounding(void) {
    enum { HEIGHT = 9, INNER = 1000, COLUMNS = 48 };
    forget();
    seed_draws(7);
    matrix a = make(ROWS, HEIGHT, INNER), b = make_panels(INNER, COLUMNS), result = make(LANE, HEIGHT, COLUMNS);
    fill_matrix_fine(&a, 1.0f / 3);
    fill_matrix_fine(&b, 1.0f / 7);
    weft_product(HEIGHT, INNER, COLUMNS / 16, a.view, b.view, (weft_matrix){0}, result.view);
    comparison c = begin("product", "%d rows, inner %d, rounded", HEIGHT, INNER);
    for (ptrdiff_t r = 0; r < HEIGHT; r++)
        for (ptrdiff_t i = 0; i < COLUMNS; i++) {
            double sum = 0;
            for (ptrdiff_t k = 0; k < INNER; k++) sum += (double)*at(&a, r, k) * (double)*at(&b, k, i);
            near(&c, *at(&result, r, i), sum, INNER * 0x1p-25 * 0.5);
        }
    end(&c);
}

/// A NaN in a row of `a` spoils that row alone; one in the weights spoils its column.
static void check_not_a_number(void) {
    problem p = draw_problem(ROWS, 9, 17, 3);
    *at(&p.a, 4, 16) = NAN;
    *at(&p.b, 0, 20) = NAN;
    matrix result = make(ROWS, 9, 48);
    weft_product(9, 17, 3, p.a.view, p.b.view, (weft_matrix){0}, result.view);
    comparison c = begin("product", "with NaN");
    for (ptrdiff_t r = 0; r < 9; r++)
        for (ptrdiff_t i = 0; i < 48; i++) equal(&c, isnan(*at(&result, r, i)) != 0, r == 4 || i == 20);
    end(&c);
}

void test_products(void) {
    static const ptrdiff_t few_panels[] = {0, 1, 2, 4, 5}, few_rows[] = {1, 2, 3, 6, 13};
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < SIZES; j++)
            for (int k = 0; k < 5; k++) check((form)((i + j + k) % FORMS), sizes[i], sizes[j], few_panels[k]);
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < SIZES; j++) check((form)((i + j) % FORMS), few_rows[i], 9, sizes[j]);
    for (ptrdiff_t rows = 2; rows <= 20; rows++) check((form)(rows % FORMS), rows, 17, 4);
    // More rows than a strip holds, and more of the inner index than a piece.
    check(ROWS, 205, 9, 3);
    check(LANE, 53, 700, 1);
    check(ROWS, 13, 2800, 1);
    check_company();
    check_rounding();
    check_not_a_number();
}
