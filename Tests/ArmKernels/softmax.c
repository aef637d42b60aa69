// Softmax over rows of logits.
#include "softmax.h"
#include "tests.h"

#include <math.h>

const ptrdiff_t widths[WIDTHS] = {1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 1000, MOST_COLUMNS};

static float logit(logits kind, ptrdiff_t column, ptrdiff_t columns) {
    float ordinary = fine(8);
    switch (kind) {
    case FAR_APART: return ordinary * 100;
    case EQUAL: return 3;
    case SHIFTED: return ordinary + 1000;
    case EXTREME: return column == columns / 2 ? 1e30f : -1e30f;
    case TINY: return -3e38f;
    case INFINITE: return column % 3 == 1 ? -INFINITY : ordinary;
    default: return ordinary;
    }
}

matrix draw_logits(form form, ptrdiff_t columns, int kinds) {
    forget();
    seed_draws((uint32_t)columns);
    matrix m = make(form, kinds, columns);
    for (int kind = 0; kind < kinds; kind++)
        for (ptrdiff_t c = 0; c < columns; c++) *at(&m, kind, c) = logit((logits)kind, c, columns);
    return m;
}

void probabilities(const matrix *m, ptrdiff_t row, double *p, double *logs) {
    double largest = -INFINITY, sum = 0;
    for (ptrdiff_t c = 0; c < m->columns; c++) largest = fmax(largest, *at(m, row, c));
    for (ptrdiff_t c = 0; c < m->columns; c++) sum += p[c] = exp(*at(m, row, c) - largest);
    // Huge logits would swallow the logarithm if it were added to the largest of them.
    for (ptrdiff_t c = 0; c < m->columns; c++) {
        p[c] /= sum;
        if (logs) logs[c] = *at(m, row, c) - largest - log(sum);
    }
}

static void check(form form, ptrdiff_t columns) {
    static double expected[KINDS][MOST_COLUMNS];
    matrix m = draw_logits(form, columns, KINDS);
    for (int r = 0; r < KINDS; r++) probabilities(&m, r, expected[r], NULL);
    weft_softmax_rows(KINDS, columns, m.view);
    comparison c = begin("softmax_rows", "%td columns, form %d", columns, form);
    for (int r = 0; r < KINDS; r++)
        for (ptrdiff_t i = 0; i < columns; i++) near(&c, *at(&m, r, i), expected[r][i], 4e-6 * expected[r][i] + 1e-30);
    zero_padding(&c, &m);
    nothing_besides(&c, &m);
    end(&c);
}

/// A NaN spoils its row and no other.
static void check_not_a_number(ptrdiff_t columns) {
    for (ptrdiff_t place = 0; place < columns; place += 3) {
        matrix m = draw_logits(ROWS, columns, 3);
        *at(&m, 1, place) = NAN;
        weft_softmax_rows(3, columns, m.view);
        comparison c = begin("softmax_rows", "%td columns, NaN in %td", columns, place);
        for (ptrdiff_t r = 0; r < 3; r++)
            for (ptrdiff_t i = 0; i < columns; i++) equal(&c, isnan(*at(&m, r, i)) != 0, r == 1);
        end(&c);
    }
}

static void check_no_rows(void) {
    matrix m = draw_logits(ROWS, 5, 0);
    weft_softmax_rows(0, 5, m.view);
    comparison c = begin("softmax_rows", "0 rows");
    nothing_besides(&c, &m);
    end(&c);
}

void test_softmax(void) {
    for (int i = 0; i < WIDTHS; i++)
        for (int form = 0; form < (widths[i] > 1000 ? 1 : FORMS); form++) check((enum form)form, widths[i]);
    check_not_a_number(20);
    check_no_rows();
}
