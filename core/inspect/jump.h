/* An article's copy in a tap, without inflating the tap: its lines tell their origins and are sorted by them, and a
 * gzip member begins about every megabyte of text. */
#ifndef CORE_INSPECT_JUMP_H
#define CORE_INSPECT_JUMP_H

#include "inspect/copies.h"

typedef enum jump_end {
    JUMP_FOUND,
    JUMP_ABSENT, /* it is not in the tap */
    JUMP_LOST,   /* the file is not as a run writes it: read it from its start */
} jump_end;

/* FOUND: `copy` is in the arena; the number of its line is not known, and 0. */
jump_end jump_to(copy *copy, const rundir *run, size_t file, size_t shard, uint64_t line, galley_arena *arena);

#endif
