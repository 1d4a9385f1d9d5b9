/* gzip in and out, with each backend of the build. The streams are made here, and broken here byte by byte. */
#include "base/memory.h"
#include "stream/gzip_reader.h"
#include "streams.h"

#include <pthread.h>
#include <stdlib.h>

enum { HEADER_SIZE = 10, TRAILER_SIZE = 8, LARGE = 3 * 1024 * 1024 };

/* ---- Making streams ---- */

static const deflate_backend *backend_of(void **state) {
    return *state;
}

/* Bytes that do not shrink. */
static galley_buffer noise(size_t len, unsigned seed) {
    galley_buffer bytes = {0};
    while (bytes.len < len) {
        seed = seed * 1103515245u + 12345u;
        galley_buffer_add_char(&bytes, (char)(seed >> 20 & 0xff));
    }
    return bytes;
}

/* A member with a header of the test's own in place of the plain one. */
static void add_member_with(const deflate_backend *backend, galley_buffer *stream, const void *header, size_t len,
                            galley_text text) {
    galley_buffer member = {0};
    add_member(backend, &member, text);
    galley_buffer_add_bytes(stream, header, len);
    galley_buffer_add_bytes(stream, member.ptr + HEADER_SIZE, member.len - HEADER_SIZE);
    galley_buffer_clear(&member);
}

/* ---- Reading them ---- */

/* What reading gave. */
typedef struct reading {
    gzip_status status;
    galley_buffer text;
    galley_error error;
} reading;

static void read_rest(gzip_reader *reader, size_t capacity, reading *read) {
    size_t got;
    do {
        char *end = galley_buffer_reserve(&read->text, capacity);
        read->status = gzip_reader_read(reader, end, capacity, &got, &read->error);
        assert_true(got <= capacity);
        assert_true(read->status != GZIP_MORE || got == capacity);
        read->text.len += got;
    } while (read->status == GZIP_MORE);
}

static reading read_all(const deflate_backend *backend, const galley_buffer *bytes, size_t capacity) {
    reading read = {.error = {""}};
    gzip_reader *reader = gzip_reader_new_with(backend, file_of(bytes));
    read_rest(reader, capacity, &read);
    gzip_reader_free(reader);
    return read;
}

static void assert_reads(void **state, const galley_buffer *bytes, gzip_status status, galley_text text) {
    reading read = read_all(backend_of(state), bytes, 64 * 1024);
    assert_int_equal(read.status, status);
    assert_int_equal(read.text.len, text.len);
    assert_true(galley_text_equal(galley_buffer_text(&read.text), text));
    galley_buffer_clear(&read.text);
}

static void assert_breaks(void **state, const galley_buffer *bytes, galley_text text, const char *sentence) {
    reading read = read_all(backend_of(state), bytes, 64 * 1024);
    assert_int_equal(read.status, GZIP_BROKEN);
    assert_true(galley_text_equal(galley_buffer_text(&read.text), text));
    if (!strstr(read.error.message, sentence))
        fail_msg("\"%s\" is not in: %s", sentence, read.error.message);
    galley_buffer_clear(&read.text);
}

/* ---- Out and in again ---- */

static void what_is_written_is_read_back(void **state) {
    static const size_t sizes[] = {0, 1, 100, 65536, 1024 * 1024, LARGE};
    for (int level = 1; level <= backend_of(state)->level_max; level++) {
        gzip_writer *writer = gzip_writer_new_with(backend_of(state), level);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            galley_buffer text = words(sizes[i], 7), stream = {0};
            gzip_writer_member(writer, galley_buffer_text(&text), &stream);
            assert_true(sizes[i] < 100 || stream.len < text.len);
            assert_reads(state, &stream, GZIP_END, galley_buffer_text(&text));
            galley_buffer_clear(&text);
            galley_buffer_clear(&stream);
        }
        gzip_writer_free(writer);
    }
}

static void what_does_not_shrink_is_written_too(void **state) {
    galley_buffer text = noise(LARGE, 3), stream = {0};
    add_member(backend_of(state), &stream, galley_buffer_text(&text));
    assert_reads(state, &stream, GZIP_END, galley_buffer_text(&text));
    galley_buffer_clear(&text);
    galley_buffer_clear(&stream);
}

