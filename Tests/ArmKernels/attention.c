// The elementwise half of additive attention.
#include "matrices.h"
#include "tests.h"

#include <math.h>

static void check_scores(form form, ptrdiff_t rows, ptrdiff_t blocks) {
    forget();
    seed_draws((uint32_t)(rows + blocks));
    matrix projected = make(form, rows, 16 * blocks), turned = make(form, rows, 16 * blocks);
    float *query = floats(16 * blocks), *scores = floats(rows);
    fill_matrix_fine(&projected, 3);
    fill_fine(query, 16 * blocks, 1);
    copy_matrix(&projected, &turned);
    weft_attention_scores(rows, blocks, turned.view, query, scores);
    comparison c = begin("attention_scores", "%td rows, %td blocks, form %d", rows, blocks, form);
    for (ptrdiff_t r = 0; r < rows; r++) {
        double score = 0, magnitude = 0;
        for (ptrdiff_t i = 0; i < 16 * blocks; i++) {
            near(&c, *at(&turned, r, i), tanh(*at(&projected, r, i)), 2e-7);
            // The sum is judged by the values that were summed: each addition may err by half of the last place.
            double term = (double)query[i] * *at(&turned, r, i);
            score += term;
            magnitude += fabs(term);
        }
        near(&c, scores[r], score, (double)(blocks + 5) * 0x1p-24 * magnitude);
    }
    nothing_besides(&c, &turned);
    end(&c);
}

static void check_deltas(form form, ptrdiff_t rows, ptrdiff_t blocks) {
    forget();
    seed_draws((uint32_t)(rows + blocks));
    matrix tanhs = make(form, rows, 16 * blocks), deltas = make(form, rows, 16 * blocks);
    float *query = floats(16 * blocks), *score_deltas = floats(rows);
    fill_matrix_coarse(&tanhs);
    fill_fine(query, 16 * blocks, 1);
    fill_fine(score_deltas, rows, 2);
    copy_matrix(&tanhs, &deltas);
    weft_attention_deltas(rows, blocks, deltas.view, query, score_deltas);
    comparison c = begin("attention_deltas", "%td rows, %td blocks, form %d", rows, blocks, form);
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t i = 0; i < 16 * blocks; i++) {
            double t = *at(&tanhs, r, i), expected = (double)score_deltas[r] * query[i] * (1 - t * t);
            near(&c, *at(&deltas, r, i), expected, 0x1p-22 * fabs(expected));
        }
    nothing_besides(&c, &deltas);
    end(&c);
}

void test_attention(void) {
    for (int i = 0; i < SIZES; i++)
        for (ptrdiff_t blocks = 1; blocks <= 5; blocks++) {
            check_scores((form)((i + blocks) % FORMS), sizes[i], blocks);
            check_deltas((form)((i + blocks) % FORMS), sizes[i], blocks);
        }
    check_scores(ROWS, 3, 65);
    check_scores(ROWS, 3, 0);
}
