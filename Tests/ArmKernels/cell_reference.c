// A unit of each cell in double, and the matrices of one step.
#include "cells.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

static unit_state lstm(const unit *x) {
    double i = sigmoid(x->gates[0]), f = sigmoid(x->gates[1]), g = tanh(x->gates[2]), o = sigmoid(x->gates[3]);
    double cell = f * x->cell + i * g;
    return (unit_state){o * tanh(cell), cell, {i, f, g, o}};
}

static unit_state peephole(const unit *x) {
    const double *p = x->vectors;
    double i = sigmoid(x->gates[0] + p[0] * x->cell), f = sigmoid(x->gates[1] + p[1] * x->cell), g = tanh(x->gates[2]);
    double cell = f * x->cell + i * g, o = sigmoid(x->gates[3] + p[2] * cell);
    return (unit_state){o * tanh(cell), cell, {i, f, g, o}};
}

static unit_state gru(const unit *x) {
    double reset = sigmoid(x->gates[1]), update = sigmoid(x->gates[2]);
    double candidate = tanh(x->gates[0] + reset * x->gates[3]);
    double hidden = (1 - update) * candidate + update * x->hidden;
    return (unit_state){hidden, 0, {candidate, reset, update, x->gates[3]}};
}

static unit_state mingru(const unit *x) {
    double update = sigmoid(x->gates[0]);
    return (unit_state){(1 - update) * x->hidden + update * x->gates[1], 0, {update, x->gates[1]}};
}

static unit_state elman_tanh(const unit *x) {
    double hidden = tanh(x->gates[0]);
    return (unit_state){hidden, 0, {hidden}};
}

static unit_state elman_relu(const unit *x) {
    double hidden = fmax(0, x->gates[0]);
    return (unit_state){hidden, 0, {hidden}};
}

/// A cell's gates, whether it has a cell state, its vectors, and its equations. A cell without a line here fails the test.
static const struct {
    const char *name;
    int gates;
    bool hasCellState;
    int vectors;
    unit_state (*step)(const unit *before);
} references[] = {
    {"lstm", 4, true, 0, lstm},
    {"peephole", 4, true, 3, peephole},
    {"gru", 4, false, 0, gru},
    {"mingru", 2, false, 0, mingru},
    {"elman_tanh", 1, false, 0, elman_tanh},
    {"elman_relu", 1, false, 0, elman_relu},
};

static int reference_of(weft_cell cell) {
    for (size_t i = 0; i < sizeof references / sizeof *references; i++)
        if (strcmp(references[i].name, weft_cell_name(cell)) == 0) return (int)i;
    fprintf(stderr, "the cell %s has no reference\n", weft_cell_name(cell));
    exit(1);
}

int gates_of(weft_cell cell) { return references[reference_of(cell)].gates; }
int vectors_of(weft_cell cell) { return references[reference_of(cell)].vectors; }
bool has_cell_state(weft_cell cell) { return references[reference_of(cell)].hasCellState; }
unit_state reference_step(weft_cell cell, const unit *x) { return references[reference_of(cell)].step(x); }

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
    s.after = filled(form, rows, units, 1);
    s.vectors = filled(ROWS, vectors_of(cell), units, 1);
    return s;
}

weft_cell_step step_of(const step_setting *s, bool keeps, bool hasOutput) {
    weft_cell_step step = {.rows = s->rows, .blocks = s->blocks, .gates = s->gates.view, .hidden = s->hidden.view};
    step.gate_stride = s->blocks * s->gates.view.block;
    step.next = s->next.view;
    if (has_cell_state(s->cell)) step.cell = s->state.view;
    if (hasOutput) step.output = s->output.view;
    if (keeps) step.before = s->before.view;
    if (vectors_of(s->cell) > 0) {
        step.vectors = s->vectors.view.base;
        step.vector_stride = s->vectors.view.row;
        if (keeps) step.after = s->after.view;
    }
    return step;
}

float *gate_at(const step_setting *s, int gate, ptrdiff_t r, ptrdiff_t u) {
    return at(&s->gates, r, gate * 16 * s->blocks + u);
}

unit unit_of(const step_setting *s, ptrdiff_t r, ptrdiff_t u) {
    unit x = {.hidden = *at(&s->hidden, r, u), .cell = *at(&s->state, r, u)};
    for (int v = 0; v < vectors_of(s->cell); v++) x.vectors[v] = *at(&s->vectors, v, u);
    for (int g = 0; g < gates_of(s->cell); g++) x.gates[g] = *gate_at(s, g, r, u);
    return x;
}
