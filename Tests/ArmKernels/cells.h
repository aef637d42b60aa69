// A unit of each cell in double, and the matrices of one step.
#pragma once

#include "matrices.h"

/// The pre-activations of the gates in the order of storage, then the state before.
typedef struct unit {
    double gates[4], hidden, cell, vectors[3];
} unit;

typedef struct unit_state {
    double hidden, cell;
    /// What forward leaves in the gates for backward.
    double activated[4];
} unit_state;

int gates_of(weft_cell cell);
bool has_cell_state(weft_cell cell);
/// Vectors of a number for each unit.
int vectors_of(weft_cell cell);

/// One unit after a step, as the cell's paper writes it.
unit_state reference_step(weft_cell cell, const unit *before);

/// A step's matrices, filled. Backward and forward read and write the same ones.
typedef struct step_setting {
    weft_cell cell;
    ptrdiff_t rows, blocks;
    matrix gates, hidden, next, state, output, before, after, vectors;
} step_setting;

step_setting make_step(weft_cell cell, form form, ptrdiff_t rows, ptrdiff_t blocks);

/// The step as the kernels take it; `keeps` asks forward for what backward needs, and backward needs it.
weft_cell_step step_of(const step_setting *s, bool keeps, bool hasOutput);

/// What unit `u` of row `r` is before the step.
unit unit_of(const step_setting *s, ptrdiff_t r, ptrdiff_t u);
float *gate_at(const step_setting *s, int gate, ptrdiff_t r, ptrdiff_t u);
