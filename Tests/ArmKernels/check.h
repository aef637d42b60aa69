// Comparisons that are counted, and printed where they fail: a line for each kernel and size.
#pragma once

#include <stdbool.h>
#include <stdint.h>

/// One call of a kernel, whose results are held against what they should be, value by value.
typedef struct comparison {
    const char *kernel;
    char size[96];
    long values, off;
    /// The value that is farthest off, in units of what is allowed.
    double worst;
    char message[128];
} comparison;

/// Begins a comparison; the format says on what sizes and options the kernel was called.
comparison begin(const char *kernel, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// |found - expected| <= allowed. NaN is near to nothing; equal infinities are near.
void near(comparison *c, double found, double expected, double allowed);

/// Two floats of the same bits; all NaNs count as one, as processors differ in which they make.
void same(comparison *c, float found, float expected);

/// Two integers that are equal.
void equal(comparison *c, int64_t found, int64_t expected);

/// A statement that is true; `what` is printed where it is not.
void holds(comparison *c, bool isTrue, const char *what);

/// Counts the comparison, and prints it if a value was off.
void end(comparison *c);

/// The set of instructions that is at work, for the lines that are printed.
extern const char *set_at_work;
extern long passed, failed;

/// Takes a result into the digest of those that must have the same bits on every processor.
void digest_float(float x);
void digest_integer(int64_t x);
extern uint64_t digest;
