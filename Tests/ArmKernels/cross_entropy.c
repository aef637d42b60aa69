// Softmax cross-entropy: losses and gradients, with smoothing and weights of classes.
#include "softmax.h"
#include "tests.h"

#include <math.h>

typedef struct options {
    float smoothing, scale;
    bool isWeighted;
} options;

enum { MOST_ROWS = EXTREME + 1 };
static float weights[MOST_COLUMNS];
static double gradients[MOST_ROWS][MOST_COLUMNS], losses[MOST_ROWS];

/// PyTorch's definition in double, for one row.
static void expect_row(const matrix *m, ptrdiff_t r, int32_t target, options o) {
    static double p[MOST_COLUMNS], logs[MOST_COLUMNS];
    probabilities(m, r, p, logs);
    double share = o.smoothing / (double)m->columns, total = 0, weight = (1 - (double)o.smoothing) * weights[target];
    losses[r] = -weight * logs[target];
    for (ptrdiff_t c = 0; c < m->columns; c++) {
        total += weights[c];
        if (share > 0) losses[r] -= share * weights[c] * logs[c];
    }
    for (ptrdiff_t c = 0; c < m->columns; c++)
        gradients[r][c] = o.scale * (p[c] * (weight + share * total) - (c == target ? weight : 0) - share * weights[c]);
}

static void check_rows(matrix *m, form form, options o) {
    int32_t targets[MOST_ROWS];
    float found[MOST_ROWS] = {0};
    for (ptrdiff_t c = 0; c < m->columns; c++) weights[c] = o.isWeighted ? 0.5f + (float)(c % 7) / 4 : 1;
    for (ptrdiff_t r = 0; r < m->rows; r++) {
        targets[r] = (int32_t)((r * 5 + m->columns / 2) % m->columns);
        expect_row(m, r, targets[r], o);
    }
    weft_cross_entropy_rows(m->rows, m->columns, m->view, targets, o.isWeighted ? weights : NULL, o.smoothing, o.scale,
                            found);
    comparison c = begin("cross_entropy_rows", "%td columns, form %d, smoothing %g, weighted %d", m->columns, form,
                         (double)o.smoothing, o.isWeighted);
    for (ptrdiff_t r = 0; r < m->rows; r++) {
        near(&c, found[r], losses[r], 4e-6 * fabs(losses[r]) + 2e-6);
        for (ptrdiff_t i = 0; i < m->columns; i++)
            near(&c, *at(m, r, i), gradients[r][i], 4e-6 * fabs(gradients[r][i]) + 2e-7);
    }
    zero_padding(&c, m);
    nothing_besides(&c, m);
    end(&c);
}

static void check(form form, ptrdiff_t columns, options o) {
    matrix m = draw_logits(form, columns, SHIFTED + 1);
    check_rows(&m, form, o);
}

/// Logits of 1e30 and -1e30: the loss is 0, or 2e30, and nothing overflows.
static void check_extremes(ptrdiff_t columns) {
    matrix m = draw_logits(ROWS, columns, MOST_ROWS);
    for (ptrdiff_t r = 0; r < m.rows; r++)
        for (ptrdiff_t c = 0; c < columns; c++) *at(&m, r, c) = (r % 2 ? -1 : 1) * *at(&m, EXTREME, c);
    check_rows(&m, ROWS, (options){0, 1, false});
}

static void check_not_a_number(void) {
    matrix m = draw_logits(ROWS, 20, 3);
    const int32_t targets[3] = {4, 5, 6};
    float found[3];
    *at(&m, 1, 7) = NAN;
    weft_cross_entropy_rows(3, 20, m.view, targets, NULL, 0.1f, 1, found);
    comparison c = begin("cross_entropy_rows", "with NaN");
    for (ptrdiff_t r = 0; r < 3; r++) {
        equal(&c, isnan(found[r]) != 0, r == 1);
        for (ptrdiff_t i = 0; i < 20; i++) equal(&c, isnan(*at(&m, r, i)) != 0, r == 1);
    }
    end(&c);
}

void test_cross_entropy(void) {
    for (int i = 0; i < WIDTHS; i++)
        for (int option = 0; option < 4; option++)
            check((form)((i + option) % FORMS), widths[i],
                  (options){option % 2 ? 0.1f : 0, 0.25f, option / 2 == 1});
    check_extremes(2);
    check_extremes(17);
    check_extremes(MOST_COLUMNS);
    check_not_a_number();
}
