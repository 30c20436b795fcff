// All loops, once for each processor: the including file defines VARIANT(name).
#include "CKernels.h"
#include "Vectors.h"

#include "Moments.h"

#include "Lattice.h"

#include "Transposition.h"

#include "Products.h"

#include "Widths.h"

#include "Forward.h"
