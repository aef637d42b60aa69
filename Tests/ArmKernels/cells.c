// The elementwise part of every cell, forward against the equations and backward against central differences.
#include "cells.h"
#include "tests.h"

enum { MOST_UNITS = 65 * 48 };

/// The units before a step, which forward and backward overwrite.
static unit units_before[MOST_UNITS];

static void remember(const step_setting *s) {
    ptrdiff_t width = 16 * s->blocks;
    for (ptrdiff_t r = 0; r < s->rows; r++)
        for (ptrdiff_t u = 0; u < width; u++) units_before[r * width + u] = unit_of(s, r, u);
}

static void compare_forward(comparison *c, const step_setting *s, bool keeps) {
    ptrdiff_t width = 16 * s->blocks;
    // Elman's gate is its state, so it is always written; the others write theirs when backward is to come.
    bool hasGates = keeps || gates_of(s->cell) == 1;
    for (ptrdiff_t r = 0; r < s->rows; r++)
        for (ptrdiff_t u = 0; u < width; u++) {
            const unit *x = &units_before[r * width + u];
            unit_state y = reference_step(s->cell, x);
            near(c, *at(&s->next, r, u), y.hidden, 1.5e-6);
            same(c, *at(&s->output, r, u), *at(&s->next, r, u));
            if (has_cell_state(s->cell)) near(c, *at(&s->state, r, u), y.cell, 1.5e-6);
            for (int g = 0; hasGates && g < gates_of(s->cell); g++)
                near(c, *gate_at(s, g, r, u), y.activated[g], 1.5e-6);
            if (!keeps || gates_of(s->cell) == 1) continue;
            same(c, *at(&s->before, r, u), (float)(has_cell_state(s->cell) ? x->cell : x->hidden));
        }
}

static void check_forward(weft_cell cell, form form, ptrdiff_t rows, ptrdiff_t blocks, bool keeps) {
    step_setting s = make_step(cell, form, rows, blocks);
    remember(&s);
    weft_cell_step step = step_of(&s, keeps, true);
    weft_cell_forward(cell, &step);
    comparison c = begin("cell_forward", "%s, %td rows, %td blocks, form %d, keeping %d", weft_cell_name(cell), rows,
                         blocks, form, keeps);
    compare_forward(&c, &s, keeps);
    const matrix *all[] = {&s.gates, &s.hidden, &s.next, &s.state, &s.output, &s.before, &s.after};
    for (int i = 0; i < 7; i++) nothing_besides(&c, all[i]);
    end(&c);
}

/// `next` may be the hidden state, and `before` the memory that is to keep the old one.
static void check_aliases(weft_cell cell) {
    step_setting s = make_step(cell, ROWS, 3, 2);
    weft_cell_step step = step_of(&s, true, true);
    weft_cell_forward(cell, &step);
    matrix next = make(ROWS, 3, 32), state = make(ROWS, 3, 32);
    float expected[2][96];
    for (int i = 0; i < 96; i++) {
        expected[0][i] = *at(&s.next, i / 32, i % 32);
        expected[1][i] = *at(&s.state, i / 32, i % 32);
    }
    s = make_step(cell, ROWS, 3, 2);
    step = step_of(&s, false, false);
    step.next = step.hidden;
    weft_cell_forward(cell, &step);
    comparison c = begin("cell_forward", "%s in place", weft_cell_name(cell));
    for (int i = 0; i < 96; i++) {
        same(&c, *at(&s.hidden, i / 32, i % 32), expected[0][i]);
        if (has_cell_state(cell)) same(&c, *at(&s.state, i / 32, i % 32), expected[1][i]);
    }
    end(&c);
    if (gates_of(cell) == 1) return;
    s = make_step(cell, ROWS, 3, 2);
    matrix *kept = has_cell_state(cell) ? &s.state : &s.hidden;
    copy_matrix(kept, &state);
    copy_matrix(&s.hidden, &next);
    step = step_of(&s, true, false);
    step.before = kept->view;
    if (!has_cell_state(cell)) step.next = s.hidden.view;
    weft_cell_forward(cell, &step);
    comparison old = begin("cell_forward", "%s, keeping the old state", weft_cell_name(cell));
    for (int i = 0; i < 96; i++) same(&old, *at(kept, i / 32, i % 32), *at(&state, i / 32, i % 32));
    end(&old);
}

