// Long short-term memory with peepholes (Gers & Schmidhuber 2000, "Recurrent nets that time and count"). Gate blocks i, f,
// g, o; vectors p of the input gate, the forget gate and the output gate.
//     i, f = sigmoid(a + p · c),  c' = f · c + i · g,  o = sigmoid(a + p · c'),  h' = o · tanh(c')
#define CELL peephole
#include "../every_set.h"

#ifdef VW
static void NAME(forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf before = load(AT(s->cell));
        vf i = vsigmoid(load(GATE(0)) + VECTOR(0) * before);
        vf f = vsigmoid(load(GATE(1)) + VECTOR(1) * before);
        vf g = vtanh(load(GATE(2)));
        vf cell = f * before + i * g;
        vf o = vsigmoid(load(GATE(3)) + VECTOR(2) * cell);
        vf hidden = o * vtanh(cell);
        store(AT(s->cell), cell);
        store(AT(s->next), hidden);
        if (s->output.base) store(AT(s->output), hidden);
        if (s->after.base) store(AT(s->after), cell);
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
        vf squashed = vtanh(load(AT(s->after)));
        vf dh = load(AT(s->next));
        if (s->output.base) dh += load(AT(s->output));
        vf output = dh * squashed * o * (1 - o);
        vf dc = load(AT(s->cell)) + dh * o * (1 - squashed * squashed) + VECTOR(2) * output;
        vf input = dc * g * i * (1 - i);
        vf forget = dc * before * f * (1 - f);
        store(GATE(0), input);
        store(GATE(1), forget);
        store(GATE(2), dc * i * (1 - g * g));
        store(GATE(3), output);
        store(AT(s->cell), dc * f + VECTOR(0) * input + VECTOR(1) * forget);
        store(AT(s->next), splat(0));
    }
}
#endif
