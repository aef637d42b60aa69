// Transposes, with and without an index, and sums of columns.
#include "matrices.h"
#include "tests.h"

static void check_transpose(form from, form to, ptrdiff_t rows, ptrdiff_t columns) {
    forget();
    seed_draws((uint32_t)(rows * 100 + columns));
    matrix source = make(from, rows, columns), turned = make(to, columns, rows);
    fill_matrix_coarse(&source);
    weft_transpose(rows, columns, source.view, NULL, turned.view);
    comparison c = begin("transpose", "%td rows, %td columns, form %d to %d", rows, columns, from, to);
    for (ptrdiff_t i = 0; i < columns; i++)
        for (ptrdiff_t r = 0; r < rows; r++) same(&c, *at(&turned, i, r), *at(&source, r, i));
    zero_padding(&c, &turned);
    nothing_besides(&c, &turned);
    end(&c);
}

/// Rows that an index names, some of them more than once, and negative ones for rows of zeros.
static void check_gather(form from, ptrdiff_t count, ptrdiff_t columns) {
    enum { HEIGHT = 23 };
    forget();
    seed_draws((uint32_t)(count + columns));
    int32_t index[65];
    for (ptrdiff_t i = 0; i < count; i++) index[i] = (int32_t)(draw() % (HEIGHT + 3)) - 3;
    matrix source = make(from, HEIGHT, columns), turned = make(ROWS, columns, count);
    fill_matrix_coarse(&source);
    weft_transpose(count, columns, source.view, index, turned.view);
    comparison c = begin("transpose", "index of %td rows, %td columns, form %d", count, columns, from);
    for (ptrdiff_t i = 0; i < columns; i++)
        for (ptrdiff_t r = 0; r < count; r++)
            same(&c, *at(&turned, i, r), index[r] < 0 ? 0 : *at(&source, index[r], i));
    zero_padding(&c, &turned);
    nothing_besides(&c, &turned);
    end(&c);
}

static void check_column_sums(form form, ptrdiff_t rows, ptrdiff_t blocks) {
    forget();
    seed_draws((uint32_t)rows);
    matrix a = make(form, rows, 16 * blocks), sums = make(ROWS, 1, 16 * blocks), start = make(ROWS, 1, 16 * blocks);
    fill_matrix_coarse(&a);
    fill_matrix_coarse(&start);
    copy_matrix(&start, &sums);
    weft_column_sums(rows, blocks, a.view, sums.view.base);
    comparison c = begin("column_sums", "%td rows, %td blocks, form %d", rows, blocks, form);
    for (ptrdiff_t i = 0; i < 16 * blocks; i++) {
        double sum = *at(&start, 0, i);
        for (ptrdiff_t r = 0; r < rows; r++) sum += *at(&a, r, i);
        near(&c, *at(&sums, 0, i), sum, 0);
    }
    nothing_besides(&c, &sums);
    end(&c);
}

static void check_product_sums(form form, ptrdiff_t rows, ptrdiff_t blocks) {
    forget();
    seed_draws((uint32_t)rows + 1);
    matrix a = make(form, rows, 16 * blocks), b = make((form + 1) % FORMS, rows, 16 * blocks);
    matrix sums = make(ROWS, 1, 16 * blocks), start = make(ROWS, 1, 16 * blocks);
    fill_matrix_coarse(&a);
    fill_matrix_coarse(&b);
    fill_matrix_coarse(&start);
    copy_matrix(&start, &sums);
    weft_product_sums(rows, blocks, a.view, b.view, sums.view.base);
    comparison c = begin("product_sums", "%td rows, %td blocks, form %d", rows, blocks, form);
    for (ptrdiff_t i = 0; i < 16 * blocks; i++) {
        double sum = *at(&start, 0, i);
        for (ptrdiff_t r = 0; r < rows; r++) sum += (double)*at(&a, r, i) * *at(&b, r, i);
        near(&c, *at(&sums, 0, i), sum, 0);
    }
    nothing_besides(&c, &sums);
    end(&c);
}

void test_transposes(void) {
    for (int i = 0; i < SIZES; i++)
        for (int j = 0; j < SIZES; j++) {
            for (int from = 0; from < FORMS; from++)
                check_transpose((form)from, (form)((from + i + j) % FORMS), sizes[i], sizes[j]);
            check_gather((form)((i + j) % FORMS), sizes[i], sizes[j]);
            check_column_sums((form)((i + j) % FORMS), sizes[i], sizes[j]);
            check_product_sums((form)((i + j) % FORMS), sizes[i], sizes[j]);
        }
}
