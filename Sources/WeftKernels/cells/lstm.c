// Long short-term memory (Hochreiter & Schmidhuber 1997; forget gate of Gers et al. 2000). Gate blocks i, f, g, o.
//     c' = f · c + i · g,  h' = o · tanh(c')
#define CELL lstm
#include "../every_set.h"

#ifdef VW
static void NAME(forward)(const weft_cell_step *s) {
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

static void NAME(backward)(const weft_cell_step *s) {
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
#endif