static void the_same_text_gives_the_same_bytes_whatever_was_written_before(void **state) {
    galley_buffer text = words(300 * 1000, 1), other = words(400 * 1000, 2);
    for (int level = 1; level <= backend_of(state)->level_max; level++) {
        gzip_writer *writer = gzip_writer_new_with(backend_of(state), level);
        galley_buffer first = {0}, again = {0};
        gzip_writer_member(writer, galley_buffer_text(&text), &first);
        gzip_writer_member(writer, galley_buffer_text(&other), &again);
        again.len = 0;
        gzip_writer_member(writer, galley_buffer_text(&text), &again);
        assert_true(galley_text_equal(galley_buffer_text(&first), galley_buffer_text(&again)));
        gzip_writer_free(writer);
        galley_buffer_clear(&first);
        galley_buffer_clear(&again);
    }
    galley_buffer_clear(&text);
    galley_buffer_clear(&other);
}

static void every_level_has_a_writer(void **state) {
    for (int level = -1; level <= 12; level++) {
        gzip_writer *writer = gzip_writer_new(level);
        galley_buffer text = words(1000, 1), stream = {0};
        gzip_writer_member(writer, galley_buffer_text(&text), &stream);
        assert_reads(state, &stream, GZIP_END, galley_buffer_text(&text));
        gzip_writer_free(writer);
        galley_buffer_clear(&text);
        galley_buffer_clear(&stream);
    }
}

/* ---- Members ---- */

static void members_follow_each_other_without_a_seam(void **state) {
    static const char *const texts[] = {"", "{\"a\": \"\xc3", "\xa9\"}\n", "", "", "{}\n", ""};
    galley_buffer stream = {0}, whole = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        add_member(backend_of(state), &stream, galley_text_of(texts[i]));
        galley_buffer_add_string(&whole, texts[i]);
    }
    assert_reads(state, &stream, GZIP_END, galley_buffer_text(&whole));
    galley_buffer_clear(&stream);
    galley_buffer_clear(&whole);
}

static void the_text_does_not_depend_on_how_much_is_asked_for(void **state) {
    static const size_t capacities[] = {1, 7, 4096, 65537, LARGE};
    galley_buffer stream = {0}, whole = {0};
    for (unsigned i = 0; i < 5; i++) {
        galley_buffer text = words(40 * 1000 * i, i);
        add_member(backend_of(state), &stream, galley_buffer_text(&text));
        galley_buffer_add(&whole, galley_buffer_text(&text));
        galley_buffer_clear(&text);
    }
    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        reading read = read_all(backend_of(state), &stream, capacities[i]);
        assert_int_equal(read.status, GZIP_END);
        assert_true(galley_text_equal(galley_buffer_text(&read.text), galley_buffer_text(&whole)));
        galley_buffer_clear(&read.text);
    }
    galley_buffer_clear(&stream);
    galley_buffer_clear(&whole);
}

/* The end of the first member is moved over the border of what one read() brings: inflaters read ahead, and must give
 * back. */
static void a_member_may_end_anywhere_in_the_input(void **state) {
    enum { INPUT_SIZE = 512 * 1024, AROUND = 20 };
    galley_buffer text = noise(1000, 5), plain = {0};
    add_member(backend_of(state), &plain, galley_buffer_text(&text));
    for (size_t end = INPUT_SIZE - AROUND; end < INPUT_SIZE + AROUND; end++) {
        galley_buffer header = {0}, stream = {0}, whole = {0};
        galley_buffer_add_bytes(&header, "\x1f\x8b\x08\x08\0\0\0\0\0\xff", HEADER_SIZE);
        while (header.len < end - (plain.len - HEADER_SIZE) - 1)
            galley_buffer_add_char(&header, 'n');
        galley_buffer_add_char(&header, '\0');
        add_member_with(backend_of(state), &stream, header.ptr, header.len, galley_buffer_text(&text));
        assert_int_equal(stream.len, end);
        add_member(backend_of(state), &stream, galley_text_of("behind\n"));
        galley_buffer_add(&whole, galley_buffer_text(&text));
        galley_buffer_add_string(&whole, "behind\n");
        assert_reads(state, &stream, GZIP_END, galley_buffer_text(&whole));
        galley_buffer_clear(&header);
        galley_buffer_clear(&stream);
        galley_buffer_clear(&whole);
    }
    galley_buffer_clear(&text);
    galley_buffer_clear(&plain);
}

/* ---- Headers ---- */

