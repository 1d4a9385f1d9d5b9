/* Signatures by number, in pieces of memory: a list that grows takes no more than it has, and is never copied. */
#ifndef DEDUP_SIGNATURE_LIST_H
#define DEDUP_SIGNATURE_LIST_H

#include "signature.h"

/* Signatures that lie behind one another. */
typedef struct signature_piece {
    const signature *first;
    uint32_t count;
} signature_piece;

typedef struct signature_list {
    galley_buffer pieces; /* signature * */
    uint32_t count;
} signature_list;

void signature_list_add(signature_list *list, const signature *added);
void signature_list_clear(signature_list *list);

enum { SIGNATURE_PIECE = 1 << 16 };

/* The one at a place below `count`, and those behind it in the same piece. */
static inline signature_piece signature_list_at(const signature_list *list, uint32_t place) {
    signature *const *pieces = (signature *const *)(const void *)list->pieces.ptr;
    uint32_t within = place % SIGNATURE_PIECE, left = list->count - place;
    uint32_t room = SIGNATURE_PIECE - within;
    return (signature_piece){pieces[place / SIGNATURE_PIECE] + within, left < room ? left : room};
}

uint64_t signature_list_bytes(const signature_list *list);

#endif
