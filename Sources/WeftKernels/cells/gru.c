// Gated recurrent unit (Cho et al. 2014) in the form of cuDNN and PyTorch, where reset acts after the recurrent
// product. Gate blocks x, r, z, m: x is the input's part of the candidate, m the recurrent part with its bias.
//     n = tanh(x + r · m),  h' = (1 - z) · n + z · h
// Backward: x holds n; the delta of x is that of n's argument.
#define CELL gru
#include "../every_set.h"

#ifdef VW
static void NAME(forward)(const weft_cell_step *s) {
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

static void NAME(backward)(const weft_cell_step *s) {
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
#endif
