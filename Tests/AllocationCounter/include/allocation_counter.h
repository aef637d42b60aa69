// Counts the allocations of chosen threads, by standing before the C library's malloc in the test program.
#pragma once

#include <stdbool.h>

/// Whether this system can be counted on; nothing is counted elsewhere.
bool allocations_are_countable(void);

/// From now on the calling thread's allocations count (or no longer).
void count_allocations(bool wanted);

/// Allocations counted so far, of all threads together.
long counted_allocations(void);
