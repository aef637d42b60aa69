// The elementwise part of each recurrent cell, forward and backward. The frame (products, time, directions, lengths)
// lies outside; a cell sees rows of one step and blocks of 16 units. Names follow PyTorch.

/// Loops over the rows, unit blocks and vectors of a step; declares r, u, and the offset v inside the block.
#define EACH_UNIT                                                                                                      \
    for (ptrdiff_t u = 0; u < s->blocks; u++)                                                                          \
        for (ptrdiff_t r = 0; r < s->rows; r++) UNROLL for (int v = 0; v < WEFT_BLOCK; v += VW)

#define AT(m, b) ((m).base + r * (m).row + (b) * (m).block + v)

/// Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate of Gers et al. 2000). Gate blocks i, f, g, o.
///     c' = f · c + i · g,  h' = o · tanh(c')
static void NAME(lstm_forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf i = vsigmoid(load(AT(s->gates, 4 * u)));
        vf f = vsigmoid(load(AT(s->gates, 4 * u + 1)));
        vf g = vtanh(load(AT(s->gates, 4 * u + 2)));
        vf o = vsigmoid(load(AT(s->gates, 4 * u + 3)));
        vf before = load(AT(s->cell, u));
        vf cell = f * before + i * g;
        vf hidden = o * vtanh(cell);
        store(AT(s->cell, u), cell);
        store(AT(s->next, u), hidden);
        if (s->output.base) store(AT(s->output, u), hidden);
        if (s->before.base) {
            store(AT(s->before, u), before);
            store(AT(s->gates, 4 * u), i);
            store(AT(s->gates, 4 * u + 1), f);
            store(AT(s->gates, 4 * u + 2), g);
            store(AT(s->gates, 4 * u + 3), o);
        }
    }
}

static void NAME(lstm_backward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf i = load(AT(s->gates, 4 * u));
        vf f = load(AT(s->gates, 4 * u + 1));
        vf g = load(AT(s->gates, 4 * u + 2));
        vf o = load(AT(s->gates, 4 * u + 3));
        vf before = load(AT(s->before, u));
        vf squashed = vtanh(f * before + i * g);
        vf dh = load(AT(s->next, u));
        if (s->output.base) dh += load(AT(s->output, u));
        vf dc = load(AT(s->cell, u)) + dh * o * (1 - squashed * squashed);
        store(AT(s->gates, 4 * u), dc * g * i * (1 - i));
        store(AT(s->gates, 4 * u + 1), dc * before * f * (1 - f));
        store(AT(s->gates, 4 * u + 2), dc * i * (1 - g * g));
        store(AT(s->gates, 4 * u + 3), dh * squashed * o * (1 - o));
        store(AT(s->cell, u), dc * f);
        store(AT(s->next, u), splat(0));
    }
}

/// Gated recurrent unit (Cho et al. 2014) in the form of cuDNN and PyTorch, where reset acts after the recurrent
/// product. Gate blocks x, r, z, m: x is the input's part of the candidate, m the recurrent part with its bias.
///     n = tanh(x + r · m),  h' = (1 - z) · n + z · h
/// Backward: x holds n; the delta of x is that of n's argument.
static void NAME(gru_forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf reset = vsigmoid(load(AT(s->gates, 4 * u + 1)));
        vf update = vsigmoid(load(AT(s->gates, 4 * u + 2)));
        vf memory = load(AT(s->gates, 4 * u + 3));
        vf candidate = vtanh(load(AT(s->gates, 4 * u)) + reset * memory);
        vf before = load(AT(s->hidden, u));
        vf hidden = candidate + update * (before - candidate);
        store(AT(s->next, u), hidden);
        if (s->output.base) store(AT(s->output, u), hidden);
        if (s->before.base) {
            store(AT(s->before, u), before);
            store(AT(s->gates, 4 * u), candidate);
            store(AT(s->gates, 4 * u + 1), reset);
            store(AT(s->gates, 4 * u + 2), update);
        }
    }
}

static void NAME(gru_backward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf candidate = load(AT(s->gates, 4 * u));
        vf reset = load(AT(s->gates, 4 * u + 1));
        vf update = load(AT(s->gates, 4 * u + 2));
        vf memory = load(AT(s->gates, 4 * u + 3));
        vf before = load(AT(s->before, u));
        vf dh = load(AT(s->next, u));
        if (s->output.base) dh += load(AT(s->output, u));
        vf dn = dh * (1 - update) * (1 - candidate * candidate);
        store(AT(s->gates, 4 * u), dn);
        store(AT(s->gates, 4 * u + 1), dn * memory * reset * (1 - reset));
        store(AT(s->gates, 4 * u + 2), dh * (before - candidate) * update * (1 - update));
        store(AT(s->gates, 4 * u + 3), dn * reset);
        store(AT(s->next, u), dh * update);
    }
}

/// The simple recurrent network (Elman 1990). One gate block: h' = tanh(a), or max(0, a).
static void NAME(elman_tanh_forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = vtanh(load(AT(s->gates, u)));
        store(AT(s->next, u), hidden);
        if (s->output.base) store(AT(s->output, u), hidden);
        if (s->before.base) store(AT(s->gates, u), hidden);
    }
}

static void NAME(elman_tanh_backward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = load(AT(s->gates, u));
        vf dh = load(AT(s->next, u));
        if (s->output.base) dh += load(AT(s->output, u));
        store(AT(s->gates, u), dh * (1 - hidden * hidden));
        store(AT(s->next, u), splat(0));
    }
}

static void NAME(elman_relu_forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = maximum(load(AT(s->gates, u)), splat(0));
        store(AT(s->next, u), hidden);
        if (s->output.base) store(AT(s->output, u), hidden);
        if (s->before.base) store(AT(s->gates, u), hidden);
    }
}

static void NAME(elman_relu_backward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = load(AT(s->gates, u));
        vf dh = load(AT(s->next, u));
        if (s->output.base) dh += load(AT(s->output, u));
        store(AT(s->gates, u), hidden > 0 ? dh : splat(0));
        store(AT(s->next, u), splat(0));
    }
}
