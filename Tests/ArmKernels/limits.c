// The kernels that measure the processor: they must do what they say they do.
#include "matrices.h"
#include "tests.h"

void test_limits(void) {
    comparison c = begin("multiply_adds", "0, 10 and 20 rounds");
    double ten = weft_multiply_adds(10);
    near(&c, weft_multiply_adds(0), 0, 0);
    near(&c, weft_multiply_adds(20), 2 * ten, 0);
    // Twelve vectors of at least four, two operations each.
    holds(&c, ten >= 10 * 12 * 4 * 2, "too few operations");
    end(&c);
    for (int i = 0; i < SIZES; i++) {
        forget();
        seed_draws((uint32_t)i);
        ptrdiff_t count = 128 * sizes[i];
        float *x = floats(count);
        fill_coarse(x, count);
        double sum = 0;
        for (ptrdiff_t j = 0; j < count; j++) sum += x[j];
        comparison read = begin("read", "%td values", count);
        near(&read, weft_read(count, x), sum, 0);
        end(&read);
    }
}
