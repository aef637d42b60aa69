// The elementwise half of additive attention, and the reductions of pooling over time.

static void NAME(attention_scores)(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix projected, const float *query,
                                   float *scores) {
    for (ptrdiff_t r = 0; r < rows; r++) {
        vf sum[NV];
        for (int v = 0; v < NV; v++) sum[v] = splat(0);
        for (ptrdiff_t b = 0; b < blocks; b++)
            for (int v = 0; v < NV; v++) {
                float *p = projected.base + r * projected.row + b * projected.block + v * VW;
                vf t = vtanh(load(p));
                store(p, t);
                sum[v] += t * load(query + b * WEFT_BLOCK + v * VW);
            }
        for (int v = 1; v < NV; v++) sum[0] += sum[v];
        scores[r] = lane_sum(sum[0]);
    }
}

static void NAME(attention_deltas)(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix projected, const float *query,
                                   const float *score_deltas) {
    for (ptrdiff_t b = 0; b < blocks; b++)
        for (ptrdiff_t r = 0; r < rows; r++)
            for (int v = 0; v < NV; v++) {
                float *p = projected.base + r * projected.row + b * projected.block + v * VW;
                vf t = load(p);
                store(p, score_deltas[r] * load(query + b * WEFT_BLOCK + v * VW) * (1.0f - t * t));
            }
}

static void NAME(weighted_column_sums)(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix a, const float *weights,
                                       float *sums) {
    for (ptrdiff_t b = 0; b < blocks; b++)
        for (int v = 0; v < NV; v++) {
            vf sum = load(sums + b * WEFT_BLOCK + v * VW);
            for (ptrdiff_t r = 0; r < rows; r++) sum += weights[r] * load(a.base + r * a.row + b * a.block + v * VW);
            store(sums + b * WEFT_BLOCK + v * VW, sum);
        }
}

/// A NaN is kept once it is met, so that it reaches the loss and is seen there.
static void NAME(keep_maximum)(ptrdiff_t count, const float *x, int32_t row, float *largest, int32_t *rows) {
    typedef int32_t vi_unaligned __attribute__((ext_vector_type(VW), aligned(4)));
    EACH_VECTOR {
        vf value = load(x + i), best = load(largest + i);
        vi wins = (value > best) | (value != value);
        store(largest + i, wins ? value : best);
        vi_unaligned *place = (vi_unaligned *)(rows + i);
        *place = wins ? (vi)(row) : *place;
    }
}

static void NAME(scaled)(ptrdiff_t count, float scale, const float *x, float *y) {
    EACH_VECTOR store(y + i, scale * load(x + i));
}
