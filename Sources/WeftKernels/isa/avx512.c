// AVX-512: compiled everywhere, but so far run on no machine of ours.
#if defined(__x86_64__)
#include "../kernels.h"
#define VW 16
#define SUFFIX avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"))), apply_to = function)
#include "../template/all.h"
#pragma clang attribute pop
#endif
