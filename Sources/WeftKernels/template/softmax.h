// Softmax and cross-entropy over rows of logits in blocks of 16 columns.

INLINE float *at(weft_matrix m, ptrdiff_t r, ptrdiff_t c) {
    return m.base + r * m.row + (c / WEFT_BLOCK) * m.block + c % WEFT_BLOCK;
}

/// The largest value of a row; the padding becomes -inf.
static float NAME(row_maximum)(ptrdiff_t r, ptrdiff_t columns, weft_matrix logits) {
    ptrdiff_t blocks = (columns + WEFT_BLOCK - 1) / WEFT_BLOCK;
    for (ptrdiff_t c = columns; c < blocks * WEFT_BLOCK; c++) *at(logits, r, c) = -INFINITY;
    vf top = splat(-INFINITY);
    for (ptrdiff_t b = 0; b < blocks; b++)
        for (int v = 0; v < NV; v++) top = maximum(top, load(at(logits, r, b * WEFT_BLOCK) + v * VW));
    float lanes[VW];
    store(lanes, top);
    float most = lanes[0];
    for (int i = 1; i < VW; i++) most = lanes[i] > most ? lanes[i] : most;
    return most;
}

/// Writes exp(x - most) over a row and gives the sum; the padding, -inf, becomes zero.
static float NAME(exponentials)(ptrdiff_t r, ptrdiff_t columns, weft_matrix logits, float most) {
    ptrdiff_t blocks = (columns + WEFT_BLOCK - 1) / WEFT_BLOCK;
    vf sum = splat(0);
    for (ptrdiff_t b = 0; b < blocks; b++)
        for (int v = 0; v < NV; v++) {
            float *p = at(logits, r, b * WEFT_BLOCK) + v * VW;
            vf x = load(p);
            // A term e^-87 below the largest is nothing; the padding must be exactly nothing.
            vf e = x - most < -87.0f ? splat(0) : vexp(x - most);
            store(p, e);
            sum += e;
        }
    return lane_sum(sum);
}

static void NAME(softmax_rows)(ptrdiff_t rows, ptrdiff_t columns, weft_matrix logits) {
    ptrdiff_t blocks = (columns + WEFT_BLOCK - 1) / WEFT_BLOCK;
    for (ptrdiff_t r = 0; r < rows; r++) {
        float most = NAME(row_maximum)(r, columns, logits);
        vf scale = splat(1.0f / NAME(exponentials)(r, columns, logits, most));
        for (ptrdiff_t b = 0; b < blocks; b++)
            for (int v = 0; v < NV; v++) {
                float *p = at(logits, r, b * WEFT_BLOCK) + v * VW;
                store(p, load(p) * scale);
            }
    }
}

/// Sum of weight · (x - most) over a row, in a sum a lane: one float alone would lose digits over thousands of classes.
static float NAME(weighted_sum)(ptrdiff_t r, ptrdiff_t columns, weft_matrix logits, const float *weights, float most) {
    vf sum = splat(0);
    ptrdiff_t whole = columns - columns % VW;
    for (ptrdiff_t c = 0; c < whole; c += VW) {
        vf x = load(at(logits, r, c)) - most;
        sum += weights ? load(weights + c) * x : x;
    }
    float total = lane_sum(sum);
    for (ptrdiff_t c = whole; c < columns; c++) total += (weights ? weights[c] : 1) * (*at(logits, r, c) - most);
    return total;
}

/// PyTorch's definition: loss = (1 - s) · w[y] · -log p[y] + s / C · Σ_c w[c] · -log p[c].
/// Its derivative by logit c is p[c] · W - ((1 - s) · w[y] · [c = y] + s / C · w[c]), W the sum of the target weights.
static void NAME(cross_entropy_rows)(ptrdiff_t rows, ptrdiff_t columns, weft_matrix logits, const int32_t *targets,
                                     const float *class_weights, float smoothing, float scale, float *losses) {
    float share = smoothing / (float)columns, total_weight = (float)columns;
    if (class_weights) {
        total_weight = 0;
        for (ptrdiff_t c = 0; c < columns; c++) total_weight += class_weights[c];
    }
    ptrdiff_t blocks = (columns + WEFT_BLOCK - 1) / WEFT_BLOCK;
    for (ptrdiff_t r = 0; r < rows; r++) {
        ptrdiff_t target = targets[r];
        float weight = (1 - smoothing) * (class_weights ? class_weights[target] : 1);
        // All logits count from the largest, so that adding one number to all of them costs no digits.
        float most = NAME(row_maximum)(r, columns, logits), target_logit = *at(logits, r, target) - most;
        float smooth = smoothing > 0 ? NAME(weighted_sum)(r, columns, logits, class_weights, most) : 0;
        float sum = NAME(exponentials)(r, columns, logits, most), log_sum = logf(sum);
        losses[r] = weight * (log_sum - target_logit) + share * (total_weight * log_sum - smooth);
        vf factor = splat(scale * (weight + share * total_weight) / sum);
        for (ptrdiff_t b = 0; b < blocks; b++)
            for (int v = 0; v < NV; v++) {
                float *p = at(logits, r, b * WEFT_BLOCK) + v * VW;
                store(p, load(p) * factor);
            }
        *at(logits, r, target) -= scale * weight;
        if (smoothing > 0)
            for (ptrdiff_t c = 0; c < columns; c++)
                *at(logits, r, c) -= scale * share * (class_weights ? class_weights[c] : 1);
    }
}
