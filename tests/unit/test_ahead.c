/* Members inflated ahead: the same text, the same end and the same error as without, whatever the stream holds. */
#include "base/memory.h"
#include "stream/ahead.h"
#include "streams.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { SEGMENT = 2000, HELPERS = 3 };

/* ---- Streams ---- */

/* Members of all sizes, from empty ones to one that is longer than a segment may be. */
static galley_buffer stream_of_many(void) {
    static const size_t sizes[] = {100, 0, 5000, 1, 300, 70, 30 * 1000, 4000, 0, 400 * 1000, 900, 2500, 2500, 2500, 10};
    galley_buffer stream = {0};
    for (unsigned i = 0; i < 4 * sizeof sizes / sizeof *sizes; i++) {
        galley_buffer text = words(sizes[i % (sizeof sizes / sizeof *sizes)], i);
        add_member(deflate_backends[0], &stream, galley_buffer_text(&text));
        galley_buffer_clear(&text);
    }
    return stream;
}

/* ---- Reading them ---- */

typedef struct reading {
    gzip_status status;
    galley_buffer text;
    galley_error error;
} reading;

static reading read_with(const galley_buffer *stream, ahead *ahead, size_t step) {
    reading read = {.error = {""}};
    gzip_reader *reader = gzip_reader_new(file_of(stream));
    if (ahead) {
        gzip_supply supply = ahead_supply(ahead);
        gzip_reader_attach(reader, &supply);
    }
    do {
        size_t got;
        char *out = galley_buffer_reserve(&read.text, step);
        read.status = gzip_reader_read(reader, out, step, &got, &read.error);
        read.text.len += got;
    } while (read.status == GZIP_MORE);
    gzip_reader_free(reader);
    return read;
}

static void assert_same_reading(const reading *found, const reading *wanted) {
    assert_int_equal(found->status, wanted->status);
    assert_string_equal(found->error.message, wanted->error.message);
    assert_true(galley_text_equal(galley_buffer_text(&found->text), galley_buffer_text(&wanted->text)));
}

/* With segments of several lengths, and asked for in small and in large steps. */
static void assert_reads_alike(const galley_buffer *stream) {
    reading wanted = read_with(stream, NULL, 64 * 1024);
    for (size_t segment = 1; segment <= 100 * 1000; segment *= 10) {
        ahead *members = ahead_new(deflate_backends[0], 2, segment);
        for (size_t step = 700; step < 1024 * 1024; step *= 100) {
            reading found = read_with(stream, members, step);
            assert_same_reading(&found, &wanted);
            galley_buffer_clear(&found.text);
        }
        ahead_free(members);
    }
    galley_buffer_clear(&wanted.text);
}

/* ---- Tests ---- */

typedef struct helping {
    ahead *members;
    atomic_bool is_over;
} helping;

static void *help(void *argument) {
    helping *self = argument;
    while (!atomic_load(&self->is_over))
        ahead_help(self->members);
    return NULL;
}

static void many_may_help(void **state) {
    (void)state;
    galley_buffer stream = stream_of_many();
    reading wanted = read_with(&stream, NULL, 64 * 1024);
    assert_int_equal(wanted.status, GZIP_END);
    helping together = {.members = ahead_new(deflate_backends[0], HELPERS + 1, SEGMENT)};
    pthread_t threads[HELPERS];
    for (int i = 0; i < HELPERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, help, &together), 0);
    for (int i = 0; i < 20; i++) {
        reading found = read_with(&stream, together.members, 3000);
        assert_same_reading(&found, &wanted);
        galley_buffer_clear(&found.text);
    }
    atomic_store(&together.is_over, true);
    for (int i = 0; i < HELPERS; i++)
        pthread_join(threads[i], NULL);
    ahead_free(together.members);
    galley_buffer_clear(&wanted.text);
    galley_buffer_clear(&stream);
}

static void what_was_helped_with_is_there(void **state) {
    (void)state;
    galley_buffer stream = stream_of_many();
    ahead *members = ahead_new(deflate_backends[0], 4, SEGMENT);
    int descriptor = file_of(&stream);
    gzip_supply supply = ahead_supply(members);
    supply.open(supply.own, descriptor);
    gzip_segment *first = supply.take(supply.own, 0);
    assert_non_null(first);
    ahead_help(members);
    uint64_t second = first->to;
    supply.give_back(supply.own, first);
    assert_int_equal(ftruncate(descriptor, 0), 0); /* so it can only have been read before */
    first = supply.take(supply.own, second);
    assert_non_null(first);
    assert_int_equal(first->from, second);
    assert_true(first->to > second + SEGMENT);
    supply.give_back(supply.own, first);
    supply.close(supply.own);
    ahead_free(members);
    close(descriptor);
    galley_buffer_clear(&stream);
}

