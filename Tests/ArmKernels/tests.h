// The tests of this folder. Each compares some kernels, with the set of instructions in use, with a naive reference in
// double, or with exact integers; those whose bits are the same everywhere are compared with the portable set as well.
#pragma once

void test_products(void);
void test_transposes(void);
void test_elementwise(void);
void test_reductions(void);
void test_cells(void);
void test_softmax(void);
void test_cross_entropy(void);
void test_attention(void);
void test_pooling(void);
void test_dropout(void);
void test_adam(void);
void test_sgd(void);
void test_quantizing(void);
void test_quantized_products(void);
void test_bfloat16(void);
void test_tables(void);
void test_limits(void);
/// Threads: needed once, whatever the set.
void test_team(void);
