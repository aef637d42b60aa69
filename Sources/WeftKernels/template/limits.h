// The limits of this processor, for benchmarks to compare with: multiply-adds in registers, bytes read from memory.

static double NAME(multiply_adds)(ptrdiff_t rounds) {
    vf sum[12];
    UNROLL for (int i = 0; i < 12; i++) sum[i] = splat((float)i);
    // Hidden from the compiler, which could else foresee a sum that begins with zero.
    float share = 0.999f;
    __asm__ volatile("" : "+m"(share));
    vf factor = splat(share);
    for (ptrdiff_t n = 0; n < rounds; n++) {
#if defined(__aarch64__)
        // NEON's multiply-add overwrites what it adds to, so a constant there would be copied each time. These sums
        // soon are infinite, which takes no longer.
        UNROLL for (int i = 0; i < 12; i++) sum[i] += sum[i] * factor;
#else
        UNROLL for (int i = 0; i < 12; i++) sum[i] = sum[i] * factor + factor;
#endif
        __asm__ volatile("" ::: "memory");
    }
    // Looking at the sums keeps the loop from being removed.
    float seen = 0;
    UNROLL for (int i = 0; i < 12; i++) seen += lane_sum(sum[i]);
    return seen < 0 ? 0 : (double)rounds * 12 * VW * 2;
}

static float NAME(read)(ptrdiff_t count, const float *x) {
    vf sum[8];
    UNROLL for (int i = 0; i < 8; i++) sum[i] = splat(0);
    for (ptrdiff_t i = 0; i + 8 * VW <= count; i += 8 * VW)
        UNROLL for (int j = 0; j < 8; j++) sum[j] += load(x + i + j * VW);
    UNROLL for (int i = 1; i < 8; i++) sum[0] += sum[i];
    return lane_sum(sum[0]);
}
