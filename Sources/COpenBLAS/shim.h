// OpenBLAS's CBLAS interface with its runtime controls (openblas_set_num_threads, openblas_get_corename).
#include <cblas.h>

// Weak: a build of OpenBLAS without threads does not have it.
extern int blas_thread_shutdown_(void) __attribute__((weak));

// One thread for each call from here on, and an end to those that OpenBLAS started when it was loaded: without work they
// hold their cores in a busy wait for tens of milliseconds.
static inline void openblas_end_threads(void) {
    openblas_set_num_threads(1);
    if (blas_thread_shutdown_) blas_thread_shutdown_();
}