/* Extra field, name, comment, and the check sum of it all. */
static galley_buffer full_header(const deflate_backend *backend) {
    galley_buffer header = {0};
    galley_buffer_add_bytes(&header, "\x1f\x8b\x08\x1f\1\2\3\4\2\3", HEADER_SIZE);
    galley_buffer_add_bytes(&header, "\x05\0extra", 7);
    galley_buffer_add_bytes(&header, "name", 5);
    galley_buffer_add_bytes(&header, "comment", 8);
    uint32_t crc = backend->crc32(0, header.ptr, header.len);
    galley_buffer_add_char(&header, (char)(crc & 0xff));
    galley_buffer_add_char(&header, (char)(crc >> 8 & 0xff));
    return header;
}

static void all_optional_header_fields_are_passed_over(void **state) {
    galley_buffer header = full_header(backend_of(state)), stream = {0};
    add_member_with(backend_of(state), &stream, header.ptr, header.len, galley_text_of("{}\n"));
    assert_reads(state, &stream, GZIP_END, galley_text_of("{}\n"));
    galley_buffer_clear(&header);
    galley_buffer_clear(&stream);
}

static void a_wrong_header_check_sum_is_told(void **state) {
    galley_buffer header = full_header(backend_of(state)), stream = {0};
    header.ptr[header.len - 1] ^= 1;
    add_member_with(backend_of(state), &stream, header.ptr, header.len, galley_text_of("{}\n"));
    assert_breaks(state, &stream, galley_text_of(""), "check sum of a gzip header");
    galley_buffer_clear(&header);
    galley_buffer_clear(&stream);
}

static void reserved_flags_and_unknown_methods_are_told(void **state) {
    for (int bit = 5; bit < 8; bit++) {
        galley_buffer stream = {0};
        add_member(backend_of(state), &stream, galley_text_of("{}\n"));
        stream.ptr[3] = (char)(1 << bit);
        assert_breaks(state, &stream, galley_text_of(""), "offset 3, in the gzip member from 0: reserved");
        galley_buffer_clear(&stream);
    }
    galley_buffer stream = {0};
    add_member(backend_of(state), &stream, galley_text_of("{}\n"));
    stream.ptr[2] = 7;
    assert_breaks(state, &stream, galley_text_of(""), "unknown compression method");
    galley_buffer_clear(&stream);
}

/* ---- Damage ---- */

static bool is_start_of(galley_text start, galley_text whole) {
    return start.len <= whole.len && galley_text_equal(start, galley_text_part(whole.ptr, start.len));
}

static void a_cut_is_told_wherever_it_is(void **state) {
    galley_buffer header = full_header(backend_of(state)), stream = {0}, text = words(500, 9), whole = {0};
    add_member_with(backend_of(state), &stream, header.ptr, header.len, galley_buffer_text(&text));
    size_t border = stream.len;
    add_member(backend_of(state), &stream, galley_buffer_text(&text));
    galley_buffer_add(&whole, galley_buffer_text(&text));
    galley_buffer_add(&whole, galley_buffer_text(&text));
    size_t len = stream.len;
    for (stream.len = 1; stream.len < len; stream.len++) {
        reading read = read_all(backend_of(state), &stream, 64);
        assert_int_equal(read.status, stream.len == border ? GZIP_END : GZIP_BROKEN);
        assert_true(is_start_of(galley_buffer_text(&read.text), galley_buffer_text(&whole)));
        assert_true(stream.len < border || read.text.len >= text.len);
        galley_buffer_clear(&read.text);
    }
    galley_buffer_clear(&header);
    galley_buffer_clear(&stream);
    galley_buffer_clear(&text);
    galley_buffer_clear(&whole);
}

/* Some bits say nothing: the time, or what fills up the last byte. All others must be seen to be wrong. */
static void a_flipped_bit_never_changes_the_text_unseen(void **state) {
    galley_buffer stream = {0}, text = words(150, 4);
    add_member(backend_of(state), &stream, galley_buffer_text(&text));
    for (size_t bit = 0; bit < stream.len * 8; bit++) {
        stream.ptr[bit / 8] ^= (char)(1 << bit % 8);
        reading read = read_all(backend_of(state), &stream, 64 * 1024);
        if (read.status == GZIP_END)
            assert_true(galley_text_equal(galley_buffer_text(&read.text), galley_buffer_text(&text)));
        else
            assert_true(strlen(read.error.message) > 0);
        galley_buffer_clear(&read.text);
        stream.ptr[bit / 8] ^= (char)(1 << bit % 8);
    }
    galley_buffer_clear(&stream);
    galley_buffer_clear(&text);
}

