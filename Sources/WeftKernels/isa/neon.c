// NEON, the baseline of 64-bit ARM; a vector of eight is two registers. So far run on no machine of ours.
#if defined(__aarch64__)
#include "../kernels.h"
#define VW 8
#define SUFFIX neon
#include "../template/all.h"
#endif
