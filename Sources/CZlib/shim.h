// zlib, for the gzip'd IDX files of Fashion-MNIST.
#include <zlib.h>
