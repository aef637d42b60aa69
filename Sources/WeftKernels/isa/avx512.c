// AVX-512: x86-64 processors for servers since 2017, for others since Zen 4.
#if defined(__x86_64__)
#include "../kernels.h"
#define VW 16
#define SUFFIX avx512
#define HAS_RECIPROCAL(x) ((vf)_mm512_rcp14_ps((__m512)(x)))
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#include "../template/all.h"
#pragma clang attribute pop
#endif