/// The loss whose gradient backward computes: the deltas times the state after the step.
static double loss(weft_cell cell, const unit *x, double delta, double cellDelta) {
    unit_state y = reference_step(cell, x);
    return delta * y.hidden + cellDelta * y.cell;
}

/// Its derivative by one of the numbers of `x`, by central differences.
static double slope(weft_cell cell, unit *x, double *variable, double delta, double cellDelta) {
    const double step = 1e-6, middle = *variable;
    *variable = middle + step;
    double above = loss(cell, x, delta, cellDelta);
    *variable = middle - step;
    double below = loss(cell, x, delta, cellDelta);
    *variable = middle;
    return (above - below) / (2 * step);
}

static double deltas[MOST_UNITS][2];

static void compare_backward(comparison *c, const step_setting *s) {
    ptrdiff_t width = 16 * s->blocks;
    for (ptrdiff_t r = 0; r < s->rows; r++)
        for (ptrdiff_t u = 0; u < width; u++) {
            unit *x = &units_before[r * width + u];
            double delta = deltas[r * width + u][0], cellDelta = deltas[r * width + u][1];
            for (int g = 0; g < gates_of(s->cell); g++)
                near(c, *gate_at(s, g, r, u), slope(s->cell, x, &x->gates[g], delta, cellDelta), 4e-6);
            near(c, *at(&s->next, r, u), slope(s->cell, x, &x->hidden, delta, cellDelta), 4e-6);
            if (has_cell_state(s->cell))
                near(c, *at(&s->state, r, u), slope(s->cell, x, &x->cell, delta, cellDelta), 4e-6);
        }
}

/// Puts deltas where forward left its results.
static void draw_deltas(step_setting *s, bool hasOutput) {
    ptrdiff_t width = 16 * s->blocks;
    fill_matrix_fine(&s->next, 1);
    fill_matrix_fine(&s->state, 1);
    fill_matrix_fine(&s->output, 1);
    for (ptrdiff_t r = 0; r < s->rows; r++)
        for (ptrdiff_t u = 0; u < width; u++) {
            double *both = deltas[r * width + u];
            both[0] = (double)*at(&s->next, r, u) + (hasOutput ? *at(&s->output, r, u) : 0);
            both[1] = has_cell_state(s->cell) ? *at(&s->state, r, u) : 0;
        }
}

static void check_backward(weft_cell cell, form form, ptrdiff_t rows, ptrdiff_t blocks, bool hasOutput) {
    step_setting s = make_step(cell, form, rows, blocks);
    remember(&s);
    weft_cell_step step = step_of(&s, true, true);
    weft_cell_forward(cell, &step);
    draw_deltas(&s, hasOutput);
    step = step_of(&s, true, hasOutput);
    weft_cell_backward(cell, &step);
    comparison c = begin("cell_backward", "%s, %td rows, %td blocks, form %d, with output %d", weft_cell_name(cell), rows,
                         blocks, form, hasOutput);
    compare_backward(&c, &s);
    const matrix *all[] = {&s.gates, &s.hidden, &s.next, &s.state, &s.output, &s.before, &s.after};
    for (int i = 0; i < 7; i++) nothing_besides(&c, all[i]);
    end(&c);
}

void test_cells(void) {
    for (int cell = 0; cell < weft_cell_count(); cell++) {
        for (int i = 0; i < SIZES; i++)
            for (ptrdiff_t blocks = 1; blocks <= 3; blocks += 2) {
                form form = (i + cell + blocks / 2) % FORMS;
                check_forward(cell, form, sizes[i], blocks, false);
                check_forward(cell, form, sizes[i], blocks, true);
                if (sizes[i] * blocks > 100) continue;
                check_backward(cell, form, sizes[i], blocks, i % 2 == 0);
                check_backward(cell, (form + 1) % FORMS, sizes[i], blocks, i % 2 == 1);
            }
        check_aliases(cell);
    }
}
