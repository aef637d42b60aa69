// Compares every kernel with a naive reference, on each instruction set of this machine or on those that are named.
// Made for `make test-arm`, which runs it on this processor and, under emulation, on a 64-bit ARM.
//
//     kernels [SET...]
//
// Prints a line for each kernel and size that fails, a line for each set, a digest of the results that have the same
// bits on every processor, and at the end `N passed, N failed` alone on a line. Ends with 1 where anything failed.
#include "check.h"
#include "tests.h"
#include "weft_kernels.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void (*const tests[])(void) = {
    test_products, test_transposes, test_elementwise, test_reductions, test_cells, test_softmax, test_cross_entropy,
    test_attention, test_pooling, test_dropout, test_adam, test_sgd, test_quantizing, test_quantized_products,
    test_bfloat16, test_tables, test_limits,
};

/// Runs all tests with a set; 0 when this machine has it.
static int test_set(const char *name) {
    if (weft_use_instruction_set(name) != 0) return -1;
    set_at_work = name;
    long passed_before = passed, failed_before = failed;
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        tests[i]();
        // A test may turn to the portable set for what it expects.
        weft_use_instruction_set(name);
    }
    printf("%s: %ld passed, %ld failed\n", name, passed - passed_before, failed - failed_before);
    fflush(stdout);
    return 0;
}

/// The choice of a set: what is not there is refused and changes nothing.
static void test_choice(void) {
    comparison c = begin("use_instruction_set", "of a name that is none");
    const char *before = weft_instruction_set();
    equal(&c, weft_use_instruction_set("none"), -1);
    holds(&c, strcmp(before, weft_instruction_set()) == 0, "the set has changed");
    holds(&c, weft_processors() >= 1, "no processors");
    end(&c);
}

/// The digest belongs to all results of one set; of all sets it must be the same.
static int test_sets(const char *const *names, uint64_t *common) {
    for (int i = 0; names[i]; i++) {
        uint64_t start = digest;
        if (test_set(names[i]) != 0) {
            fprintf(stderr, "this machine has no instruction set %s\n", names[i]);
            return 2;
        }
        comparison c = begin("all kernels of the same bits", "digest");
        holds(&c, i == 0 || digest == *common, "the bits differ from those of the set before");
        end(&c);
        *common = digest;
        digest = start;
    }
    return 0;
}

int main(int count, char **arguments) {
    set_at_work = weft_instruction_set();
    test_choice();
    uint64_t common = 0;
    int fault = test_sets(count > 1 ? (const char *const *)arguments + 1 : weft_instruction_sets(), &common);
    if (fault) return fault;
    set_at_work = "threads";
    test_team();
    printf("digest %016" PRIx64 "\n%ld passed, %ld failed\n", common, passed, failed);
    return failed > 0;
}
