// Memory with guards, draws, and matrices in the forms of storage that kernels meet.
#pragma once

#include "check.h"
#include "weft_kernels.h"

/// Sizes around the widths of vectors, blocks and tiles.
extern const ptrdiff_t sizes[];
enum { SIZES = 12 };

/// `count` floats of poison with guards around them, aligned as a float is and no better. Lives until `forget`.
float *floats(ptrdiff_t count);

/// Gives back everything that was taken.
void forget(void);

/// The next draw of a generator that is the same on every machine.
uint32_t draw(void);

/// Begins the draws anew, so that a test does not depend on those before it.
void seed_draws(uint32_t seed);

/// A multiple of 1/8 in [-1, 1]: a sum of a few thousand products of two is exact in float, in whatever order.
float coarse(void);

/// A multiple of scale / 512 in [-scale, scale).
float fine(float scale);

void fill_coarse(float *x, ptrdiff_t count);
void fill_fine(float *x, ptrdiff_t count, float scale);

typedef enum form {
    /// Row after row, with an empty block between.
    ROWS,
    /// Every third row: a lane of a batch.
    LANE,
    /// Panels of 16 columns, apart.
    PANELS,
    FORMS,
} form;

typedef struct matrix {
    weft_matrix view;
    ptrdiff_t rows, columns;
    /// All of its memory, guards included.
    const float *memory;
    ptrdiff_t count;
} matrix;

/// A poisoned matrix; `columns` may be any number, storage is in whole blocks.
matrix make(form form, ptrdiff_t rows, ptrdiff_t columns);
/// Panels that lie close, as weights do.
matrix make_panels(ptrdiff_t rows, ptrdiff_t columns);

float *at(const matrix *m, ptrdiff_t row, ptrdiff_t column);
ptrdiff_t padded(ptrdiff_t columns);

/// Fills the elements and leaves the poison in the padding, which must not reach a result.
void fill_matrix_coarse(matrix *m);
void fill_matrix_fine(matrix *m, float scale);
void clear_padding(matrix *m);
/// Copies the elements of one matrix to another of the same size, padding included.
void copy_matrix(const matrix *from, matrix *to);

/// Fails where a kernel wrote beside the rows and blocks of this matrix.
void nothing_besides(comparison *c, const matrix *m);
/// Fails where a column behind the last is not zero.
void zero_padding(comparison *c, const matrix *m);
