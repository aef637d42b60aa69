// Rows of logits, and their probabilities in double.
#pragma once

#include "matrices.h"

/// Widths of rows, up to a language model's vocabulary.
extern const ptrdiff_t widths[];
enum { WIDTHS = 15, MOST_COLUMNS = 10000 };

typedef enum logits { ORDINARY, FAR_APART, EQUAL, SHIFTED, EXTREME, TINY, INFINITE, KINDS } logits;

/// A matrix with a row of logits for each of the kinds [0, kinds).
matrix draw_logits(form form, ptrdiff_t columns, int kinds);

/// The probabilities of one row, and their logarithms where asked for.
void probabilities(const matrix *m, ptrdiff_t row, double *p, double *logs);
