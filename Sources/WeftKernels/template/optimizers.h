// Optimizer steps: one pass over values, gradients and moments.

static void NAME(adam)(ptrdiff_t count, const weft_adam_step *s, float *values, const float *gradients, float *first,
                       float *second) {
    float keep = s->decoupled ? 1 - s->rate * s->decay : 1, decay = s->decoupled ? 0 : s->decay;
    float rate = s->rate / s->correction1, root = 1 / sqrtf(s->correction2);
    for (ptrdiff_t i = 0; i < count; i += VW) {
        vf value = load(values + i) * keep;
        vf g = load(gradients + i) * s->gradient_scale + decay * value;
        vf m = load(first + i) * s->beta1 + (1 - s->beta1) * g;
        vf v = load(second + i) * s->beta2 + (1 - s->beta2) * g * g;
        store(first + i, m);
        store(second + i, v);
        store(values + i, value - rate * m / (__builtin_elementwise_sqrt(v) * root + s->epsilon));
    }
}

static void NAME(sgd)(ptrdiff_t count, float rate, float momentum, float decay, float gradient_scale, int first_step,
                      float *values, const float *gradients, float *velocity) {
    for (ptrdiff_t i = 0; i < count; i += VW) {
        vf value = load(values + i);
        vf v = load(gradients + i) * gradient_scale + decay * value;
        if (momentum != 0) {
            if (!first_step) v += momentum * load(velocity + i);
            store(velocity + i, v);
        }
        store(values + i, value - rate * v);
    }
}
