#include "weft_arguments.h"

static int count;
static char **values;

// The C libraries of Linux (glibc) and macOS hand main's arguments to every constructor.
__attribute__((constructor)) static void keep(int argc, char **argv) {
    count = argc;
    values = argv;
}

int weft_argument_count(void) { return count; }

const char *weft_argument(int index) { return values[index]; }
