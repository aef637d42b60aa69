// Every kernel for one instruction set, and the table that names them.
#include "vector.h"
#include "product.h"
#include "cells.h"
#include "elementwise.h"
#include "softmax.h"
#include "attention.h"
#include "dropout.h"
#include "optimizers.h"
#include "quantized.h"
#include "quantize.h"
#include "limits.h"

static void NAME(cell_forward)(weft_cell cell, const weft_cell_step *step) {
    switch (cell) {
    case WEFT_LSTM: NAME(lstm_forward)(step); break;
    case WEFT_GRU: NAME(gru_forward)(step); break;
    case WEFT_ELMAN_TANH: NAME(elman_tanh_forward)(step); break;
    case WEFT_ELMAN_RELU: NAME(elman_relu_forward)(step); break;
    }
}

static void NAME(cell_backward)(weft_cell cell, const weft_cell_step *step) {
    switch (cell) {
    case WEFT_LSTM: NAME(lstm_backward)(step); break;
    case WEFT_GRU: NAME(gru_backward)(step); break;
    case WEFT_ELMAN_TANH: NAME(elman_tanh_backward)(step); break;
    case WEFT_ELMAN_RELU: NAME(elman_relu_backward)(step); break;
    }
}

#define ENTRY(name) .name = NAME(name)
const weft_kernels NAME(kernels) = {
    ENTRY(product), ENTRY(transpose), ENTRY(column_sums), ENTRY(cell_forward), ENTRY(cell_backward), ENTRY(sigmoid),
    ENTRY(tanh), ENTRY(exp), ENTRY(add_scaled), ENTRY(multiply), ENTRY(dot), ENTRY(sum_of_squares),
    ENTRY(softmax_rows), ENTRY(cross_entropy_rows), ENTRY(adam), ENTRY(sgd),
    ENTRY(multiply_adds), ENTRY(read),
    ENTRY(attention_scores), ENTRY(attention_deltas), ENTRY(weighted_column_sums), ENTRY(keep_maximum), ENTRY(scaled),
    ENTRY(dropout_mask),
    ENTRY(quantize), ENTRY(quantize_rows), ENTRY(quantized_product), ENTRY(to_bfloat16), ENTRY(from_bfloat16),
    ENTRY(quantize_table_row), ENTRY(gather_bfloat16), ENTRY(gather_int8),
};
