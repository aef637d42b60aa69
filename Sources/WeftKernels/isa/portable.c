// Vectors of four floats for any processor: the reference that runs everywhere.
#include "../kernels.h"
#define VW 4
#define SUFFIX portable
#include "../template/all.h"
