// Dropout masks: the same bits on every processor, those of Philox 4x32 written down one number at a time.
#include "matrices.h"
#include "tests.h"

#include <string.h>

/// Philox 4x32 with ten rounds (Salmon et al. 2011).
static void philox(uint32_t x[4], uint64_t seed) {
    uint32_t low = (uint32_t)seed, high = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t first = (uint64_t)x[0] * 0xD2511F53u, second = (uint64_t)x[2] * 0xCD9E8D57u;
        const uint32_t next[4] = {(uint32_t)(second >> 32) ^ x[1] ^ low, (uint32_t)second,
                                  (uint32_t)(first >> 32) ^ x[3] ^ high, (uint32_t)first};
        memcpy(x, next, sizeof next);
        low += 0x9E3779B9u;
        high += 0xBB67AE85u;
    }
}

/// The reference itself, against the first known answer of its authors.
static void check_reference(void) {
    const uint32_t answer[4] = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
    uint32_t x[4] = {0};
    philox(x, 0);
    comparison c = begin("dropout_mask", "the reference's known answer");
    for (int i = 0; i < 4; i++) equal(&c, x[i], answer[i]);
    end(&c);
}

typedef struct place {
    uint64_t seed;
    uint32_t stream, step, first_row;
    float rate;
} place;

/// 64 columns are the four words of sixteen counters.
static float expected(const place *p, ptrdiff_t row, ptrdiff_t column) {
    uint32_t x[4] = {(uint32_t)(column / 64 * 16 + column % 16), p->first_row + (uint32_t)row, p->stream | 0x80000000u,
                     p->step};
    philox(x, p->seed);
    double share = (double)p->rate * 4294967296.0;
    return x[column % 64 / 16] < (uint32_t)share ? 0 : 1.0f / (1.0f - p->rate);
}

static void check(form form, ptrdiff_t rows, ptrdiff_t blocks, const place *p) {
    forget();
    matrix mask = make(form, rows, 16 * blocks), portable = make(form, rows, 16 * blocks);
    weft_dropout_mask(rows, blocks, p->seed, p->stream, p->step, p->first_row, p->rate, mask.view);
    weft_use_instruction_set("portable");
    weft_dropout_mask(rows, blocks, p->seed, p->stream, p->step, p->first_row, p->rate, portable.view);
    weft_use_instruction_set(set_at_work);
    comparison c = begin("dropout_mask", "%td rows, %td blocks, form %d, rate %g", rows, blocks, form, (double)p->rate);
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t i = 0; i < 16 * blocks; i++) {
            float found = *at(&mask, r, i);
            same(&c, found, expected(p, r, i));
            same(&c, found, *at(&portable, r, i));
            digest_float(found);
        }
    nothing_besides(&c, &mask);
    end(&c);
}

void test_dropout(void) {
    check_reference();
    const place places[] = {
        {7, 1, 0, 0, 0.1f}, {0x123456789abcdef0, 0x7fffffff, 0xffffffff, 3, 0.5f}, {1, 2, 3, 0xfffffff0, 0.9f},
        {99, 5, 3, 9, 0}};
    for (int i = 0; i < SIZES; i++)
        for (ptrdiff_t blocks = 1; blocks <= 9; blocks++)
            check((form)((i + blocks) % FORMS), sizes[i], blocks, &places[(i + blocks) % 4]);
    check(ROWS, 2, 65, &places[0]);
    check(ROWS, 2, 0, &places[0]);
}