/* isa-l drops what it has decoded but not given when it meets damage; asking for little at a time shows it. */
static void damage_costs_no_text_that_stands_before_it(void **state) {
    galley_buffer stream = {0}, text = words(200 * 1000, 4);
    add_member(backend_of(state), &stream, galley_buffer_text(&text));
    memset(stream.ptr + stream.len / 3, 0xff, 64);
    reading at_once = read_all(backend_of(state), &stream, LARGE), in_bits = read_all(backend_of(state), &stream, 10);
    assert_int_equal(at_once.status, GZIP_BROKEN);
    assert_int_equal(in_bits.status, GZIP_BROKEN);
    assert_true(at_once.text.len > text.len / 4);
    assert_int_equal(at_once.text.len, in_bits.text.len);
    assert_true(galley_text_equal(galley_buffer_text(&at_once.text), galley_buffer_text(&in_bits.text)));
    galley_buffer_clear(&at_once.text);
    galley_buffer_clear(&in_bits.text);
    galley_buffer_clear(&stream);
    galley_buffer_clear(&text);
}

/* "abcde", then a copy of what stands 5000 bytes before; and then one from a distance that has no code. What an
 * inflater makes room for before it refuses the copy is no text. */
static void a_copy_from_before_the_text_adds_nothing_to_it(void **state) {
    static const char *const deflated[] = {"\x4b\x4c\x4a\x4e\x49\x1d\x1d\x87\x73\x74\x74\x04",
                                           "\x4b\x4c\x4a\x4e\x49\x05\x3e\x47\x47\x47"};
    for (size_t i = 0; i < 2; i++) {
        galley_buffer stream = {0};
        galley_buffer_add_bytes(&stream, "\x1f\x8b\x08\0\0\0\0\0\0\x03", HEADER_SIZE);
        galley_buffer_add_string(&stream, deflated[i]);
        size_t damage = stream.len;
        for (size_t behind = 0; behind < 40; behind++) { /* isa-l has another loop where there is little input left */
            stream.len = damage + behind;
            assert_breaks(state, &stream, galley_text_of("abcde"), "the compressed data is damaged");
            galley_buffer_add_char(&stream, 'x');
        }
        galley_buffer_clear(&stream);
    }
}

static void a_wrong_check_sum_or_length_is_told_after_the_text(void **state) {
    galley_buffer stream = {0};
    add_member(backend_of(state), &stream, galley_text_of("{}\n"));
    stream.ptr[stream.len - TRAILER_SIZE] ^= 1;
    assert_breaks(state, &stream, galley_text_of("{}\n"), "CRC-32");
    stream.ptr[stream.len - TRAILER_SIZE] ^= 1;
    stream.ptr[stream.len - 1] ^= 1;
    assert_breaks(state, &stream, galley_text_of("{}\n"), "ISIZE");
    galley_buffer_clear(&stream);
}

static void a_broken_stream_stays_broken(void **state) {
    galley_buffer stream = {0};
    add_member(backend_of(state), &stream, galley_text_of("{}\n"));
    stream.len -= 2;
    gzip_reader *reader = gzip_reader_new_with(backend_of(state), file_of(&stream));
    char out[100];
    size_t got;
    galley_error first = {""}, second = {""};
    assert_int_equal(gzip_reader_read(reader, out, sizeof out, &got, &first), GZIP_BROKEN);
    assert_int_equal(got, 3);
    assert_int_equal(gzip_reader_read(reader, out, sizeof out, &got, &second), GZIP_BROKEN);
    assert_int_equal(got, 0);
    assert_string_equal(first.message, second.message);
    gzip_reader_free(reader);
    galley_buffer_clear(&stream);
}

/* ---- Behind the last member ---- */

static void zero_bytes_behind_the_last_member_are_padding(void **state) {
    galley_buffer stream = {0};
    add_member(backend_of(state), &stream, galley_text_of("{}\n"));
    for (int i = 0; i < 1000; i++)
        galley_buffer_add_char(&stream, '\0');
    assert_reads(state, &stream, GZIP_END, galley_text_of("{}\n"));
    size_t offset = stream.len;
    add_member(backend_of(state), &stream, galley_text_of("[]\n"));
    char *sentence = memory_printf("compressed offset %zu,", offset);
    assert_breaks(state, &stream, galley_text_of("{}\n"), sentence);
    free(sentence);
    galley_buffer_clear(&stream);
}

