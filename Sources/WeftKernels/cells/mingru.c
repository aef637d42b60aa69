// Minimal gated recurrent unit whose gates read the input alone (Feng et al. 2024, "Were RNNs all we needed?", section 3.1).
// Gate blocks z, n.
//     h' = (1 - z) · h + z · n
#define CELL mingru
#include "../every_set.h"

#ifdef VW
static void NAME(forward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf update = vsigmoid(load(GATE(0)));
        vf candidate = load(GATE(1));
        vf before = load(AT(s->hidden));
        vf hidden = before + update * (candidate - before);
        store(AT(s->next), hidden);
        if (s->output.base) store(AT(s->output), hidden);
        if (s->before.base) {
            store(AT(s->before), before);
            store(GATE(0), update);
        }
    }
}

static void NAME(backward)(const weft_cell_step *s) {
    EACH_UNIT {
        vf update = load(GATE(0));
        vf candidate = load(GATE(1));
        vf before = load(AT(s->before));
        vf dh = load(AT(s->next));
        if (s->output.base) dh += load(AT(s->output));
        store(GATE(0), dh * (candidate - before) * update * (1 - update));
        store(GATE(1), dh * update);
        store(AT(s->next), dh * (1 - update));
    }
}
#endif
