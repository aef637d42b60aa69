// Elementwise functions and reductions; lengths are multiples of 16.

#define EACH_VECTOR for (ptrdiff_t i = 0; i < count; i += VW)

static void NAME(sigmoid)(ptrdiff_t count, const float *x, float *y) { EACH_VECTOR store(y + i, vsigmoid(load(x + i))); }
static void NAME(tanh)(ptrdiff_t count, const float *x, float *y) { EACH_VECTOR store(y + i, vtanh(load(x + i))); }
static void NAME(exp)(ptrdiff_t count, const float *x, float *y) { EACH_VECTOR store(y + i, vexp(load(x + i))); }

static void NAME(add_scaled)(ptrdiff_t count, float scale, const float *x, float *y) {
    EACH_VECTOR store(y + i, load(y + i) + scale * load(x + i));
}

static void NAME(multiply)(ptrdiff_t count, const float *x, float *y) {
    EACH_VECTOR store(y + i, load(y + i) * load(x + i));
}

static float NAME(dot)(ptrdiff_t count, const float *x, const float *y) {
    vf sum[NV];
    for (int v = 0; v < NV; v++) sum[v] = splat(0);
    for (ptrdiff_t i = 0; i < count; i += WEFT_BLOCK)
        for (int v = 0; v < NV; v++) sum[v] += load(x + i + v * VW) * load(y + i + v * VW);
    for (int v = 1; v < NV; v++) sum[0] += sum[v];
    return lane_sum(sum[0]);
}

static double NAME(sum_of_squares)(ptrdiff_t count, const float *x) {
    double total = 0;
    for (ptrdiff_t start = 0; start < count; start += 1024) {
        ptrdiff_t length = count - start < 1024 ? count - start : 1024;
        total += NAME(dot)(length, x + start, x + start);
    }
    return total;
}
