// Every kernel for one instruction set, and the table that names them.
#include "vector.h"
#include "product.h"
#include "elementwise.h"
#include "softmax.h"
#include "attention.h"
#include "dropout.h"
#include "optimizers.h"
#include "quantized.h"
#include "quantize.h"
#include "limits.h"

#define ENTRY(name) .name = NAME(name)
const weft_kernels NAME(kernels) = {
    ENTRY(product), ENTRY(transpose), ENTRY(column_sums), ENTRY(product_sums), ENTRY(sigmoid), ENTRY(tanh), ENTRY(exp),
    ENTRY(add_scaled), ENTRY(multiply), ENTRY(dot), ENTRY(sum_of_squares),
    ENTRY(softmax_rows), ENTRY(cross_entropy_rows), ENTRY(adam), ENTRY(sgd),
    ENTRY(multiply_adds), ENTRY(read),
    ENTRY(attention_scores), ENTRY(attention_deltas), ENTRY(weighted_column_sums), ENTRY(keep_maximum), ENTRY(scaled),
    ENTRY(dropout_mask),
    ENTRY(quantize), ENTRY(quantize_rows), ENTRY(quantized_product), ENTRY(to_bfloat16), ENTRY(from_bfloat16),
    ENTRY(quantize_table_row), ENTRY(gather_bfloat16), ENTRY(gather_int8),
};
