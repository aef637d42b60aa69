// Chooses the kernels by what the processor can do, once at load, and forwards the public functions to them.
#include "kernels.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SETS = 5 };
static const char *names[MOST_SETS + 1];
static const weft_kernels *tables[MOST_SETS];
static weft_set sets[MOST_SETS];
static int chosen;
#if defined(__x86_64__)
/// The kernels for AVX-512 with the products that need one extension more.
static weft_kernels with_vnni;
#endif

static void offer(const char *name, const weft_kernels *table, weft_set set) {
    int count = 0;
    while (names[count]) count++;
    names[count] = name;
    tables[count] = table;
    sets[count] = set;
}

__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl")) {
        if (__builtin_cpu_supports("avx512vnni")) {
            with_vnni = weft_kernels_avx512;
            with_vnni.quantized_product = weft_quantized_product_with_vnni;
            offer("avx512vnni", &with_vnni, WEFT_AVX512);
        }
        offer("avx512", &weft_kernels_avx512, WEFT_AVX512);
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) offer("avx2", &weft_kernels_avx2, WEFT_AVX2);
#elif defined(__aarch64__)
    offer("neon", &weft_kernels_neon, WEFT_NEON);
#endif
    offer("portable", &weft_kernels_portable, WEFT_PORTABLE);
    const char *wanted = getenv("WEFT_INSTRUCTION_SET");
    if (wanted) weft_use_instruction_set(wanted);
}

const char *const *weft_instruction_sets(void) { return names; }
const char *weft_instruction_set(void) { return names[chosen]; }
weft_set weft_chosen_set(void) { return sets[chosen]; }

int weft_use_instruction_set(const char *name) {
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], name) == 0) {
            chosen = i;
            return 0;
        }
    return -1;
}

void weft_product(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels, weft_matrix a, weft_matrix b, weft_matrix init,
                  weft_matrix c) {
    tables[chosen]->product(rows, inner, panels, a, b, init, c);
}
void weft_transpose(ptrdiff_t rows, ptrdiff_t columns, weft_matrix source, const int32_t *index,
                    weft_matrix destination) {
    tables[chosen]->transpose(rows, columns, source, index, destination);
}
void weft_column_sums(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix a, float *sums) {
    tables[chosen]->column_sums(rows, blocks, a, sums);
}
void weft_product_sums(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix a, weft_matrix b, float *sums) {
    tables[chosen]->product_sums(rows, blocks, a, b, sums);
}
void weft_sigmoid(ptrdiff_t count, const float *x, float *y) { tables[chosen]->sigmoid(count, x, y); }
void weft_tanh(ptrdiff_t count, const float *x, float *y) { tables[chosen]->tanh(count, x, y); }
void weft_exp(ptrdiff_t count, const float *x, float *y) { tables[chosen]->exp(count, x, y); }
void weft_add_scaled(ptrdiff_t count, float scale, const float *x, float *y) {
    tables[chosen]->add_scaled(count, scale, x, y);
}
void weft_multiply(ptrdiff_t count, const float *x, float *y) { tables[chosen]->multiply(count, x, y); }
float weft_dot(ptrdiff_t count, const float *x, const float *y) { return tables[chosen]->dot(count, x, y); }
double weft_sum_of_squares(ptrdiff_t count, const float *x) { return tables[chosen]->sum_of_squares(count, x); }
void weft_softmax_rows(ptrdiff_t rows, ptrdiff_t columns, weft_matrix logits) {
    tables[chosen]->softmax_rows(rows, columns, logits);
}
void weft_cross_entropy_rows(ptrdiff_t rows, ptrdiff_t columns, weft_matrix logits, const int32_t *targets,
                             const float *class_weights, float smoothing, float scale, float *losses) {
    tables[chosen]->cross_entropy_rows(rows, columns, logits, targets, class_weights, smoothing, scale, losses);
}
void weft_adam(ptrdiff_t count, const weft_adam_step *step, float *values, const float *gradients, float *first,
               float *second) {
    tables[chosen]->adam(count, step, values, gradients, first, second);
}
void weft_sgd(ptrdiff_t count, float rate, float momentum, float decay, float gradient_scale, int first_step,
              float *values, const float *gradients, float *velocity) {
    tables[chosen]->sgd(count, rate, momentum, decay, gradient_scale, first_step, values, gradients, velocity);
}
double weft_multiply_adds(ptrdiff_t rounds) { return tables[chosen]->multiply_adds(rounds); }
float weft_read(ptrdiff_t count, const float *x) { return tables[chosen]->read(count, x); }
void weft_attention_scores(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix projected, const float *query,
                           float *scores) {
    tables[chosen]->attention_scores(rows, blocks, projected, query, scores);
}
void weft_attention_deltas(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix projected, const float *query,
                           const float *score_deltas) {
    tables[chosen]->attention_deltas(rows, blocks, projected, query, score_deltas);
}
void weft_weighted_column_sums(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix a, const float *weights, float *sums) {
    tables[chosen]->weighted_column_sums(rows, blocks, a, weights, sums);
}
void weft_keep_maximum(ptrdiff_t count, const float *x, int32_t row, float *largest, int32_t *rows) {
    tables[chosen]->keep_maximum(count, x, row, largest, rows);
}
void weft_scaled(ptrdiff_t count, float scale, const float *x, float *y) { tables[chosen]->scaled(count, scale, x, y); }
void weft_dropout_mask(ptrdiff_t rows, ptrdiff_t blocks, uint64_t seed, uint32_t stream, uint32_t step,
                       uint32_t first_row, float rate, weft_matrix mask) {
    tables[chosen]->dropout_mask(rows, blocks, seed, stream, step, first_row, rate, mask);
}

int32_t weft_activation_limit(ptrdiff_t inner) {
    const ptrdiff_t two_digits = 127 * 256 + 127, limit = INT32_MAX / (127 * (inner > 0 ? inner : 1));
    return (int32_t)(limit < two_digits ? limit : two_digits);
}
void weft_quantize(ptrdiff_t inner, ptrdiff_t panels, weft_matrix source, weft_quantized to) {
    tables[chosen]->quantize(inner, panels, source, to);
}
void weft_quantize_rows(ptrdiff_t rows, ptrdiff_t inner, weft_matrix a, weft_quantized_rows to) {
    tables[chosen]->quantize_rows(rows, inner, a, to);
}
void weft_quantized_product(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels, weft_quantized_rows a, weft_quantized b,
                            weft_matrix init, weft_matrix c) {
    tables[chosen]->quantized_product(rows, inner, panels, a, b, init, c);
}
void weft_to_bfloat16(ptrdiff_t count, const float *x, uint16_t *y) { tables[chosen]->to_bfloat16(count, x, y); }
void weft_from_bfloat16(ptrdiff_t count, const uint16_t *x, float *y) { tables[chosen]->from_bfloat16(count, x, y); }
void weft_quantize_table_row(ptrdiff_t blocks, const float *x, int8_t *to, float *scale) {
    tables[chosen]->quantize_table_row(blocks, x, to, scale);
}
void weft_gather_bfloat16(ptrdiff_t rows, ptrdiff_t blocks, const uint16_t *table, const int32_t *index,
                          weft_matrix to) {
    tables[chosen]->gather_bfloat16(rows, blocks, table, index, to);
}
void weft_gather_int8(ptrdiff_t rows, ptrdiff_t blocks, const int8_t *table, const float *scales,
                      const int32_t *index, weft_matrix to) {
    tables[chosen]->gather_int8(rows, blocks, table, scales, index, to);
}
