// The cells whose kernels registered themselves, found by name.
#include "kernels.h"

#include <string.h>

enum { MOST_CELLS = 64 };
static const weft_cell_kernels *cells[MOST_CELLS];
static int count;

void weft_register_cell(const weft_cell_kernels *cell) {
    if (count == MOST_CELLS) __builtin_trap();
    // By name, so that numbers do not depend on the order in which the linker found the files.
    int place = count++;
    for (; place > 0 && strcmp(cells[place - 1]->name, cell->name) > 0; place--) cells[place] = cells[place - 1];
    cells[place] = cell;
}

int weft_cell_count(void) { return count; }
const char *weft_cell_name(weft_cell cell) { return cells[cell]->name; }

weft_cell weft_cell_named(const char *name) {
    for (int cell = 0; cell < count; cell++)
        if (strcmp(cells[cell]->name, name) == 0) return cell;
    return -1;
}

void weft_cell_forward(weft_cell cell, const weft_cell_step *step) { cells[cell]->forward[weft_chosen_set()](step); }
void weft_cell_backward(weft_cell cell, const weft_cell_step *step) { cells[cell]->backward[weft_chosen_set()](step); }
