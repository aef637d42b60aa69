// The kernels of Weft: everything that must run at the processor's limit, in C.
//
// One storage rule serves all of them. A matrix is cut into blocks of 16 columns; element (r, c) lies at
//     base + r * row + (c / 16) * block + c % 16        (strides in floats)
// so that
//   * row-major storage is          block = 16, row = the leading dimension (a multiple of 16),
//   * "panels" (packed weights, gates) are row = 16, block = 16 * rows,
//   * one row repeated (a bias) is  row = 0, block = 16.
// Columns are padded to a multiple of 16; the padding of weights and biases is zero, so that the padding of
// results is zero as well. Pointers need the alignment of float only; 64 bytes is faster.
//
// Determinism: each element of a result is one sum in ascending order of the inner index, whatever the number of
// rows, tiles or threads. The same instruction set gives the same bits; another one may differ in the last place.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Columns of a block; a constant of the storage format, the same on every processor.
#define WEFT_BLOCK 16

/// A matrix in blocks of 16 columns, as described above. It owns nothing.
typedef struct weft_matrix {
    float *_Nullable base;
    ptrdiff_t row;
    ptrdiff_t block;
} weft_matrix;

// MARK: - Choice of instruction set

/// The names of the instruction sets this machine can run, best first, NULL-terminated.
const char *_Nullable const *_Nonnull weft_instruction_sets(void);

/// The one in use: the best, or the one named by the environment variable WEFT_INSTRUCTION_SET at load.
const char *_Nonnull weft_instruction_set(void);

/// Uses the named set from now on; 0 when done, -1 when this machine cannot run it. Meant for tests: call it when no
/// kernel runs.
int weft_use_instruction_set(const char *_Nonnull name);

// MARK: - Threads (team.c, processors.c)

/// The processors that this process may run on: those of the affinity mask, which taskset and job schedulers set, or
/// those that are switched on where there is no such mask.
int weft_processors(void);

typedef struct weft_team weft_team;

/// A team of `count` threads: the caller and count - 1 workers, which spin briefly and then sleep between jobs.
/// NULL when a thread cannot be started.
weft_team *_Nullable weft_team_create(int count);
void weft_team_destroy(weft_team *_Nullable team);

/// Calls job(context, unit) for each unit in 0..<units (less than 2^32 - 1), spread over the team, and returns when all
/// are done.
void weft_team_run(weft_team *_Nonnull team, void (*_Nonnull job)(void *_Nullable context, ptrdiff_t unit),
                   void *_Nullable context, ptrdiff_t units);

/// A closure of Swift that does not escape: its function, and the context that Swift's calling convention passes along.
typedef __attribute__((swiftcall)) void (*weft_closure)(ptrdiff_t unit,
                                                        __attribute__((swift_context)) void *_Nullable context);

/// The same for a closure. Swift calls it by name, passing a closure for the last two parameters: to store a closure that
/// does not escape, Swift would have to allocate.
__attribute__((swiftcall)) void weft_team_run_closure(weft_team *_Nonnull team, ptrdiff_t units,
                                                      weft_closure _Nonnull body, void *_Nullable context);

// MARK: - Matrix product (template/product.h)

/// c = init + a · b, with a [rows, inner], b [inner, 16 · panels] in panels (row = 16), c and init [rows, 16 · panels].
/// `init` may be c itself (accumulate), one repeated row (bias), or base = NULL (zero).
void weft_product(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels, weft_matrix a, weft_matrix b, weft_matrix init,
                  weft_matrix c);

/// destination [columns, rows] = transpose of source [rows, columns]; row r of the source is `index[r]` if index is
/// given (a negative one stands for a row of zeros).
void weft_transpose(ptrdiff_t rows, ptrdiff_t columns, weft_matrix source, const int32_t *_Nullable index,
                    weft_matrix destination);

/// sums[c] += the sum over rows of a[:, c] · b[:, c], in ascending order of rows; `columns` in whole blocks.
void weft_product_sums(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix a, weft_matrix b, float *_Nonnull sums);

/// sums[c] += the sum over rows of a[:, c], in ascending order of rows; `columns` in whole blocks.
void weft_column_sums(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix a, float *_Nonnull sums);

// MARK: - int8 weights and bfloat16 (template/quantized.h, template/quantize.h); all instruction sets give the same bits

/// Weights [inner, 16 · panels] in int8 with a scale a column. Row k of column (p, c) lies at
/// base + p · block + (k / 4 · 16 + c) · 4 + k % 4; the last quad is padded by zeros. The scale lies at
/// scales + p · scale_block + c.
typedef struct weft_quantized {
    int8_t *_Nonnull base;
    ptrdiff_t block;
    float *_Nonnull scales;
    ptrdiff_t scale_block;
} weft_quantized;

/// Activations [rows, inner] in 16 bits, with the scale and the sum of each row. A row is written in whole blocks of 16;
/// what lies behind its end is zero.
typedef struct weft_quantized_rows {
    int16_t *_Nonnull base;
    ptrdiff_t row;
    float *_Nonnull scales;
    int32_t *_Nonnull sums;
} weft_quantized_rows;

