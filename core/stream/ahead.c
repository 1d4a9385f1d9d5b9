/* A ring of segments, from the file's bytes to text. Everything is under one lock but the inflating itself. */
#define _GNU_SOURCE /* memmem */
#include "stream/ahead.h"
#include "base/memory.h"
#include "stream/corpus.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

enum { READ_STEP = 64 * 1024, HEADER_SIZE = 10 };

static const uint64_t NOWHERE = UINT64_MAX;

typedef enum slot_state { SLOT_FREE, SLOT_BUSY, SLOT_READY, SLOT_TAKEN } slot_state;

typedef struct slot {
    gzip_segment segment; /* first, since its address is what the reader gives back */
    slot_state state;
    bool is_sound;  /* the segment is whole members and nothing else */
    bool is_passed; /* the reader is behind it already */
    galley_buffer bytes;
    gzip_reader *inflating;
} slot;

struct ahead {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a slot is no longer busy */
    int fd;                 /* -1: no file */
    size_t segment;         /* the least compressed bytes of one */
    uint64_t next;          /* where the next segment begins, or NOWHERE */
    slot *slots;
    size_t count, busy;
};

ahead *ahead_new(const deflate_backend *backend, size_t segments, size_t segment) {
    ahead *self = memory_zero(1, sizeof *self);
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->changed, NULL);
    self->fd = -1;
    self->segment = segment;
    self->slots = memory_zero(segments, sizeof *self->slots);
    self->count = segments;
    for (size_t i = 0; i < segments; i++)
        self->slots[i].inflating = gzip_reader_new_with(backend, -1);
    return self;
}

void ahead_free(ahead *self) {
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++) {
        gzip_reader_free(self->slots[i].inflating);
        galley_buffer_clear(&self->slots[i].bytes);
        galley_buffer_clear(&self->slots[i].segment.text);
    }
    free(self->slots);
    pthread_cond_destroy(&self->changed);
    pthread_mutex_destroy(&self->lock);
    free(self);
}

static void open_file(void *own, int fd) {
    ahead *self = own;
    pthread_mutex_lock(&self->lock);
    self->fd = fd;
    self->next = NOWHERE;
    pthread_mutex_unlock(&self->lock);
}

static void close_file(void *own) {
    ahead *self = own;
    pthread_mutex_lock(&self->lock);
    self->fd = -1;
    while (self->busy > 0)
        pthread_cond_wait(&self->changed, &self->lock);
    for (size_t i = 0; i < self->count; i++)
        self->slots[i].state = SLOT_FREE;
    pthread_mutex_unlock(&self->lock);
}

/* ---- Cutting the file into segments ---- */

/* Do these bytes look like a header as gzip programs write it? One place in 10^11 of compressed data does by chance. */
static bool looks_like_header(const unsigned char *bytes) {
    unsigned flags = bytes[3], hint = bytes[8], system = bytes[9];
    return bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8 && (flags & 0xe0) == 0 &&
           (hint == 0 || hint == 2 || hint == 4) && (system <= 13 || system == 255);
}

/* The first place at or behind `at` that looks like a header; `len` if there is none. */
static size_t find_header(const galley_buffer *bytes, size_t at) {
    const char *found;
    while (at + HEADER_SIZE <= bytes->len && (found = memmem(bytes->ptr + at, bytes->len - at, "\x1f\x8b\x08", 3))) {
        at = (size_t)(found - bytes->ptr);
        if (at + HEADER_SIZE <= bytes->len && looks_like_header((const unsigned char *)found))
            return at;
        at++;
    }
    return bytes->len;
}

