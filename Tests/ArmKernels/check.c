// Comparisons that are counted, and printed where they fail.
#include "check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *set_at_work = "";
long passed, failed;

/// FNV-1a, with 64 bits.
uint64_t digest = 0xcbf29ce484222325u;
static const uint64_t digest_prime = 0x100000001b3u;

comparison begin(const char *kernel, const char *format, ...) {
    comparison c = {.kernel = kernel};
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(c.size, sizeof c.size, format, arguments);
    va_end(arguments);
    return c;
}

/// Notes a value that is off; of several the worst is shown.
static void note(comparison *c, double excess, double found, double expected, double allowed) {
    c->off++;
    if (excess <= c->worst) return;
    c->worst = excess;
    snprintf(c->message, sizeof c->message, "value %ld is %.9g, expected %.9g within %.3g", c->values - 1, found,
             expected, allowed);
}

void near(comparison *c, double found, double expected, double allowed) {
    double error = fabs(found - expected);
    c->values++;
    if (error <= allowed || found == expected) return;
    note(c, isnan(error) ? INFINITY : allowed > 0 ? error / allowed : 1e300, found, expected, allowed);
}

static uint32_t bits_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return isnan(x) ? 0x7fc00000u : bits;
}

void same(comparison *c, float found, float expected) {
    c->values++;
    if (bits_of(found) != bits_of(expected)) note(c, INFINITY, found, expected, 0);
}

void equal(comparison *c, int64_t found, int64_t expected) {
    c->values++;
    if (found != expected) note(c, INFINITY, (double)found, (double)expected, 0);
}

void holds(comparison *c, bool isTrue, const char *what) {
    c->values++;
    if (isTrue) return;
    c->off++;
    c->worst = INFINITY;
    snprintf(c->message, sizeof c->message, "%s", what);
}

void end(comparison *c) {
    if (c->off == 0) {
        passed++;
        return;
    }
    failed++;
    printf("FAILED %s %s %s: %s (%ld of %ld off)\n", set_at_work, c->kernel, c->size, c->message, c->off, c->values);
}

void digest_integer(int64_t x) {
    for (int byte = 0; byte < 8; byte++) digest = (digest ^ (uint8_t)(x >> (8 * byte))) * digest_prime;
}

void digest_float(float x) { digest_integer(bits_of(x)); }
