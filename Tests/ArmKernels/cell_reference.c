// A unit of each cell in double, and the matrices of one step.
#include "cells.h"

#include <math.h>

const char *const cell_names[] = {"lstm", "gru", "elman_tanh", "elman_relu"};

int gates_of(weft_cell cell) { return cell == WEFT_LSTM || cell == WEFT_GRU ? 4 : 1; }

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

static unit_state lstm(const unit *x) {
    double i = sigmoid(x->gates[0]), f = sigmoid(x->gates[1]), g = tanh(x->gates[2]), o = sigmoid(x->gates[3]);
    double cell = f * x->cell + i * g;
    return (unit_state){o * tanh(cell), cell, {i, f, g, o}};
}

static unit_state gru(const unit *x) {
    double reset = sigmoid(x->gates[1]), update = sigmoid(x->gates[2]);
    double candidate = tanh(x->gates[0] + reset * x->gates[3]);
    double hidden = (1 - update) * candidate + update * x->hidden;
    return (unit_state){hidden, 0, {candidate, reset, update, x->gates[3]}};
}

unit_state reference_step(weft_cell cell, const unit *x) {
    if (cell == WEFT_LSTM) return lstm(x);
    if (cell == WEFT_GRU) return gru(x);
    double hidden = cell == WEFT_ELMAN_TANH ? tanh(x->gates[0]) : fmax(0, x->gates[0]);
    return (unit_state){hidden, 0, {hidden}};
}

static matrix filled(form form, ptrdiff_t rows, ptrdiff_t columns, float scale) {
    matrix m = make(form, rows, columns);
    fill_matrix_fine(&m, scale);
    return m;
}

step_setting make_step(weft_cell cell, form form, ptrdiff_t rows, ptrdiff_t blocks) {
    forget();
    seed_draws((uint32_t)(rows * 100 + blocks * 10 + form));
    ptrdiff_t units = 16 * blocks;
    step_setting s = {.cell = cell, .rows = rows, .blocks = blocks};
    s.gates = filled(form, rows, gates_of(cell) * units, 4);
    // The kink of the rectifier is no place for differences.
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t c = 0; c < gates_of(cell) * units; c++)
            if (*at(&s.gates, r, c) == 0) *at(&s.gates, r, c) = 0.5f;
    s.hidden = filled(form, rows, units, 1);
    s.next = filled(form, rows, units, 1);
    s.state = filled(form, rows, units, 2);
    s.output = filled(form, rows, units, 1);
    s.before = filled(form, rows, units, 1);
    return s;
}

weft_cell_step step_of(const step_setting *s, bool keeps, bool hasOutput) {
    weft_cell_step step = {.rows = s->rows, .blocks = s->blocks, .gates = s->gates.view, .hidden = s->hidden.view};
    step.gate_stride = s->blocks * s->gates.view.block;
    step.next = s->next.view;
    if (s->cell == WEFT_LSTM) step.cell = s->state.view;
    if (hasOutput) step.output = s->output.view;
    if (keeps) step.before = s->before.view;
    return step;
}

float *gate_at(const step_setting *s, int gate, ptrdiff_t r, ptrdiff_t u) {
    return at(&s->gates, r, gate * 16 * s->blocks + u);
}

unit unit_of(const step_setting *s, ptrdiff_t r, ptrdiff_t u) {
    unit x = {.hidden = *at(&s->hidden, r, u), .cell = *at(&s->state, r, u)};
    for (int g = 0; g < gates_of(s->cell); g++) x.gates[g] = *gate_at(s, g, r, u);
    return x;
}
