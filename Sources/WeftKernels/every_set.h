// Compiles a cell's kernels for each instruction set and registers them: a cell is one file in cells/ that defines CELL,
// includes this one, and has NAME(forward) and NAME(backward) between #ifdef VW and #endif. No list names it.
//
// This file is entered twice: by the compiler, and, through the cell's file that it includes once for each set, by itself,
// where there is nothing more to do.
#ifndef VW
#include "kernels.h"

#define QUOTED2(text) #text
#define QUOTED(text) QUOTED2(text)
#define CELL_FILE QUOTED(cells/CELL.c)

#if defined(__x86_64__)
#define VW 16
#define SUFFIX avx512
#define HAS_RECIPROCAL(x) ((vf)_mm512_rcp14_ps((__m512)(x)))
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#include "template/vector.h"
#include "template/step.h"
#include CELL_FILE
#pragma clang attribute pop
#undef VW
#undef SUFFIX
#undef HAS_RECIPROCAL

#define VW 8
#define SUFFIX avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "template/vector.h"
#include "template/step.h"
#include CELL_FILE
#pragma clang attribute pop
#undef VW
#undef SUFFIX
#elif defined(__aarch64__)
#define VW 8
#define SUFFIX neon
#include "template/vector.h"
#include "template/step.h"
#include CELL_FILE
#undef VW
#undef SUFFIX
#endif

#define VW 4
#define SUFFIX portable
#include "template/vector.h"
#include "template/step.h"
#include CELL_FILE
#undef VW
#undef SUFFIX

#define OF_SET(function, set) CAT(weft_##function, set)
static const weft_cell_kernels kernels = {
    .name = QUOTED(CELL),
#if defined(__x86_64__)
    .forward = {[WEFT_AVX512] = OF_SET(forward, avx512), [WEFT_AVX2] = OF_SET(forward, avx2),
                [WEFT_PORTABLE] = OF_SET(forward, portable)},
    .backward = {[WEFT_AVX512] = OF_SET(backward, avx512), [WEFT_AVX2] = OF_SET(backward, avx2),
                 [WEFT_PORTABLE] = OF_SET(backward, portable)},
#elif defined(__aarch64__)
    .forward = {[WEFT_NEON] = OF_SET(forward, neon), [WEFT_PORTABLE] = OF_SET(forward, portable)},
    .backward = {[WEFT_NEON] = OF_SET(backward, neon), [WEFT_PORTABLE] = OF_SET(backward, portable)},
#else
    .forward = {[WEFT_PORTABLE] = OF_SET(forward, portable)},
    .backward = {[WEFT_PORTABLE] = OF_SET(backward, portable)},
#endif
};
__attribute__((constructor)) static void register_cell(void) { weft_register_cell(&kernels); }
#endif
