// The simple recurrent network (Elman 1990) with a rectifier. One gate block: h' = max(0, a).
#define CELL elman_relu
#include "../every_set.h"

#ifdef VW
static void NAME(forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf hidden = maximum(load(GATE(0)), splat(0));
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
        store(GATE(0), hidden > 0 ? dh : splat(0));
        store(AT(s->next), splat(0));
    }
}
#endif
