/* All of it is one piece of memory, of which large pages are wished. */
#include "latest.h"
#include "memory.h"

_Static_assert(LATEST_MAX < UINT16_MAX, "a number plus 1 is 16 bits");

void latest_begin(latest_tables *self, uint32_t first) {
    self->first = first;
    if (!self->chains) {
        self->chains = pages_new(sizeof *self->chains);
        return;
    }
    memset(self->chains->has_key, 0, sizeof self->chains->has_key);
    memset(self->chains->heads, 0, sizeof self->chains->heads);
}

void latest_clear(latest_tables *self) {
    pages_free(self->chains, sizeof *self->chains);
    self->chains = NULL;
}

uint64_t latest_bytes(const latest_tables *self) {
    return self->chains ? sizeof *self->chains : 0;
}
