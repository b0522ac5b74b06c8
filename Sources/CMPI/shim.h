// MPI's handles are macros with casts in Open MPI, which Swift does not import: the few that are needed, as functions.
#include <mpi.h>

static inline MPI_Comm cafe_mpi_world(void) { return MPI_COMM_WORLD; }
static inline MPI_Datatype cafe_mpi_byte(void) { return MPI_BYTE; }
static inline MPI_Datatype cafe_mpi_float(void) { return MPI_FLOAT; }
static inline MPI_Datatype cafe_mpi_int64(void) { return MPI_INT64_T; }
static inline MPI_Status *cafe_mpi_status_ignore(void) { return MPI_STATUS_IGNORE; }
