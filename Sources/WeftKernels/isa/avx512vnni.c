// AVX-512 with dot products of four bytes: the products with int8 weights alone; all else is that of avx512.c.
#if defined(__x86_64__)
#include "../kernels.h"
#define VW 16
#define SUFFIX avx512vnni
#define HAS_VNNI
#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512vnni,avx2,fma"))), apply_to = function)
#include "../template/vector.h"
#include "../template/quantized.h"
void weft_quantized_product_with_vnni(ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t panels, weft_quantized_rows a,
                                      weft_quantized b, weft_matrix init, weft_matrix c) {
    NAME(quantized_product)(rows, inner, panels, a, b, init, c);
}
#pragma clang attribute pop
#endif
