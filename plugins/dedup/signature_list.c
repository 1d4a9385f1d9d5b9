/* Pieces are large enough for the system to give large pages. */
#include "signature_list.h"
#include "memory.h"

static size_t piece_count(const signature_list *list) {
    return list->pieces.len / sizeof(signature *);
}

void signature_list_add(signature_list *list, const signature *added) {
    if (list->count % SIGNATURE_PIECE == 0) {
        signature *piece = pages_new(SIGNATURE_PIECE * sizeof *piece);
        galley_buffer_add_bytes(&list->pieces, &piece, sizeof piece);
    }
    signature *const *pieces = (signature *const *)(const void *)list->pieces.ptr;
    pieces[list->count / SIGNATURE_PIECE][list->count % SIGNATURE_PIECE] = *added;
    list->count++;
}

void signature_list_clear(signature_list *list) {
    for (size_t i = 0; i < piece_count(list); i++)
        pages_free(((signature **)(void *)list->pieces.ptr)[i], SIGNATURE_PIECE * sizeof(signature));
    galley_buffer_clear(&list->pieces);
    *list = (signature_list){.count = 0};
}

uint64_t signature_list_bytes(const signature_list *list) {
    return list->count * sizeof(signature) + list->pieces.capacity; /* what of a piece is not in use is not there */
}
