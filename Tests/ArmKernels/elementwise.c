// Sigmoid, tanh and exp, against the C library in double.
#include "matrices.h"
#include "tests.h"

#include <math.h>
#include <string.h>

typedef void kernel(ptrdiff_t count, const float *x, float *y);
typedef struct function {
    const char *name;
    kernel *kernel;
    double (*reference)(double);
    double relative, absolute;
} function;

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

static const function functions[] = {
    {"sigmoid", weft_sigmoid, sigmoid, 0, 2e-7},
    {"tanh", weft_tanh, tanh, 0, 2e-7},
    // Two units in the last place.
    {"exp", weft_exp, exp, 2 * 0x1p-23, 0},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions, EVEN_STEPS = 100000, MAGNITUDES = 156 };

/// Even steps, and magnitudes from the smallest to the largest of interest; gives how many.
static ptrdiff_t fill_sweep(float *x) {
    ptrdiff_t n = 0;
    for (int i = 0; i <= EVEN_STEPS; i++) x[n++] = (float)(i - EVEN_STEPS / 2) * 0.002f + 0.00037f;
    for (int power = -149; power < -149 + MAGNITUDES; power++)
        for (int step = 0; step < 3; step++) {
            float magnitude = (float)ldexp(1 + 0.35 * step, power);
            x[n++] = magnitude;
            x[n++] = -magnitude;
        }
    x[n++] = 0;
    x[n++] = -0.0f;
    while (n % 16 != 0) x[n++] = 1;
    return n;
}

static void check_sweep(const function *f) {
    forget();
    float *x = floats(EVEN_STEPS + 6 * MAGNITUDES + 32), *y = floats(EVEN_STEPS + 6 * MAGNITUDES + 32);
    ptrdiff_t count = fill_sweep(x);
    f->kernel(count, x, y);
    comparison c = begin(f->name, "over a sweep of %td values", count);
    for (ptrdiff_t i = 0; i < count; i++) {
        // Beyond these exp is clamped.
        if (f->relative > 0 && fabsf(x[i]) > 87) continue;
        double expected = f->reference(x[i]);
        near(&c, y[i], expected, f->absolute + f->relative * expected);
    }
    end(&c);
}

/// Every length of whole blocks, in place as well, with nothing written behind the end.
static void check_lengths(const function *f) {
    for (int i = 0; i < SIZES; i++) {
        forget();
        seed_draws((uint32_t)i);
        ptrdiff_t count = 16 * sizes[i];
        matrix x = make_panels(1, count), y = make_panels(1, count);
        fill_matrix_fine(&x, 5);
        f->kernel(count, x.view.base, y.view.base);
        comparison c = begin(f->name, "%td values", count);
        for (ptrdiff_t j = 0; j < count; j++) {
            double expected = f->reference(*at(&x, 0, j));
            near(&c, *at(&y, 0, j), expected, f->absolute + f->relative * expected);
        }
        f->kernel(count, x.view.base, x.view.base);
        for (ptrdiff_t j = 0; j < count; j++) same(&c, *at(&x, 0, j), *at(&y, 0, j));
        nothing_besides(&c, &x);
        nothing_besides(&c, &y);
        end(&c);
    }
}

/// Infinities and the largest numbers saturate; exp ends at e^88 and e^-87.
static void check_ends(void) {
    const float ends[4] = {INFINITY, -INFINITY, 3.4028235e38f, -3.4028235e38f};
    const double expected[FUNCTIONS][2] = {{1, 0}, {1, -1}, {exp(88.0), exp(-87.0)}};
    const double absolute[FUNCTIONS] = {1e-37, 0, 0}, relative[FUNCTIONS] = {0, 0, 1e-6};
    for (int f = 0; f < FUNCTIONS; f++) {
        float x[16] = {0}, y[16];
        memcpy(x, ends, sizeof ends);
        functions[f].kernel(16, x, y);
        comparison c = begin(functions[f].name, "of infinities");
        for (int i = 0; i < 4; i++)
            near(&c, y[i], expected[f][i % 2], absolute[f] + relative[f] * expected[f][i % 2]);
        end(&c);
    }
}

/// NaNs of every payload, quiet and signalling, positive and negative, stay NaN and stay in their lanes.
static void check_not_a_number(const function *f) {
    const uint32_t payloads[] = {0x7fc00000, 0xffc00000, 0x7fc00001, 0xffffffff, 0x7f800001, 0x7faaaaab};
    enum { PAYLOADS = sizeof payloads / sizeof *payloads };
    float x[16], y[16];
    for (int i = 0; i < 16; i++) x[i] = (float)i / 4;
    for (int i = 0; i < PAYLOADS; i++) memcpy(x + 2 * i, payloads + i, sizeof *payloads);
    f->kernel(16, x, y);
    comparison c = begin(f->name, "of NaN");
    for (int i = 0; i < 16; i++) equal(&c, isnan(y[i]) != 0, i % 2 == 0 && i < 2 * PAYLOADS);
    end(&c);
}

void test_elementwise(void) {
    for (int f = 0; f < FUNCTIONS; f++) {
        check_sweep(functions + f);
        check_lengths(functions + f);
        check_not_a_number(functions + f);
    }
    check_ends();
}