/// The largest magnitude of activations for sums of `inner` products with int8 that stay within 32 bits: at most
/// 32639 = 127 · 256 + 127, so that two digits of 8 bits hold it; 1032 for the largest inner size allowed, 16384.
int32_t weft_activation_limit(ptrdiff_t inner);

/// Rounds weights to int8: scale = largest magnitude of the column / 127. A column with a value that is not finite gets
/// a scale of NaN.
void weft_quantize(ptrdiff_t inner, ptrdiff_t panels, weft_matrix source, weft_quantized to);

/// Rounds activations: scale = largest magnitude of the row / weft_activation_limit(inner). Rows that hold a value that
/// is not finite get a scale of NaN.
void weft_quantize_rows(ptrdiff_t rows, ptrdiff_t inner, weft_matrix a, weft_quantized_rows to);

/// c = init + a · b; see weft_product. The integer sums are exact; inner <= 16384.
void weft_quantized_product(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels, weft_quantized_rows a, weft_quantized b,
                            weft_matrix init, weft_matrix c);

/// To bfloat16, to nearest, ties to even, and back; `count` is a multiple of 16.
void weft_to_bfloat16(ptrdiff_t count, const float *_Nonnull x, uint16_t *_Nonnull y);
void weft_from_bfloat16(ptrdiff_t count, const uint16_t *_Nonnull x, float *_Nonnull y);

/// One row of 16 · blocks values to int8 with one scale.
void weft_quantize_table_row(ptrdiff_t blocks, const float *_Nonnull x, int8_t *_Nonnull to, float *_Nonnull scale);

/// Row r of the destination = row index[r] of a table of rows of 16 · blocks values, widened; zeros for a negative one.
void weft_gather_bfloat16(ptrdiff_t rows, ptrdiff_t blocks, const uint16_t *_Nonnull table,
                          const int32_t *_Nonnull index, weft_matrix to);
void weft_gather_int8(ptrdiff_t rows, ptrdiff_t blocks, const int8_t *_Nonnull table, const float *_Nonnull scales,
                      const int32_t *_Nonnull index, weft_matrix to);

// MARK: - Recurrent cells (cells.c, cells/)

/// One step of a cell for `rows` sequences and `blocks` blocks of 16 units. Which fields a cell reads and writes is said
/// with each cell. Block u of gate g lies gate_stride · g floats after block u of `gates`.
typedef struct weft_cell_step {
    ptrdiff_t rows;
    ptrdiff_t blocks;
    /// Forward: pre-activations in, activated gates out. Backward: activated gates in, their deltas out.
    weft_matrix gates;
    ptrdiff_t gate_stride;
    /// Hidden state before the step; [rows, 16 · blocks].
    weft_matrix hidden;
    /// Hidden state after the step (forward), may alias `hidden`; delta of the hidden state (backward), replaced by the
    /// part of the delta that reaches the state before without passing through the recurrent product.
    weft_matrix next;
    /// Cell state, updated in place (forward); its delta, updated in place (backward). Unused by cells without one.
    weft_matrix cell;
    /// The layer's output rows (forward, may be NULL); their deltas (backward, may be NULL for zero).
    weft_matrix output;
    /// The state before the step that backward needs: the cell state for LSTM, the hidden state for GRU. Written by
    /// forward when base is not NULL, after all else: so where only the gates are wanted, `cell` or `next` may be the
    /// same memory, which then keeps the old state. Read by backward.
    weft_matrix before;
    /// The cell state after the step, for cells whose vectors' gradients need it. Written by forward when base is not NULL;
    /// read by backward.
    weft_matrix after;
    /// Weights of a number for each unit, such as peepholes: that of unit n in vector v is vectors[v * vector_stride + n].
    const float *_Nullable vectors;
    ptrdiff_t vector_stride;
} weft_cell_step;

/// A cell with fused kernels: its place among them, in the order of names. Each is a file in cells/, named as the cell.
typedef int weft_cell;

int weft_cell_count(void);
const char *_Nonnull weft_cell_name(weft_cell cell);
/// The cell of that name, -1 if there is none.
weft_cell weft_cell_named(const char *_Nonnull name);

void weft_cell_forward(weft_cell cell, const weft_cell_step *_Nonnull step);
void weft_cell_backward(weft_cell cell, const weft_cell_step *_Nonnull step);

// MARK: - Steps (step.c)

/// The gates of a cell that the hidden state reaches, and the distance from one gate's weights, and scales, to the next's.
typedef struct weft_gates {
    ptrdiff_t first;
    ptrdiff_t count;
    ptrdiff_t weight_stride;
    ptrdiff_t scale_stride;
} weft_gates;

/// For each block of units of the step: gates += hidden · weights, then the cell forward. `hidden` [rows, inner] are all
/// hidden states before the step; `weights` begins at the first gate of the step's first block, and its blocks are units.
void weft_recurrent_step(weft_cell cell, const weft_cell_step *_Nonnull step, weft_gates gates, ptrdiff_t inner,
                         weft_matrix hidden, weft_matrix weights);
