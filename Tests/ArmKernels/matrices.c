// Memory with guards, draws, and matrices in the forms of storage that kernels meet.
#include "matrices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const ptrdiff_t sizes[] = {0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65};

enum { CAPACITY = 1 << 21, GUARD = 16, BLOCK = WEFT_BLOCK };
/// A NaN of our own: what is read without being written shows, and what is written shows too.
static const uint32_t poison = 0x7fc0dead;
static float memory[CAPACITY];
static ptrdiff_t used;
static int skew;

/// Takes floats with guards and says where the guards begin.
static float *take(ptrdiff_t count, const float **from, ptrdiff_t *all) {
    // Of four pointers three are not aligned to a vector: the header asks for the alignment of a float only.
    skew = (skew + 1) % 4;
    ptrdiff_t start = (used + BLOCK - 1) / BLOCK * BLOCK;
    *all = GUARD + skew + count + GUARD;
    if (start + *all > CAPACITY) {
        fprintf(stderr, "the tests of the kernels need more memory than they have\n");
        exit(2);
    }
    used = start + *all;
    *from = memory + start;
    for (ptrdiff_t i = start; i < used; i++) memcpy(memory + i, &poison, sizeof poison);
    return memory + start + GUARD + skew;
}

float *floats(ptrdiff_t count) {
    const float *from;
    ptrdiff_t all;
    return take(count, &from, &all);
}

void forget(void) { used = 0; }

static uint64_t state;

void seed_draws(uint32_t seed) { state = seed * 0x9e3779b97f4a7c15u; }

/// SplitMix64 (Steele et al. 2014).
uint32_t draw(void) {
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (uint32_t)(z >> 32);
}

float coarse(void) { return (float)((int)(draw() % 17) - 8) / 8; }
float fine(float scale) { return (float)((int)(draw() % 1024) - 512) / 512 * scale; }

void fill_coarse(float *x, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i++) x[i] = coarse();
}

void fill_fine(float *x, ptrdiff_t count, float scale) {
    for (ptrdiff_t i = 0; i < count; i++) x[i] = fine(scale);
}

ptrdiff_t padded(ptrdiff_t columns) { return (columns + BLOCK - 1) / BLOCK * BLOCK; }

matrix make(form form, ptrdiff_t rows, ptrdiff_t columns) {
    matrix m = {.rows = rows, .columns = columns};
    ptrdiff_t blocks = padded(columns) / BLOCK, first = 0, count = 0;
    if (form == PANELS) {
        m.view.row = BLOCK;
        m.view.block = (rows + 2) * BLOCK;
        count = blocks * m.view.block;
    } else {
        ptrdiff_t step = form == LANE ? 3 : 1, leading = (blocks + 1) * BLOCK;
        m.view.row = step * leading;
        m.view.block = BLOCK;
        first = form == LANE ? leading : 0;
        count = (rows * step + 1) * leading;
    }
    m.view.base = take(count, &m.memory, &m.count) + first;
    return m;
}

matrix make_panels(ptrdiff_t rows, ptrdiff_t columns) {
    matrix m = {.view = {.row = BLOCK, .block = rows * BLOCK}, .rows = rows, .columns = columns};
    m.view.base = take(rows * padded(columns), &m.memory, &m.count);
    return m;
}

float *at(const matrix *m, ptrdiff_t row, ptrdiff_t column) {
    return m->view.base + row * m->view.row + column / BLOCK * m->view.block + column % BLOCK;
}

void fill_matrix_coarse(matrix *m) {
    for (ptrdiff_t r = 0; r < m->rows; r++)
        for (ptrdiff_t c = 0; c < m->columns; c++) *at(m, r, c) = coarse();
}

void fill_matrix_fine(matrix *m, float scale) {
    for (ptrdiff_t r = 0; r < m->rows; r++)
        for (ptrdiff_t c = 0; c < m->columns; c++) *at(m, r, c) = fine(scale);
}

void clear_padding(matrix *m) {
    for (ptrdiff_t r = 0; r < m->rows; r++)
        for (ptrdiff_t c = m->columns; c < padded(m->columns); c++) *at(m, r, c) = 0;
}

void copy_matrix(const matrix *from, matrix *to) {
    for (ptrdiff_t r = 0; r < from->rows; r++)
        for (ptrdiff_t c = 0; c < padded(from->columns); c++) *at(to, r, c) = *at(from, r, c);
}

static bool is_poison(const float *x) { return memcmp(x, &poison, sizeof poison) == 0; }

void nothing_besides(comparison *c, const matrix *m) {
    static bool is_ours[CAPACITY];
    memset(is_ours, 0, (size_t)m->count * sizeof *is_ours);
    for (ptrdiff_t r = 0; r < m->rows; r++)
        for (ptrdiff_t column = 0; column < padded(m->columns); column++) is_ours[at(m, r, column) - m->memory] = true;
    bool is_whole = true;
    for (ptrdiff_t i = 0; i < m->count; i++) is_whole &= is_ours[i] || is_poison(m->memory + i);
    holds(c, is_whole, "memory beside the result was written");
}

void zero_padding(comparison *c, const matrix *m) {
    for (ptrdiff_t r = 0; r < m->rows; r++)
        for (ptrdiff_t column = m->columns; column < padded(m->columns); column++) near(c, *at(m, r, column), 0, 0);
}
