// How a cell walks over its step: rows of one time step and blocks of 16 units. The frame (products, time, directions,
// lengths) lies outside. Names follow PyTorch.
#pragma once

/// Loops over the rows, unit blocks and vectors of a step; declares r, u, and the offset v inside the block.
#define EACH_UNIT                                                                                                      \
    for (ptrdiff_t u = 0; u < s->blocks; u++)                                                                          \
        for (ptrdiff_t r = 0; r < s->rows; r++) UNROLL for (int v = 0; v < WEFT_BLOCK; v += VW)

#define AT(m) ((m).base + r * (m).row + u * (m).block + v)
#define GATE(g) (AT(s->gates) + (g) * s->gate_stride)
#define VECTOR(n) load(s->vectors + (n) * s->vector_stride + u * WEFT_BLOCK + v)