static void what_is_no_member_behind_a_member_is_told(void **state) {
    static const char *const tails[] = {"GARBAGE", "\x1f\x8c\x08", "\n\n", "\x8b\x1f"};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        galley_buffer stream = {0};
        add_member(backend_of(state), &stream, galley_text_of("{}\n"));
        char *sentence = memory_printf("compressed offset %zu: bytes %02x %02x", stream.len, (unsigned char)tails[i][0],
                                       (unsigned char)tails[i][1]);
        galley_buffer_add_string(&stream, tails[i]);
        assert_breaks(state, &stream, galley_text_of("{}\n"), sentence);
        free(sentence);
        galley_buffer_clear(&stream);
    }
}

/* ---- What is not gzip ---- */

static void an_empty_file_is_an_empty_text(void **state) {
    galley_buffer stream = {0};
    assert_reads(state, &stream, GZIP_END, galley_text_of(""));
}

static void plain_text_is_read_as_it_is(void **state) {
    galley_buffer text = words(2 * LARGE, 8);
    assert_reads(state, &text, GZIP_END, galley_buffer_text(&text));
    text.ptr[5] = '\0'; /* a damaged line, not another format */
    assert_reads(state, &text, GZIP_END, galley_buffer_text(&text));
    galley_buffer_clear(&text);
}

static void other_formats_are_named(void **state) {
    static const struct {
        const char *bytes, *sentence;
    } cases[] = {{"\x78\x9c\x4b\x4c\x4a\x06\x00", "zlib"},
                 {"\x28\xb5\x2f\xfd....", "zstd"},
                 {"\xfd\x37zXZ....", "xz"},
                 {"BZh91AY&SY", "bzip2"},
                 {"PK\x03\x04", "zip"},
                 {"\xff\xfe{", "UTF-16"},
                 {"\x01\x02\x03\x04\x05\x06", "no text"},
                 {"\x1f", "cut off"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        galley_buffer stream = {0};
        galley_buffer_add_string(&stream, cases[i].bytes);
        assert_breaks(state, &stream, galley_text_of(""), cases[i].sentence);
        galley_buffer_clear(&stream);
    }
}

/* ---- Places ---- */

/* Reads a stream in steps; from the place after each step a fresh reader must come to the same rest. */
static void assert_places(void **state, const galley_buffer *stream, galley_text whole, uint64_t farthest) {
    gzip_reader *reader = gzip_reader_new_with(backend_of(state), file_of(stream));
    char out[5000];
    size_t got;
    uint64_t text = 0;
    while (gzip_reader_read(reader, out, sizeof out, &got, NULL) == GZIP_MORE) {
        text += got;
        gzip_place place = gzip_reader_place(reader);
        assert_true(place.text <= text && text - place.text <= farthest);
        gzip_reader *other = gzip_reader_new_with(backend_of(state), file_of(stream));
        assert_true(gzip_reader_seek(other, place, NULL));
        reading read = {.error = {""}};
        read_rest(other, 64 * 1024, &read);
        assert_int_equal(read.status, GZIP_END);
        galley_text rest = galley_text_part(whole.ptr + place.text, whole.len - place.text);
        assert_true(galley_text_equal(galley_buffer_text(&read.text), rest));
        assert_int_equal(gzip_reader_consumed(other), stream->len);
        gzip_reader_free(other);
        galley_buffer_clear(&read.text);
    }
    gzip_reader_free(reader);
}

static void reading_goes_on_at_a_place(void **state) {
    enum { MEMBER = 30 * 1000 };
    galley_buffer stream = {0}, whole = {0};
    for (unsigned i = 0; i < 5; i++) {
        galley_buffer text = words(MEMBER, i);
        add_member(backend_of(state), &stream, galley_buffer_text(&text));
        galley_buffer_add(&whole, galley_buffer_text(&text));
        galley_buffer_clear(&text);
    }
    assert_places(state, &stream, galley_buffer_text(&whole), MEMBER);
    assert_places(state, &whole, galley_buffer_text(&whole), 0);
    galley_buffer_clear(&stream);
    galley_buffer_clear(&whole);
}

static void a_pipe_cannot_be_read_from_a_place(void **state) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[1]);
    gzip_reader *reader = gzip_reader_new_with(backend_of(state), ends[0]);
    galley_error error = {""};
    assert_true(gzip_reader_seek(reader, (gzip_place){0, 0}, &error));
    assert_false(gzip_reader_seek(reader, (gzip_place){100, 200}, &error));
    assert_non_null(strstr(error.message, "pipe"));
    gzip_reader_free(reader);
}

