/* Filling from signatures goes by groups, so that many lines are on their way from memory at once. */
#include "band_table.h"
#include "memory.h"

enum {
    LINE_BYTES = BAND_LINE_SLOTS * (int)sizeof(uint32_t),
    LINE_FILL = 14, /* articles a line, when the table is full */
    AHEAD = 32,     /* so many lines are on their way from memory while others are filled */
};

void band_lay_out(band_table *self, uint32_t room) {
    self->room = room;
    self->home_lines = room / LINE_FILL + 1;
    self->number_mask = 1;
    while (self->number_mask < room)
        self->number_mask = self->number_mask << 1 | 1;
    self->bytes = ((size_t)self->home_lines + BAND_WALK_LINES - 1) * LINE_BYTES;
}

void band_clear(band_table *self) {
    pages_free(self->slots, self->bytes);
    self->slots = NULL;
    self->bytes = 0;
}

void band_begin(band_table *self, uint32_t room) {
    band_clear(self);
    band_lay_out(self, room);
    self->slots = pages_new(self->bytes);
}

static inline size_t count_bits(uint32_t few) {
    size_t count = 0;
    for (; few != 0; few &= few - 1)
        count++;
    return count;
}

void band_put(band_table *self, uint64_t hash, uint32_t number, size_t most) {
    uint32_t *line = band_home_line(self, hash);
    size_t same = 0;
    for (size_t i = 0; i < BAND_WALK_LINES; i++, line += BAND_LINE_SLOTS) {
        uint32_t empty = band_line_match(line, UINT32_MAX, 0);
        same += count_bits(band_line_same(self, line, hash) & ~empty);
        if (same >= most)
            return;
        if (empty == 0)
            continue;
        line[__builtin_ctz(empty)] = ((uint32_t)hash & ~self->number_mask) | (number - self->first + 1);
        return;
    }
}

void band_fill(band_table *self, signature_piece from, uint32_t number, size_t most) {
    for (uint32_t done = 0; done < from.count; done += AHEAD) {
        uint32_t group = from.count - done < AHEAD ? from.count - done : AHEAD;
        uint64_t hashes[AHEAD];
        for (uint32_t i = 0; i < group; i++) {
            uint32_t ahead = done + i + 2 * AHEAD;
            __builtin_prefetch(from.first[ahead < from.count ? ahead : done].values + self->which * self->rows);
            hashes[i] = band_hash(self, &from.first[done + i]);
            __builtin_prefetch(band_home_line(self, hashes[i]), 1);
        }
        for (uint32_t i = 0; i < group; i++)
            band_put(self, hashes[i], number + done + i, most);
    }
}
