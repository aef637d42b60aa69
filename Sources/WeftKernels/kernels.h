// The table of kernels that each instruction set fills and dispatch.c chooses from.
#pragma once

#include "weft_kernels.h"

#include <math.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// The instruction sets that kernels are compiled for.
typedef enum weft_set { WEFT_PORTABLE, WEFT_AVX2, WEFT_AVX512, WEFT_NEON, WEFT_SETS } weft_set;

/// The two kernels of a cell for each set of this processor's family; see every_set.h.
typedef void weft_cell_kernel(const weft_cell_step *step);
typedef struct weft_cell_kernels {
    const char *name;
    weft_cell_kernel *forward[WEFT_SETS], *backward[WEFT_SETS];
} weft_cell_kernels;

/// Adds a cell, before main.
void weft_register_cell(const weft_cell_kernels *cell);
/// The set in use, for cells.
weft_set weft_chosen_set(void);

typedef struct weft_kernels {
    typeof(weft_product) *product;
    typeof(weft_transpose) *transpose;
    typeof(weft_column_sums) *column_sums;
    typeof(weft_product_sums) *product_sums;
    typeof(weft_sigmoid) *sigmoid;
    typeof(weft_tanh) *tanh;
    typeof(weft_exp) *exp;
    typeof(weft_add_scaled) *add_scaled;
    typeof(weft_multiply) *multiply;
    typeof(weft_dot) *dot;
    typeof(weft_sum_of_squares) *sum_of_squares;
    typeof(weft_softmax_rows) *softmax_rows;
    typeof(weft_cross_entropy_rows) *cross_entropy_rows;
    typeof(weft_attention_scores) *attention_scores;
    typeof(weft_attention_deltas) *attention_deltas;
    typeof(weft_weighted_column_sums) *weighted_column_sums;
    typeof(weft_keep_maximum) *keep_maximum;
    typeof(weft_scaled) *scaled;
    typeof(weft_dropout_mask) *dropout_mask;
    typeof(weft_adam) *adam;
    typeof(weft_sgd) *sgd;
    typeof(weft_multiply_adds) *multiply_adds;
    typeof(weft_read) *read;
    typeof(weft_quantize) *quantize;
    typeof(weft_quantize_rows) *quantize_rows;
    typeof(weft_quantized_product) *quantized_product;
    typeof(weft_to_bfloat16) *to_bfloat16;
    typeof(weft_from_bfloat16) *from_bfloat16;
    typeof(weft_quantize_table_row) *quantize_table_row;
    typeof(weft_gather_bfloat16) *gather_bfloat16;
    typeof(weft_gather_int8) *gather_int8;
} weft_kernels;

#if defined(__x86_64__)
extern const weft_kernels weft_kernels_avx2, weft_kernels_avx512;
extern typeof(weft_quantized_product) weft_quantized_product_with_vnni;
#elif defined(__aarch64__)
extern const weft_kernels weft_kernels_neon;
#endif
extern const weft_kernels weft_kernels_portable;
