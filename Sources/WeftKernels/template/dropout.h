// Dropout masks from counters: Philox 4×32 with ten rounds (Salmon et al. 2011), the generator of WeftTensors. An
// element depends on (seed, stream, step, row, column) alone: 64 columns are the four words of sixteen counters.

typedef uint32_t vu __attribute__((ext_vector_type(VW)));
typedef uint64_t vul __attribute__((ext_vector_type(VW)));

INLINE vu high_half(vu a, uint32_t b) {
    vul wide = __builtin_convertvector(a, vul) * (uint64_t)b;
    return __builtin_convertvector(wide >> 32, vu);
}

static void NAME(dropout_mask)(ptrdiff_t rows, ptrdiff_t blocks, uint64_t seed, uint32_t stream, uint32_t step,
                               uint32_t first_row, float rate, weft_matrix mask) {
    double share = (double)rate * 4294967296.0;
    uint32_t threshold = share >= 4294967295.0 ? 4294967295u : (uint32_t)share;
    float scale = 1.0f / (1.0f - rate);
    vu lane;
    for (int i = 0; i < VW; i++) lane[i] = (uint32_t)i;
    for (ptrdiff_t r = 0; r < rows; r++)
        for (ptrdiff_t block = 0; block < blocks; block += 4)
            for (int v = 0; v < NV; v++) {
                vu a = lane + (uint32_t)(block / 4 * WEFT_BLOCK + v * VW), b = (vu)(first_row + (uint32_t)r);
                // The top bit keeps these counters apart from those of other draws with the same seed.
                vu c = (vu)(stream | 0x80000000u), d = (vu)(step);
                uint32_t low = (uint32_t)seed, high = (uint32_t)(seed >> 32);
                for (int round = 0; round < 10; round++) {
                    vu a_high = high_half(a, 0xD2511F53u), c_high = high_half(c, 0xCD9E8D57u);
                    vu next_b = c * 0xCD9E8D57u, next_d = a * 0xD2511F53u;
                    a = c_high ^ b ^ low;
                    c = a_high ^ d ^ high;
                    b = next_b;
                    d = next_d;
                    low += 0x9E3779B9u;
                    high += 0xBB67AE85u;
                }
                const vu words[4] = {a, b, c, d};
                for (int w = 0; w < 4 && block + w < blocks; w++)
                    store(mask.base + r * mask.row + (block + w) * mask.block + v * VW,
                          words[w] < threshold ? splat(0) : splat(scale));
            }
}