/* Reads the next piece of the file behind `bytes`. False at its end, and where it cannot be read. */
static bool read_step(int fd, uint64_t offset, galley_buffer *bytes) {
    ssize_t got;
    do
        got = pread(fd, galley_buffer_reserve(bytes, READ_STEP), READ_STEP, (off_t)offset);
    while (got < 0 && errno == EINTR);
    bytes->len += got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* Reads the segment that begins at `from`, up to the next member or the file's end. False if there is none. */
static bool cut_segment(const ahead *self, uint64_t from, galley_buffer *bytes) {
    size_t searched = self->segment, longest = self->segment * AHEAD_SEGMENT_MAX_FACTOR;
    bytes->len = 0;
    while (bytes->len < longest && read_step(self->fd, from + bytes->len, bytes)) {
        size_t end = find_header(bytes, searched);
        if (end < bytes->len) {
            bytes->len = end;
            return true;
        }
        if (bytes->len > searched + HEADER_SIZE)
            searched = bytes->len - HEADER_SIZE;
    }
    return bytes->len > 0 && bytes->len < longest;
}

/* ---- Segments ---- */

/* A busy slot with the bytes of the next segment, or NULL. The lock is held. */
static slot *begin_segment(ahead *self) {
    slot *fresh = NULL;
    for (size_t i = 0; !fresh && i < self->count; i++)
        if (self->slots[i].state == SLOT_FREE)
            fresh = &self->slots[i];
    if (!fresh || self->fd < 0 || self->next == NOWHERE)
        return NULL;
    fresh->segment.from = self->next;
    self->next = NOWHERE;
    if (!cut_segment(self, fresh->segment.from, &fresh->bytes))
        return NULL;
    self->next = fresh->segment.to = fresh->segment.from + fresh->bytes.len;
    fresh->state = SLOT_BUSY;
    fresh->is_passed = false;
    self->busy++;
    return fresh;
}

/* Is what the bytes hold whole members, whose text has at most AHEAD_TEXT_MAX bytes? */
static bool inflate(slot *self) {
    galley_buffer *text = &self->segment.text;
    text->len = 0;
    gzip_reader_restart(self->inflating, galley_buffer_text(&self->bytes));
    gzip_status status = GZIP_MORE;
    while (status == GZIP_MORE && text->len < AHEAD_TEXT_MAX) {
        size_t got;
        char *out = galley_buffer_reserve(text, BATCH_TEXT);
        status = gzip_reader_read(self->inflating, out, BATCH_TEXT, &got, NULL);
        text->len += got;
    }
    return status == GZIP_END && !gzip_reader_has_padding(self->inflating);
}

/* Inflates a busy slot without the lock, which the caller holds before and after. */
static void inflate_unlocked(ahead *self, slot *busy) {
    pthread_mutex_unlock(&self->lock);
    bool is_sound = inflate(busy);
    pthread_mutex_lock(&self->lock);
    busy->is_sound = is_sound;
    busy->state = busy->is_passed ? SLOT_FREE : SLOT_READY;
    self->busy--;
    pthread_cond_broadcast(&self->changed);
}

void ahead_help(ahead *self) {
    pthread_mutex_lock(&self->lock);
    size_t inflated = 0;
    for (slot *busy; inflated < BATCH_TEXT && (busy = begin_segment(self)); inflated += busy->segment.text.len)
        inflate_unlocked(self, busy);
    pthread_mutex_unlock(&self->lock);
}

/* ---- Reading ---- */

/* The reader is at `from`: what lies before it is of no use. */
static void pass(ahead *self, uint64_t from) {
    for (size_t i = 0; i < self->count; i++) {
        slot *each = &self->slots[i];
        if (each->segment.from >= from)
            continue;
        each->is_passed = true;
        if (each->state == SLOT_READY)
            each->state = SLOT_FREE;
    }
    if (self->next == NOWHERE || self->next < from)
        self->next = from;
}

static slot *find_segment(ahead *self, uint64_t from) {
    for (size_t i = 0; i < self->count; i++) {
        slot *each = &self->slots[i];
        bool is_in_use = each->state == SLOT_BUSY || each->state == SLOT_READY;
        if (is_in_use && each->segment.from == from)
            return each;
    }
    return NULL;
}

static gzip_segment *take(void *own, uint64_t from) {
    ahead *self = own;
    pthread_mutex_lock(&self->lock);
    pass(self, from);
    slot *found = find_segment(self, from);
    if (!found && self->next == from && (found = begin_segment(self)))
        inflate_unlocked(self, found);
    while (found && found->state == SLOT_BUSY)
        pthread_cond_wait(&self->changed, &self->lock);
    bool is_sound = found && found->is_sound;
    if (found)
        found->state = is_sound ? SLOT_TAKEN : SLOT_FREE;
    pthread_mutex_unlock(&self->lock);
    return is_sound ? &found->segment : NULL;
}

static void give_back(void *own, gzip_segment *segment) {
    ahead *self = own;
    pthread_mutex_lock(&self->lock);
    ((slot *)segment)->state = SLOT_FREE;
    pthread_mutex_unlock(&self->lock);
}

gzip_supply ahead_supply(ahead *self) {
    return (gzip_supply){.own = self, .open = open_file, .close = close_file, .take = take, .give_back = give_back};
}
