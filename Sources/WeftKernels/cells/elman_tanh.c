// The simple recurrent network (Elman 1990). One gate block: h' = tanh(a).
#define CELL elman_tanh
#include "../every_set.h"

#ifdef VW
static void NAME(forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = vtanh(load(GATE(0)));
        store(AT(s->next), hidden);
        if (s->output.base) store(AT(s->output), hidden);
        store(GATE(0), hidden);
    }
}

static void NAME(backward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = load(GATE(0));
        vf dh = load(AT(s->next));
        if (s->output.base) dh += load(AT(s->output));
        store(GATE(0), dh * (1 - hidden * hidden));
        store(AT(s->next), splat(0));
    }
}
#endif