static void a_descriptor_that_cannot_be_read_is_told(void **state) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    gzip_reader *reader = gzip_reader_new_with(backend_of(state), ends[1]); /* the end to write to */
    char out[10];
    size_t got;
    galley_error error = {""};
    assert_int_equal(gzip_reader_read(reader, out, sizeof out, &got, &error), GZIP_BROKEN);
    assert_non_null(strstr(error.message, "reading failed"));
    gzip_reader_free(reader);
    close(ends[0]);
}

/* ---- Pipes ---- */

typedef struct trickle {
    const galley_buffer *bytes;
    int descriptor;
} trickle;

/* Writes a stream in pieces of 1, 2, 3, … bytes. */
static void *write_trickle(void *argument) {
    const trickle *self = argument;
    for (size_t at = 0, piece = 1; at < self->bytes->len; at += piece++) {
        size_t left = self->bytes->len - at;
        if (write(self->descriptor, self->bytes->ptr + at, piece < left ? piece : left) < 0)
            break;
    }
    close(self->descriptor);
    return NULL;
}

static void a_pipe_may_bring_its_bytes_in_any_pieces(void **state) {
    galley_buffer stream = {0}, text = words(300 * 1000, 6), whole = {0};
    for (int i = 0; i < 3; i++) {
        add_member(backend_of(state), &stream, galley_buffer_text(&text));
        galley_buffer_add(&whole, galley_buffer_text(&text));
    }
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    trickle source = {&stream, ends[1]};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_trickle, &source), 0);
    reading read = {.error = {""}};
    gzip_reader *reader = gzip_reader_new_with(backend_of(state), ends[0]);
    read_rest(reader, 64 * 1024, &read);
    pthread_join(thread, NULL);
    assert_int_equal(read.status, GZIP_END);
    assert_int_equal(gzip_reader_consumed(reader), stream.len);
    assert_true(galley_text_equal(galley_buffer_text(&read.text), galley_buffer_text(&whole)));
    gzip_reader_free(reader);
    galley_buffer_clear(&read.text);
    galley_buffer_clear(&stream);
    galley_buffer_clear(&text);
    galley_buffer_clear(&whole);
}

static int run_with(const deflate_backend *backend) {
    struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(what_does_not_shrink_is_written_too),
        cmocka_unit_test(the_same_text_gives_the_same_bytes_whatever_was_written_before),
        cmocka_unit_test(every_level_has_a_writer),
        cmocka_unit_test(members_follow_each_other_without_a_seam),
        cmocka_unit_test(the_text_does_not_depend_on_how_much_is_asked_for),
        cmocka_unit_test(a_member_may_end_anywhere_in_the_input),
        cmocka_unit_test(all_optional_header_fields_are_passed_over),
        cmocka_unit_test(a_wrong_header_check_sum_is_told),
        cmocka_unit_test(reserved_flags_and_unknown_methods_are_told),
        cmocka_unit_test(a_cut_is_told_wherever_it_is),
        cmocka_unit_test(a_flipped_bit_never_changes_the_text_unseen),
        cmocka_unit_test(damage_costs_no_text_that_stands_before_it),
        cmocka_unit_test(a_copy_from_before_the_text_adds_nothing_to_it),
        cmocka_unit_test(a_wrong_check_sum_or_length_is_told_after_the_text),
        cmocka_unit_test(a_broken_stream_stays_broken),
        cmocka_unit_test(zero_bytes_behind_the_last_member_are_padding),
        cmocka_unit_test(what_is_no_member_behind_a_member_is_told),
        cmocka_unit_test(an_empty_file_is_an_empty_text),
        cmocka_unit_test(plain_text_is_read_as_it_is),
        cmocka_unit_test(other_formats_are_named),
        cmocka_unit_test(reading_goes_on_at_a_place),
        cmocka_unit_test(a_pipe_cannot_be_read_from_a_place),
        cmocka_unit_test(a_descriptor_that_cannot_be_read_is_told),
        cmocka_unit_test(a_pipe_may_bring_its_bytes_in_any_pieces),
    };
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        tests[i].initial_state = (void *)(uintptr_t)backend;
    return cmocka_run_group_tests_name(backend->name, tests, NULL, NULL);
}

int main(void) {
    int failures = 0;
    for (const deflate_backend *const *backend = deflate_backends; *backend; backend++)
        failures += run_with(*backend);
    return failures;
}
