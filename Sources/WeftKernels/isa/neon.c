// NEON, the baseline of 64-bit ARM; a vector of eight is two registers. Tested under emulation (`make test-arm`), which
// shows what it computes; its speed was measured on no hardware so far.
#if defined(__aarch64__)
#include "../kernels.h"
#define VW 8
#define SUFFIX neon
#include "../template/all.h"
#endif
