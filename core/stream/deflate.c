/* The backends of this build, the fastest first. */
#include "stream/deflate.h"

const deflate_backend *const deflate_backends[] = {
#ifdef GALLEY_WITH_ISAL
    &deflate_isal,
#endif
    &deflate_zlib,
    NULL,
};