/// The same with weights in int8.
void weft_quantized_recurrent_step(weft_cell cell, const weft_cell_step *_Nonnull step, weft_gates gates, ptrdiff_t inner,
                                   weft_quantized_rows hidden, weft_quantized weights);

// MARK: - Elementwise functions (template/elementwise.h); every length is a multiple of 16

/// y = sigmoid(x), y = tanh(x), y = exp(x); at most 2e-7 absolute error for the first two. y may be x.
void weft_sigmoid(ptrdiff_t count, const float *_Nonnull x, float *_Nonnull y);
void weft_tanh(ptrdiff_t count, const float *_Nonnull x, float *_Nonnull y);
void weft_exp(ptrdiff_t count, const float *_Nonnull x, float *_Nonnull y);

/// y += scale · x
void weft_add_scaled(ptrdiff_t count, float scale, const float *_Nonnull x, float *_Nonnull y);
/// y *= x
void weft_multiply(ptrdiff_t count, const float *_Nonnull x, float *_Nonnull y);
/// Sum of x · y; 16 partial sums in a fixed order.
float weft_dot(ptrdiff_t count, const float *_Nonnull x, const float *_Nonnull y);
/// Sum of squares in double, over blocks of 1024 in a fixed order.
double weft_sum_of_squares(ptrdiff_t count, const float *_Nonnull x);

// MARK: - Softmax and cross-entropy (template/softmax.h)

/// In place over each row's first `columns` values: logits become probabilities. Padding is set to zero.
void weft_softmax_rows(ptrdiff_t rows, ptrdiff_t columns, weft_matrix logits);

/// Softmax cross-entropy of each row against targets[r], in place: logits become the gradient
/// weight[r] · (p - q) with q = (1 - smoothing) · onehot + smoothing / columns (weighted by classWeights when given:
/// PyTorch's definition, undivided). losses[r] gets the row's loss; padding columns become zero.
void weft_cross_entropy_rows(ptrdiff_t rows, ptrdiff_t columns, weft_matrix logits, const int32_t *_Nonnull targets,
                             const float *_Nullable class_weights, float smoothing, float scale,
                             float *_Nonnull losses);

// MARK: - Pooling over time (template/attention.h)

/// Additive attention: projected [rows, 16 · blocks] holds W·h + b and is replaced by its tanh;
/// scores[r] = query · tanh of row r.
void weft_attention_scores(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix projected, const float *_Nonnull query,
                           float *_Nonnull scores);
/// projected holds t = tanh(W·h + b) and is replaced by its delta before the tanh: score_deltas[r] · query · (1 - t²).
void weft_attention_deltas(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix projected, const float *_Nonnull query,
                           const float *_Nonnull score_deltas);
/// sums[c] += Σ_r weights[r] · a[r, c], in ascending order of rows.
void weft_weighted_column_sums(ptrdiff_t rows, ptrdiff_t blocks, weft_matrix a, const float *_Nonnull weights,
                               float *_Nonnull sums);
/// Where x > largest: largest = x and rows = row. A NaN wins and stays.
void weft_keep_maximum(ptrdiff_t count, const float *_Nonnull x, int32_t row, float *_Nonnull largest,
                       int32_t *_Nonnull rows);
/// y = scale · x
void weft_scaled(ptrdiff_t count, float scale, const float *_Nonnull x, float *_Nonnull y);

// MARK: - Dropout (template/dropout.h)

/// mask [rows, 16 · blocks]: 0 with probability `rate`, else 1 / (1 - rate). An element is a function of (seed, stream,
/// step, first_row + its row, its column) alone, the same on every processor. `stream` is below 2^31.
void weft_dropout_mask(ptrdiff_t rows, ptrdiff_t blocks, uint64_t seed, uint32_t stream, uint32_t step,
                       uint32_t first_row, float rate, weft_matrix mask);

// MARK: - Optimizers (template/optimizers.h)

/// One Adam step (Kingma & Ba 2015; decoupled decay of Loshchilov & Hutter 2019 when decoupled != 0).
typedef struct weft_adam_step {
    float rate, beta1, beta2, epsilon, decay;
    /// 1 - beta^t of each.
    float correction1, correction2;
    /// Factor on gradients: the clipping.
    float gradient_scale;
    int decoupled;
} weft_adam_step;

void weft_adam(ptrdiff_t count, const weft_adam_step *_Nonnull step, float *_Nonnull values,
               const float *_Nonnull gradients, float *_Nonnull first, float *_Nonnull second);

/// v = momentum · v + g (+ decay · value); value -= rate · v. `first_step` sets v = g, as PyTorch does.
void weft_sgd(ptrdiff_t count, float rate, float momentum, float decay, float gradient_scale, int first_step,
              float *_Nonnull values, const float *_Nonnull gradients, float *_Nonnull velocity);

// MARK: - Limits of the processor (template/limits.h)

/// Does `rounds` of twelve independent multiply-adds in registers; gives the number of floating-point operations done.
double weft_multiply_adds(ptrdiff_t rounds);
/// Reads all of x, a multiple of 128 floats, and gives its sum.
float weft_read(ptrdiff_t count, const float *_Nonnull x);

#ifdef __cplusplus
}
#endif
