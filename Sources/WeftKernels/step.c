// A step of a recurrent layer for some blocks of units, one block after another while its gates are in the first cache.
// The loop stands here and not in Swift, as a step of a small layer is a few microseconds long and each call from Swift
// waits for its arguments to reach memory.
#include "weft_kernels.h"

static weft_matrix block_of(weft_matrix m, ptrdiff_t block) {
    if (m.base) m.base += block * m.block;
    return m;
}

/// The part of a step that is one block of units.
static weft_cell_step unit_of(const weft_cell_step *step, ptrdiff_t unit) {
    weft_cell_step part = *step;
    part.blocks = 1;
    weft_matrix *matrices[] = {&part.gates,  &part.hidden, &part.next, &part.cell,
                               &part.output, &part.before, &part.after};
    for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++) *matrices[i] = block_of(*matrices[i], unit);
    if (part.vectors) part.vectors += unit * WEFT_BLOCK;
    return part;
}

/// The gates of a block of units that the hidden state reaches, as the columns of a product.
static weft_matrix reached(const weft_cell_step *unit, weft_gates gates) {
    return (weft_matrix){unit->gates.base + gates.first * unit->gate_stride, unit->gates.row, unit->gate_stride};
}

void weft_recurrent_step(weft_cell cell, const weft_cell_step *step, weft_gates gates, ptrdiff_t inner, weft_matrix hidden,
                         weft_matrix weights) {
    weft_matrix columns = {weights.base, weights.row, gates.weight_stride};
    for (ptrdiff_t u = 0; u < step->blocks; u++) {
        weft_cell_step unit = unit_of(step, u);
        weft_matrix sums = reached(&unit, gates);
        weft_product(step->rows, inner, gates.count, hidden, columns, sums, sums);
        weft_cell_forward(cell, &unit);
        columns.base += weights.block;
    }
}

void weft_quantized_recurrent_step(weft_cell cell, const weft_cell_step *step, weft_gates gates, ptrdiff_t inner,
                                   weft_quantized_rows hidden, weft_quantized weights) {
    weft_quantized columns = {weights.base, gates.weight_stride, weights.scales, gates.scale_stride};
    for (ptrdiff_t u = 0; u < step->blocks; u++) {
        weft_cell_step unit = unit_of(step, u);
        weft_matrix sums = reached(&unit, gates);
        weft_quantized_product(step->rows, inner, gates.count, hidden, columns, sums, sums);
        weft_cell_forward(cell, &unit);
        columns.base += weights.block;
        columns.scales += weights.scale_block;
    }
}
