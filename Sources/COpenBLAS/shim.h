// OpenBLAS's CBLAS interface with its runtime controls (openblas_set_num_threads, openblas_get_corename).
#include <cblas.h>
