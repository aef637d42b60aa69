// The elementwise part of each recurrent cell, forward and backward. The frame (products, time, directions, lengths)
// lies outside; a cell sees rows of one step and blocks of 16 units. Names follow PyTorch.

/// Loops over the rows, unit blocks and vectors of a step; declares r, u, and the offset v inside the block.
#define EACH_UNIT                                                                                                      \
    for (ptrdiff_t u = 0; u < s->blocks; u++)                                                                          \
        for (ptrdiff_t r = 0; r < s->rows; r++) UNROLL for (int v = 0; v < WEFT_BLOCK; v += VW)

#define AT(m) ((m).base + r * (m).row + u * (m).block + v)
#define GATE(g) (AT(s->gates) + (g) * s->gate_stride)

/// Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate of Gers et al. 2000). Gate blocks i, f, g, o.
///     c' = f · c + i · g,  h' = o · tanh(c')
static void NAME(lstm_forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf i = vsigmoid(load(GATE(0)));
        vf f = vsigmoid(load(GATE(1)));
        vf g = vtanh(load(GATE(2)));
        vf o = vsigmoid(load(GATE(3)));
        vf before = load(AT(s->cell));
        vf cell = f * before + i * g;
        vf hidden = o * vtanh(cell);
        store(AT(s->cell), cell);
        store(AT(s->next), hidden);
        if (s->output.base) store(AT(s->output), hidden);
        if (s->before.base) {
            store(AT(s->before), before);
            store(GATE(0), i);
            store(GATE(1), f);
            store(GATE(2), g);
            store(GATE(3), o);
        }
    }
}

static void NAME(lstm_backward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf i = load(GATE(0));
        vf f = load(GATE(1));
        vf g = load(GATE(2));
        vf o = load(GATE(3));
        vf before = load(AT(s->before));
        vf squashed = vtanh(f * before + i * g);
        vf dh = load(AT(s->next));
        if (s->output.base) dh += load(AT(s->output));
        vf dc = load(AT(s->cell)) + dh * o * (1 - squashed * squashed);
        store(GATE(0), dc * g * i * (1 - i));
        store(GATE(1), dc * before * f * (1 - f));
        store(GATE(2), dc * i * (1 - g * g));
        store(GATE(3), dh * squashed * o * (1 - o));
        store(AT(s->cell), dc * f);
        store(AT(s->next), splat(0));
    }
}

/// Gated recurrent unit (Cho et al. 2014) in the form of cuDNN and PyTorch, where reset acts after the recurrent
/// product. Gate blocks x, r, z, m: x is the input's part of the candidate, m the recurrent part with its bias.
///     n = tanh(x + r · m),  h' = (1 - z) · n + z · h
/// Backward: x holds n; the delta of x is that of n's argument.
static void NAME(gru_forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf reset = vsigmoid(load(GATE(1)));
        vf update = vsigmoid(load(GATE(2)));
        vf memory = load(GATE(3));
        vf candidate = vtanh(load(GATE(0)) + reset * memory);
        vf before = load(AT(s->hidden));
        vf hidden = candidate + update * (before - candidate);
        store(AT(s->next), hidden);
        if (s->output.base) store(AT(s->output), hidden);
        if (s->before.base) {
            store(AT(s->before), before);
            store(GATE(0), candidate);
            store(GATE(1), reset);
            store(GATE(2), update);
        }
    }
}

static void NAME(gru_backward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf candidate = load(GATE(0));
        vf reset = load(GATE(1));
        vf update = load(GATE(2));
        vf memory = load(GATE(3));
        vf before = load(AT(s->before));
        vf dh = load(AT(s->next));
        if (s->output.base) dh += load(AT(s->output));
        vf dn = dh * (1 - update) * (1 - candidate * candidate);
        store(GATE(0), dn);
        store(GATE(1), dn * memory * reset * (1 - reset));
        store(GATE(2), dh * (before - candidate) * update * (1 - update));
        store(GATE(3), dn * reset);
        store(AT(s->next), dh * update);
    }
}

/// The simple recurrent network (Elman 1990). One gate block: h' = tanh(a), or max(0, a).
static void NAME(elman_tanh_forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = vtanh(load(GATE(0)));
        store(AT(s->next), hidden);
        if (s->output.base) store(AT(s->output), hidden);
        store(GATE(0), hidden);
    }
}

static void NAME(elman_tanh_backward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = load(GATE(0));
        vf dh = load(AT(s->next));
        if (s->output.base) dh += load(AT(s->output));
        store(GATE(0), dh * (1 - hidden * hidden));
        store(AT(s->next), splat(0));
    }
}

static void NAME(elman_relu_forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = maximum(load(GATE(0)), splat(0));
        store(AT(s->next), hidden);
        if (s->output.base) store(AT(s->output), hidden);
        store(GATE(0), hidden);
    }
}

static void NAME(elman_relu_backward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = load(GATE(0));
        vf dh = load(AT(s->next));
        if (s->output.base) dh += load(AT(s->output));
        store(GATE(0), hidden > 0 ? dh : splat(0));
        store(AT(s->next), splat(0));
    }
}