static void members_of_all_sizes_read_alike(void **state) {
    (void)state;
    galley_buffer stream = stream_of_many();
    assert_reads_alike(&stream);
    galley_buffer_clear(&stream);
}

/* Text that does not shrink is stored, so the header in it stands in the file as a member's would. */
static void what_only_looks_like_a_header_does_no_harm(void **state) {
    (void)state;
    galley_buffer stream = {0}, text = {0};
    for (unsigned i = 0, seed = 1; i < 5000; i++) {
        seed = seed * 1103515245u + 12345u;
        galley_buffer_add_char(&text, (char)(seed >> 20 & 0xff));
        if (i % 700 == 0)
            galley_buffer_add_bytes(&text, "\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
    }
    for (unsigned i = 0; i < 5; i++)
        add_member(deflate_backends[0], &stream, galley_buffer_text(&text));
    assert_reads_alike(&stream);
    galley_buffer_clear(&text);
    galley_buffer_clear(&stream);
}

static void damage_is_told_alike_wherever_it_is(void **state) {
    (void)state;
    galley_buffer stream = {0};
    for (unsigned i = 0; i < 6; i++) {
        galley_buffer text = words(600 * i, i);
        add_member(deflate_backends[0], &stream, galley_buffer_text(&text));
        galley_buffer_clear(&text);
    }
    size_t len = stream.len;
    for (size_t at = 0; at < len; at += 37) {
        stream.ptr[at] ^= 0x10;
        assert_reads_alike(&stream);
        stream.ptr[at] ^= 0x10;
        stream.len = at;
        assert_reads_alike(&stream);
        stream.len = len;
    }
    galley_buffer_clear(&stream);
}

/* What stands behind a member, and is no member or stands where none may be. */
static void what_is_between_members_is_told_alike(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
    } between[] = {{"\0\0\0\0", 4}, {"garbage", 7}, {"\x1f\x8b", 2}, {"\n", 1}, {"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10}};
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        galley_buffer stream = {0}, text = words(3000, 1);
        for (int k = 0; k < 3; k++) {
            add_member(deflate_backends[0], &stream, galley_buffer_text(&text));
            galley_buffer_add_bytes(&stream, between[i].bytes, between[i].len);
        }
        assert_reads_alike(&stream);
        galley_buffer_clear(&text);
        galley_buffer_clear(&stream);
    }
}

static void what_is_not_gzip_is_read_alike(void **state) {
    (void)state;
    galley_buffer nothing = {0}, plain = words(100 * 1000, 1);
    assert_reads_alike(&nothing);
    assert_reads_alike(&plain);
    galley_buffer_clear(&plain);
}

/* A mebibyte of spaces is a member of a kilobyte. */
static void a_bomb_is_not_held(void **state) {
    (void)state;
    galley_buffer stream = {0}, spaces = {0};
    memset(galley_buffer_reserve(&spaces, 2 * AHEAD_TEXT_MAX), ' ', 2 * AHEAD_TEXT_MAX);
    spaces.len = 2 * AHEAD_TEXT_MAX;
    add_member(deflate_backends[0], &stream, galley_buffer_text(&spaces));
    ahead *members = ahead_new(deflate_backends[0], 2, AHEAD_SEGMENT);
    int descriptor = file_of(&stream);
    gzip_supply supply = ahead_supply(members);
    supply.open(supply.own, descriptor);
    assert_null(supply.take(supply.own, 0));
    supply.close(supply.own);
    close(descriptor);
    reading found = read_with(&stream, members, 64 * 1024);
    assert_true(galley_text_equal(galley_buffer_text(&found.text), galley_buffer_text(&spaces)));
    galley_buffer_clear(&found.text);
    ahead_free(members);
    galley_buffer_clear(&spaces);
    galley_buffer_clear(&stream);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_may_help),
        cmocka_unit_test(what_was_helped_with_is_there),
        cmocka_unit_test(members_of_all_sizes_read_alike),
        cmocka_unit_test(what_only_looks_like_a_header_does_no_harm),
        cmocka_unit_test(damage_is_told_alike_wherever_it_is),
        cmocka_unit_test(what_is_between_members_is_told_alike),
        cmocka_unit_test(what_is_not_gzip_is_read_alike),
        cmocka_unit_test(a_bomb_is_not_held),
    };
    return cmocka_run_group_tests_name("ahead", tests, NULL, NULL);
}
