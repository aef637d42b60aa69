// Vectors of VW floats and the functions on them; included once per instruction set, inside its target attribute.
// The including file defines VW (floats of a vector) and SUFFIX. A file may include it for several sets, one after the
// other: every name below carries the suffix of its set.

#ifndef NAME
#define CAT2(a, b) a##_##b
#define CAT(a, b) CAT2(a, b)
#define NAME(f) CAT(weft_##f, SUFFIX)
#define INLINE static inline __attribute__((always_inline, unused))
#define UNROLL _Pragma("clang loop unroll(full)")
/// Vectors of a block of 16 columns.
#define NV (WEFT_BLOCK / VW)

#define vf NAME(vf)
#define vi NAME(vi)
#define vf_unaligned NAME(vf_unaligned)
#define load NAME(load)
#define store NAME(store)
#define splat NAME(splat)
#define minimum NAME(minimum)
#define maximum NAME(maximum)
#define interleave_low NAME(interleave_low)
#define interleave_high NAME(interleave_high)
#define reciprocal NAME(reciprocal)
#define vexp NAME(vexp)
#define vsigmoid NAME(vsigmoid)
#define vtanh NAME(vtanh)
#define lane_sum NAME(lane_sum)
#define moved NAME(moved)
#endif

#pragma clang fp contract(fast)

typedef float vf __attribute__((ext_vector_type(VW)));
typedef int32_t vi __attribute__((ext_vector_type(VW)));
typedef float vf_unaligned __attribute__((ext_vector_type(VW), aligned(4)));

INLINE vf load(const float *p) { return *(const vf_unaligned *)p; }
INLINE void store(float *p, vf v) { *(vf_unaligned *)p = v; }
INLINE vf splat(float x) { return (vf)(x); }
INLINE vf minimum(vf a, vf b) { return __builtin_elementwise_min(a, b); }
INLINE vf maximum(vf a, vf b) { return __builtin_elementwise_max(a, b); }

// The lower (upper) halves of two vectors, an element of each in turn.
#undef LOW
#undef HIGH
#if VW == 16
#define LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif VW == 8
#define LOW 0, 8, 1, 9, 2, 10, 3, 11
#define HIGH 4, 12, 5, 13, 6, 14, 7, 15
#else
#define LOW 0, 4, 1, 5
#define HIGH 2, 6, 3, 7
#endif
INLINE vf interleave_low(vf a, vf b) { return __builtin_shufflevector(a, b, LOW); }
INLINE vf interleave_high(vf a, vf b) { return __builtin_shufflevector(a, b, HIGH); }

/// 1 / x for x in [1, 2^127], within 1 unit in the last place. AVX-512 divides 16 numbers in 16 cycles, but has a
/// reciprocal of 14 bits, which one step of Newton's doubles.
INLINE vf reciprocal(vf x) {
#ifdef HAS_RECIPROCAL
    vf r = HAS_RECIPROCAL(x);
    return r + r * (1.0f - x * r);
#else
    return 1.0f / x;
#endif
}

/// e^x with at most 2 units in the last place for x in [-87, 88], clamped outside; NaN stays NaN.
/// x = n ln 2 + r, |r| <= ln 2 / 2; e^r by its Taylor series to the seventh power, whose remainder is below 2^-24.
/// The factor 2^n is multiplied, not added to the exponent's bits: so a NaN of any payload stays one.
INLINE vf vexp(vf x) {
    vf clamped = x > 88.0f ? splat(88.0f) : x;
    clamped = clamped < -87.0f ? splat(-87.0f) : clamped;
    const vf shift = splat(12583039.0f); // 1.5 · 2^23 + 127: adding it rounds to an integer, biased, in the low bits
    vf n = clamped * 1.44269504088896341f + shift;
    vf power = __builtin_bit_cast(vf, __builtin_bit_cast(vi, n) << 23);
    n -= shift;
    vf r = clamped - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    vf p = splat(1.9841270e-4f);
    p = p * r + 1.3888889e-3f;
    p = p * r + 8.3333333e-3f;
    p = p * r + 4.1666667e-2f;
    p = p * r + 1.6666667e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    return p * power;
}

INLINE vf vsigmoid(vf x) { return reciprocal(1.0f + vexp(-x)); }
INLINE vf vtanh(vf x) { return 1.0f - 2.0f * reciprocal(1.0f + vexp(x + x)); }

/// Sum of the lanes in a fixed tree.
INLINE float lane_sum(vf v) {
    float lanes[VW];
    store(lanes, v);
    for (int width = VW / 2; width >= 1; width /= 2)
        for (int i = 0; i < width; i++) lanes[i] += lanes[i + width];
    return lanes[0];
}

INLINE weft_matrix moved(weft_matrix m, ptrdiff_t row, ptrdiff_t block) {
    if (m.base) m.base += row * m.row + block * m.block;
    return m;
}
