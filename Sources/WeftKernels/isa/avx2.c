// AVX2 with fused multiply-add: x86-64 processors since 2013.
#if defined(__x86_64__)
#include "../kernels.h"
#define VW 8
#define SUFFIX avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "../template/all.h"
#pragma clang attribute pop
#endif
