// To bfloat16 and back.
#include "matrices.h"
#include "tests.h"

#include <math.h>
#include <string.h>

static float float_of(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/// To nearest, ties to even, by comparing with the two neighbours; the numbers are those of a float's upper half.
static uint16_t reference(uint32_t bits) {
    uint32_t kept = bits >> 16, rest = bits & 0xffff;
    bool up = rest > 0x8000 || (rest == 0x8000 && kept % 2 == 1);
    return (uint16_t)(kept + up);
}

/// Draws of all exponents, with ties and their neighbours among them.
static uint32_t draw_bits(void) {
    static const uint32_t ends[] = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};
    uint32_t bits = draw(), kind = draw() % 7;
    if (kind < 6) bits = (bits & 0xffff0000) | ends[kind];
    // NaNs are judged apart: of theirs no payload is promised.
    return (bits & 0x7fffffff) > 0x7f800000 ? bits & 0xbfffffff : bits;
}

static void check(ptrdiff_t count) {
    forget();
    seed_draws((uint32_t)count);
    float *x = floats(count);
    matrix back = make_panels(1, count);
    uint16_t *y = (uint16_t *)floats(count / 2 + 8);
    for (ptrdiff_t i = 0; i < count; i++) x[i] = float_of(draw_bits());
    uint16_t beyond = y[count];
    weft_to_bfloat16(count, x, y);
    weft_from_bfloat16(count, y, back.view.base);
    comparison c = begin("to_bfloat16, from_bfloat16", "%td values", count);
    for (ptrdiff_t i = 0; i < count; i++) {
        uint32_t bits;
        memcpy(&bits, x + i, sizeof bits);
        equal(&c, y[i], reference(bits));
        same(&c, *at(&back, 0, i), float_of((uint32_t)y[i] << 16));
        digest_integer(y[i]);
    }
    equal(&c, y[count], beyond);
    nothing_besides(&c, &back);
    end(&c);
}

/// Numbers whose bfloat16 is known.
static void check_known(void) {
    const float x[16] = {0, -0.0f, 1, 1 + 0x1p-8f, 1 + 0x1p-8f + 0x1p-20f, 1 + 0x1.8p-7f, -1.5f, INFINITY, -INFINITY,
                         3.4028235e38f, 0x1p-134f, 0.1f, 3.14159265f, -1e-3f, 65504, 2};
    const uint16_t expected[16] = {0, 0x8000, 0x3f80, 0x3f80, 0x3f81, 0x3f82, 0xbfc0, 0x7f80, 0xff80,
                                   0x7f80, 0, 0x3dcd, 0x4049, 0xba83, 0x4780, 0x4000};
    uint16_t found[16];
    weft_to_bfloat16(16, x, found);
    comparison c = begin("to_bfloat16", "known values");
    for (int i = 0; i < 16; i++) equal(&c, found[i], expected[i]);
    end(&c);
}

static void check_not_a_number(void) {
    const uint32_t payloads[4] = {0x7f800001, 0x7fffffff, 0xffc00000, 0xffff8000};
    float x[16], back[16];
    uint16_t y[16];
    for (int i = 0; i < 16; i++) memcpy(x + i, payloads + i % 4, sizeof *x);
    weft_to_bfloat16(16, x, y);
    weft_from_bfloat16(16, y, back);
    comparison c = begin("to_bfloat16, from_bfloat16", "of NaN");
    for (int i = 0; i < 16; i++) {
        holds(&c, isnan(back[i]), "a NaN was lost");
        digest_integer(y[i]);
    }
    end(&c);
}

void test_bfloat16(void) {
    for (int i = 0; i < SIZES; i++) check(16 * sizes[i]);
    check(16384);
    check_known();
    check_not_a_number();
}
