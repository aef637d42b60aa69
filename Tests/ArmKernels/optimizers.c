// Steps of Adam and of gradient descent, many in a row, against the same in double.
#include "matrices.h"
#include "tests.h"

#include <math.h>

enum { MOST = 16 * 65 };

/// Values between the steps of the gradients: where decay and gradient cancel all but rounding, Adam's division makes a
/// step of that rounding, and no reference could foresee it.
static void draw_values(matrix *x) {
    fill_matrix_fine(x, 1);
    for (ptrdiff_t i = 0; i < x->columns; i++) *at(x, 0, i) += 0x1p-10f;
}

/// Gradients of a step; the first values never get one.
static void draw_gradients(matrix *g, int step) {
    fill_matrix_fine(g, step % 3 == 0 ? 1e-3f : 3);
    for (ptrdiff_t i = 0; i < 4 && i < g->columns; i++) *at(g, 0, i) = 0;
}

static matrix zeros(ptrdiff_t count) {
    matrix m = make_panels(1, count);
    for (ptrdiff_t i = 0; i < count; i++) *at(&m, 0, i) = 0;
    return m;
}

/// Value and moments of each parameter in double.
static double values[MOST], first_moments[MOST], second_moments[MOST];

static void reference_adam(const weft_adam_step *s, const matrix *g) {
    double b1 = s->beta1, b2 = s->beta2, rate = s->rate;
    for (ptrdiff_t i = 0; i < g->columns; i++) {
        if (s->decoupled) values[i] *= 1 - rate * s->decay;
        double gradient = *at(g, 0, i) * (double)s->gradient_scale + (s->decoupled ? 0 : s->decay * values[i]);
        first_moments[i] = b1 * first_moments[i] + (1 - b1) * gradient;
        second_moments[i] = b2 * second_moments[i] + (1 - b2) * gradient * gradient;
        double root = sqrt(second_moments[i] / s->correction2) + s->epsilon;
        values[i] -= rate * first_moments[i] / s->correction1 / root;
    }
}

static void check_adam(ptrdiff_t count, float decay, int decoupled) {
    forget();
    seed_draws((uint32_t)count);
    matrix x = make_panels(1, count), g = make_panels(1, count), first = zeros(count), second = zeros(count);
    draw_values(&x);
    for (ptrdiff_t i = 0; i < count; i++) values[i] = *at(&x, 0, i), first_moments[i] = second_moments[i] = 0;
    for (int number = 1; number <= 30; number++) {
        draw_gradients(&g, number);
        weft_adam_step step = {0.01f, 0.9f, 0.99f, 1e-6f, decay, 0, 0, 0.5f, decoupled};
        step.correction1 = (float)(1 - pow(step.beta1, number));
        step.correction2 = (float)(1 - pow(step.beta2, number));
        weft_adam(count, &step, x.view.base, g.view.base, first.view.base, second.view.base);
        reference_adam(&step, &g);
    }
    comparison c = begin("adam", "%td values, decay %g, decoupled %d", count, (double)decay, decoupled);
    for (ptrdiff_t i = 0; i < count; i++) {
        near(&c, *at(&x, 0, i), values[i], 2e-6);
        near(&c, *at(&first, 0, i), first_moments[i], 1e-5 * fabs(first_moments[i]) + 1e-7);
        near(&c, *at(&second, 0, i), second_moments[i], 1e-5 * second_moments[i] + 1e-9);
    }
    const matrix *all[] = {&x, &g, &first, &second};
    for (int i = 0; i < 4; i++) nothing_besides(&c, all[i]);
    end(&c);
}

/// Values without a gradient keep their bits.
static void check_adam_at_rest(void) {
    forget();
    matrix x = make_panels(1, 16), start = make_panels(1, 16), none = zeros(16), first = zeros(16), second = zeros(16);
    fill_matrix_fine(&x, 1);
    copy_matrix(&x, &start);
    weft_adam_step step = {1, 0.9f, 0.99f, 1e-6f, 0, 0.1f, 0.01f, 1, 0};
    weft_adam(16, &step, x.view.base, none.view.base, first.view.base, second.view.base);
    comparison c = begin("adam", "without gradients");
    for (ptrdiff_t i = 0; i < 16; i++) same(&c, *at(&x, 0, i), *at(&start, 0, i));
    end(&c);
}

static void check_sgd(ptrdiff_t count, float momentum, float decay) {
    forget();
    seed_draws((uint32_t)count);
    // The velocity is poison: what lies in it before the first step must not matter.
    matrix x = make_panels(1, count), g = make_panels(1, count), velocity = make_panels(1, count);
    fill_matrix_fine(&x, 1);
    for (ptrdiff_t i = 0; i < count; i++) values[i] = *at(&x, 0, i), first_moments[i] = 0;
    for (int number = 0; number < 20; number++) {
        draw_gradients(&g, number);
        weft_sgd(count, 0.1f, momentum, decay, 0.25f, number == 0, x.view.base, g.view.base, velocity.view.base);
        for (ptrdiff_t i = 0; i < count; i++) {
            double gradient = *at(&g, 0, i) * 0.25 + (double)decay * values[i];
            first_moments[i] = (double)momentum * first_moments[i] + gradient;
            values[i] -= (double)0.1f * first_moments[i];
        }
    }
    comparison c = begin("sgd", "%td values, momentum %g, decay %g", count, (double)momentum, (double)decay);
    for (ptrdiff_t i = 0; i < count; i++) near(&c, *at(&x, 0, i), values[i], 1e-5 * fabs(values[i]) + 2e-6);
    const matrix *all[] = {&x, &g, &velocity};
    for (int i = 0; i < 3; i++) nothing_besides(&c, all[i]);
    end(&c);
}

void test_adam(void) {
    for (int i = 0; i < SIZES; i++)
        for (int option = 0; option < 4; option++) check_adam(16 * sizes[i], option % 2 ? 0.1f : 0, option / 2);
    check_adam_at_rest();
}

void test_sgd(void) {
    for (int i = 0; i < SIZES; i++)
        for (int option = 0; option < 4; option++)
            check_sgd(16 * sizes[i], option % 2 ? 0.9f : 0, option / 2 ? 0.05f : 0);
}
