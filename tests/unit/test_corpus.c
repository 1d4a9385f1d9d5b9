/* Finding shards, and reading them in batches. */
#define _DEFAULT_SOURCE /* symlink */
#include "stream/corpus.h"
#include "unit/temporary.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The linker puts these two around readdir: a test may have it fail after that many entries. */
static int entries_left = -1;
struct dirent *__real_readdir(DIR *folder);
struct dirent *__wrap_readdir(DIR *folder);

struct dirent *__wrap_readdir(DIR *folder) {
    if (entries_left == 0) {
        errno = EIO;
        return NULL;
    }
    entries_left -= entries_left > 0;
    return __real_readdir(folder);
}

/* ---- Finding ---- */

/* Finds in the test's folder; `arguments` are relative to it. */
static bool find(void **state, corpus *found, const char *const *arguments, size_t count, galley_error *error) {
    char **paths = memory_zero(count, sizeof *paths);
    for (size_t i = 0; i < count; i++)
        paths[i] =
            strcmp(arguments[i], "-") == 0 ? memory_string(galley_text_of("-")) : temporary_path(state, arguments[i]);
    bool is_found = corpus_find(found, (const char *const *)paths, count, NULL, error);
    for (size_t i = 0; i < count; i++)
        free(paths[i]);
    free(paths);
    return is_found;
}

/* Finds and compares the names; both lists end with NULL. */
static void assert_names(void **state, const char *const *arguments, const char *const *names) {
    size_t count = 0, i = 0;
    while (arguments[count])
        count++;
    corpus found;
    galley_error error = {""};
    find(state, &found, arguments, count, &error);
    for (; i < found.count && names[i]; i++)
        assert_string_equal(found.shards[i].name, names[i]);
    assert_int_equal(i, found.count);
    assert_null(names[i]);
    corpus_clear(&found);
}

static void make_files(void **state, const char *const *names) {
    for (; *names; names++)
        temporary_write(state, *names, galley_text_of("{}\n"));
}

static void a_folder_gives_its_shards_sorted_and_named_from_there(void **state) {
    make_files(state, (const char *const[]){"in/b.jsonl.gz", "in/a.jsonl", "in/2020/c.ndjson", "in/2020/x/d.json.gz",
                                            "in/B.ndjson.gz", "in/readme.txt", "in/.hidden.jsonl", "in/e.json", NULL});
    static const char *const names[] = {"2020/c.ndjson", "2020/x/d.json.gz", "B.ndjson.gz",
                                        "a.jsonl",       "b.jsonl.gz",       NULL};
    assert_names(state, (const char *const[]){"in", NULL}, names);
    assert_names(state, (const char *const[]){"in/", NULL}, names);
}

static void files_are_named_by_their_base_name_in_the_order_given(void **state) {
    make_files(state, (const char *const[]){"x/b", "y/a.jsonl", NULL});
    assert_names(state, (const char *const[]){"x/b", "y/a.jsonl", NULL}, (const char *const[]){"b", "a.jsonl", NULL});
}

static void names_that_collide_all_grow_to_the_left(void **state) {
    make_files(state, (const char *const[]){"p/2019/a.gz", "p/2020/a.gz", "p/2020/b.gz", "q/2020/b.gz", NULL});
    assert_names(state, (const char *const[]){"p/2019/a.gz", "p/2020/a.gz", "p/2020/b.gz", NULL},
                 (const char *const[]){"2019/a.gz", "2020/a.gz", "2020/b.gz", NULL});
    assert_names(state, (const char *const[]){"p/2020/b.gz", "q/2020/b.gz", NULL},
                 (const char *const[]){"p/2020/b.gz", "q/2020/b.gz", NULL});
}

static void a_glob_gives_its_matches_sorted(void **state) {
    make_files(state, (const char *const[]){"a-10.gz", "a-2.gz", "a-1.gz", "b.gz", "z[1].gz", NULL});
    assert_names(state, (const char *const[]){"a-*.gz", NULL},
                 (const char *const[]){"a-1.gz", "a-10.gz", "a-2.gz", NULL});
    assert_names(state, (const char *const[]){"z[1].gz", NULL}, (const char *const[]){"z[1].gz", NULL});
}

static void a_file_that_is_found_twice_is_one_shard(void **state) {
    make_files(state, (const char *const[]){"in/a.jsonl", "in/b.jsonl", NULL});
    assert_names(state, (const char *const[]){"in/b.jsonl", "in", "in/../in/a.jsonl", "in/*", NULL},
                 (const char *const[]){"b.jsonl", "a.jsonl", NULL});
}

static void a_folder_that_links_to_itself_is_walked_once(void **state) {
    make_files(state, (const char *const[]){"in/a.jsonl", "other/b.jsonl", NULL});
    char *loop = temporary_path(state, "in/loop"), *link = temporary_path(state, "in/link");
    assert_int_equal(symlink(".", loop), 0);
    assert_int_equal(symlink("../other", link), 0);
    assert_names(state, (const char *const[]){"in", NULL}, (const char *const[]){"a.jsonl", "link/b.jsonl", NULL});
    free(link);
    free(loop);
}

static void every_one_of_many_folders_is_walked_once(void **state) {
    enum { FOLDERS = 300 };
    for (int i = 0; i < FOLDERS; i++) {
        char *name = memory_printf("in/%d/a.jsonl", i), *loop = memory_printf("in/%d/loop", i);
        char *path = temporary_path(state, loop);
        temporary_write(state, name, galley_text_of("{}\n"));
        assert_int_equal(symlink("..", path), 0);
        free(path);
        free(loop);
        free(name);
    }
    corpus found;
    galley_error error = {""};
    assert_true(find(state, &found, (const char *const[]){"in"}, 1, &error));
    assert_int_equal(found.count, FOLDERS);
    corpus_clear(&found);
}

static void a_folder_that_cannot_be_read_to_its_end_is_told(void **state) {
    make_files(state, (const char *const[]){"in/a.jsonl", "in/b.jsonl", "in/c.jsonl", NULL});
    corpus found;
    galley_error error = {""};
    entries_left = 4; /* ".", ".." and at least two of the shards, in any order */
    bool is_found = find(state, &found, (const char *const[]){"in"}, 1, &error);
    entries_left = -1;
    assert_true(is_found);
    size_t told = 0;
    for (size_t i = 0; i < found.count; i++)
        told += found.shards[i].error && strstr(found.shards[i].error, "cannot be read to its end: Input/output error");
    assert_int_equal(told, 1);
    assert_in_range(found.count, 3, 4);
    corpus_clear(&found);
}

static bool is_skipped(void *context, const char *folder) {
    (void)context;
    return strcmp(strrchr(folder, '/'), "/skipped") == 0;
}

static void folders_are_passed_over_when_they_are_met_and_not_when_they_are_named(void **state) {
    make_files(state, (const char *const[]){"in/a.jsonl", "in/skipped/deep/b.jsonl", NULL});
    char *in = temporary_path(state, "in"), *named = temporary_path(state, "in/skipped"),
         *met = temporary_path(state, "in/skip*");
    const corpus_filter filter = {is_skipped, NULL};
    const struct { const char *argument, *shard; } cases[] = {{in, "a.jsonl"}, {named, "deep/b.jsonl"}, {met, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        corpus found;
        galley_error error = {""};
        assert_int_equal(corpus_find(&found, &cases[i].argument, 1, &filter, &error), cases[i].shard != NULL);
        assert_int_equal(found.count, 1);
        if (cases[i].shard)
            assert_string_equal(found.shards[0].name, cases[i].shard);
        else
            assert_non_null(strstr(error.message, "passed over"));
        corpus_clear(&found);
    }
    free(in);
    free(named);
    free(met);
}

static void names_can_be_printed(void **state) {
    make_files(state, (const char *const[]){"a\nb.jsonl",
                                            "a\xff"
                                            "c.jsonl",
                                            "d\xc3\xa9.jsonl", NULL});
    assert_names(state, (const char *const[]){"", NULL},
                 (const char *const[]){"a_b.jsonl", "a_c.jsonl", "d\xc3\xa9.jsonl", NULL});
}

static void names_stay_unique_also_when_they_are_made_printable(void **state) {
    make_files(state, (const char *const[]){"a\nb.jsonl", "a\rb.jsonl", NULL});
    corpus found;
    galley_error error = {""};
    assert_true(find(state, &found, (const char *const[]){""}, 1, &error));
    assert_int_equal(found.count, 2);
    assert_string_not_equal(found.shards[0].name, found.shards[1].name);
    corpus_clear(&found);
}

static void what_is_missing_stays_in_the_list_with_its_error(void **state) {
    make_files(state, (const char *const[]){"a.jsonl", NULL});
    char *empty = temporary_path(state, "empty");
    galley_error error = {""};
    assert_true(folder_make(empty, &error));
    static const char *const arguments[] = {"missing.gz", "a.jsonl", "none-*.gz", "empty"};
    corpus found;
    assert_true(find(state, &found, arguments, 4, &error));
    assert_int_equal(found.count, 4);
    assert_non_null(strstr(found.shards[0].error, "missing.gz: No such file"));
    assert_null(found.shards[1].error);
    assert_int_equal(found.shards[1].bytes, 3);
    assert_non_null(found.shards[2].error);
    assert_non_null(found.shards[3].error);
    corpus_clear(&found);
    free(empty);
}

static void not_one_shard_is_an_error(void **state) {
    corpus found;
    galley_error error = {""};
    assert_false(find(state, &found, NULL, 0, &error));
    corpus_clear(&found);
    assert_false(find(state, &found, (const char *const[]){"missing", "missing-too"}, 2, &error));
    assert_non_null(strstr(error.message, "not one of 2 inputs"));
    assert_int_equal(found.count, 2);
    corpus_clear(&found);
}

/* ---- Reading ---- */

static galley_buffer gzipped(galley_text text) {
    galley_buffer stream = {0};
    gzip_writer *writer = gzip_writer_new(1);
    gzip_writer_member(writer, text, &stream);
    gzip_writer_free(writer);
    return stream;
}

static void write_gzipped(void **state, const char *name, galley_text text) {
    galley_buffer stream = gzipped(text);
    temporary_write(state, name, galley_buffer_text(&stream));
    galley_buffer_clear(&stream);
}

/* Lines of many lengths. */
static galley_buffer lines(size_t len, unsigned seed) {
    galley_buffer text = {0};
    while (text.len < len) {
        seed = seed * 1103515245u + 12345u;
        galley_buffer_printf(&text, "{\"number\":%u,\"text\":\"%*s\"}\n", seed, (int)(seed >> 20), "x");
    }
    return text;
}

/* What was read, one entry a batch. */
typedef struct entry {
    batch_kind kind;
    size_t shard, start, len; /* start: in `text` of the readings */
    uint64_t first_line, ordinal;
    bool is_last_piece, ends_shard;
    corpus_place after;
} entry;

typedef struct readings {
    galley_buffer text;
    entry *entries;
    size_t count;
    galley_error last_error;
} readings;

static void read_on(corpus_reader *reader, readings *read) {
    batch_text batch = {0};
    while (corpus_reader_next(reader, &batch)) {
        read->entries = memory_resize(read->entries, read->count + 1, sizeof *read->entries);
        read->entries[read->count++] =
            (entry){batch.kind,    batch.shard,         read->text.len,   batch.text.len, batch.first_line,
                    batch.ordinal, batch.is_last_piece, batch.ends_shard, batch.after};
        galley_buffer_add(&read->text, galley_buffer_text(&batch.text));
        if (batch.kind == BATCH_BROKEN)
            read->last_error = batch.error;
    }
    galley_buffer_clear(&batch.text);
}

static readings read_corpus(corpus *shards) {
    readings read = {.last_error = {""}};
    corpus_reader *reader = corpus_reader_new(shards, 0);
    read_on(reader, &read);
    corpus_reader_free(reader);
    return read;
}

static readings read_shard(void **state, const char *name) {
    corpus found;
    galley_error error = {""};
    if (!find(state, &found, &name, 1, &error))
        fail_msg("%s", error.message);
    readings read = read_corpus(&found);
    corpus_clear(&found);
    return read;
}

static void readings_clear(readings *read) {
    galley_buffer_clear(&read->text);
    free(read->entries);
}

static void assert_same_entry(const entry *a, const entry *b) {
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->shard, b->shard);
    assert_int_equal(a->len, b->len);
    assert_int_equal(a->first_line, b->first_line);
    assert_int_equal(a->ordinal, b->ordinal);
    assert_int_equal(a->is_last_piece, b->is_last_piece);
    assert_int_equal(a->ends_shard, b->ends_shard);
}

static uint64_t count_lines(const char *text, size_t len) {
    uint64_t count = 0;
    for (size_t i = 0; i < len; i++)
        count += text[i] == '\n';
    return count;
}

static void batches_are_whole_lines_of_at_most_a_mebibyte(void **state) {
    galley_buffer text = lines(5 * 1000 * 1000, 1);
    write_gzipped(state, "a.jsonl.gz", galley_buffer_text(&text));
    readings read = read_shard(state, "a.jsonl.gz");
    assert_true(galley_text_equal(galley_buffer_text(&read.text), galley_buffer_text(&text)));
    assert_int_equal(read.count, 5);
    uint64_t line = 0;
    for (size_t i = 0; i < read.count; i++) {
        const entry *each = &read.entries[i];
        assert_int_equal(each->kind, BATCH_LINES);
        assert_true(each->len <= BATCH_TEXT);
        assert_int_equal(each->first_line, line + 1);
        assert_int_equal(each->ordinal, line);
        line += count_lines(read.text.ptr + each->start, each->len);
        assert_int_equal(each->ends_shard, i + 1 == read.count);
        assert_int_equal(read.text.ptr[each->start + each->len - 1], '\n');
        assert_int_equal(each->after.ordinal, line);
    }
    readings_clear(&read);
    galley_buffer_clear(&text);
}

static void short_lines_do_not_make_a_batch_of_more_than_some_thousands(void **state) {
    enum { LINES = 3 * BATCH_LINES_MAX + 100 };
    galley_buffer text = {0};
    for (int i = 0; i < LINES; i++)
        galley_buffer_add_string(&text, "{}\n");
    text.len--; /* the last LF */
    temporary_write(state, "a.jsonl", galley_buffer_text(&text));
    readings read = read_shard(state, "a.jsonl");
    assert_int_equal(read.count, 4);
    for (size_t i = 0; i < read.count; i++) {
        assert_int_equal(read.entries[i].first_line, i * BATCH_LINES_MAX + 1);
        assert_int_equal(read.entries[i].ends_shard, i == 3);
    }
    assert_true(galley_text_equal(galley_buffer_text(&read.text), galley_buffer_text(&text)));
    readings_clear(&read);
    galley_buffer_clear(&text);
}

static void each_shard_gives_at_least_one_batch(void **state) {
    temporary_write(state, "in/a.jsonl", galley_text_of(""));
    temporary_write(state, "in/b.jsonl", galley_text_of("{}\n{}"));
    temporary_write(state, "in/c.jsonl", galley_text_of("\n"));
    write_gzipped(state, "in/d.jsonl.gz", galley_text_of(""));
    readings read = read_shard(state, "in");
    assert_int_equal(read.count, 4);
    static const uint64_t ordinals[] = {0, 0, 2, 3};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(read.entries[i].kind, BATCH_LINES);
        assert_int_equal(read.entries[i].shard, i);
        assert_int_equal(read.entries[i].ordinal, ordinals[i]);
        assert_int_equal(read.entries[i].first_line, 1);
        assert_true(read.entries[i].ends_shard);
        assert_int_equal(read.entries[i].after.shard, i + 1);
    }
    assert_true(galley_text_is(galley_buffer_text(&read.text), "{}\n{}\n"));
    readings_clear(&read);
}

static void a_byte_order_mark_is_passed_over(void **state) {
    temporary_write(state, "in/a.jsonl", galley_text_of("\xef\xbb\xbf{}\n"));
    temporary_write(state, "in/b.jsonl", galley_text_of("\xef\xbb\xbf"));
    readings read = read_shard(state, "in");
    assert_true(galley_text_is(galley_buffer_text(&read.text), "{}\n"));
    readings_clear(&read);
}

/* ---- Pipes ---- */

typedef struct source {
    galley_text bytes;
    int descriptor;
} source;

static void *write_in_pieces(void *argument) {
    const source *self = argument;
    for (size_t at = 0, piece = 1; at < self->bytes.len; at += piece, piece = piece * 7 % 4093 + 1) {
        piece = piece < self->bytes.len - at ? piece : self->bytes.len - at;
        if (write(self->descriptor, self->bytes.ptr + at, piece) != (ssize_t)piece)
            break;
    }
    close(self->descriptor);
    return NULL;
}

/* Reads bytes as standard input, through a pipe. */
static readings read_piped(void **state, galley_text bytes) {
    int ends[2], kept = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    source source_of_bytes = {bytes, ends[1]};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_in_pieces, &source_of_bytes), 0);
    readings read = read_shard(state, "-");
    pthread_join(thread, NULL);
    dup2(kept, STDIN_FILENO);
    close(kept);
    return read;
}

static void the_bounds_of_batches_do_not_depend_on_how_a_pipe_is_filled(void **state) {
    galley_buffer text = lines(3 * 1000 * 1000, 2), stream = gzipped(galley_buffer_text(&text));
    temporary_write(state, "a.jsonl", galley_buffer_text(&text));
    readings file = read_shard(state, "a.jsonl"), plain = read_piped(state, galley_buffer_text(&text)),
             packed = read_piped(state, galley_buffer_text(&stream));
    assert_int_equal(file.count, plain.count);
    assert_int_equal(file.count, packed.count);
    for (size_t i = 0; i < file.count; i++) {
        assert_same_entry(&file.entries[i], &plain.entries[i]);
        assert_same_entry(&file.entries[i], &packed.entries[i]);
    }
    assert_true(galley_text_equal(galley_buffer_text(&plain.text), galley_buffer_text(&text)));
    readings_clear(&file);
    readings_clear(&plain);
    readings_clear(&packed);
    galley_buffer_clear(&stream);
    galley_buffer_clear(&text);
}

/* ---- Long lines ---- */

static void add_line(galley_buffer *text, size_t len) {
    memset(galley_buffer_reserve(text, len), 'x', len);
    text->len += len;
    text->ptr[text->len - 1] = '\n';
}

static void a_line_longer_than_a_batch_is_one_batch(void **state) {
    galley_buffer text = {0};
    galley_buffer_add_string(&text, "{}\n");
    add_line(&text, 5 * BATCH_TEXT);
    galley_buffer_add_string(&text, "[]\n");
    write_gzipped(state, "a.jsonl.gz", galley_buffer_text(&text));
    readings read = read_shard(state, "a.jsonl.gz");
    assert_true(galley_text_equal(galley_buffer_text(&read.text), galley_buffer_text(&text)));
    assert_int_equal(read.entries[0].len, 3);
    assert_true(read.entries[1].len >= 5 * BATCH_TEXT);
    for (size_t i = 0; i < read.count; i++)
        assert_int_equal(read.entries[i].kind, BATCH_LINES);
    assert_int_equal(read.entries[read.count - 1].after.ordinal, 3);
    readings_clear(&read);
    galley_buffer_clear(&text);
}

static void a_line_that_is_too_long_comes_in_pieces(void **state) {
    enum { LONG = LINE_MAX_BYTES + 5 * BATCH_TEXT / 2 };
    galley_buffer text = {0};
    galley_buffer_add_string(&text, "{}\n");
    add_line(&text, LONG);
    galley_buffer_add_string(&text, "[]\n");
    write_gzipped(state, "a.jsonl.gz", galley_buffer_text(&text));
    readings read = read_shard(state, "a.jsonl.gz");
    assert_true(galley_text_equal(galley_buffer_text(&read.text), galley_buffer_text(&text)));
    assert_int_equal(read.count, 6);
    for (size_t i = 1; i < 5; i++) {
        const entry *piece = &read.entries[i];
        assert_int_equal(piece->kind, BATCH_PIECE);
        assert_int_equal(piece->first_line, 2);
        assert_int_equal(piece->ordinal, 1);
        assert_int_equal(piece->is_last_piece, i == 4);
        assert_true(piece->len <= (i == 1 ? LINE_MAX_BYTES : BATCH_TEXT));
        assert_int_equal(piece->after.line, i == 4 ? 2 : 1);
        assert_int_equal(piece->after.text, i == 4 ? 3 + LONG : 3);
    }
    assert_int_equal(read.entries[5].kind, BATCH_LINES);
    assert_int_equal(read.entries[5].first_line, 3);
    readings_clear(&read);
    galley_buffer_clear(&text);
}

static void a_long_line_may_end_with_its_shard(void **state) {
    static const size_t longer[] = {0, 1, BATCH_TEXT - 1, BATCH_TEXT, 2 * BATCH_TEXT};
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) {
        galley_buffer text = {0};
        add_line(&text, LINE_MAX_BYTES + longer[i] + 1);
        text.len--; /* its LF */
        write_gzipped(state, "a.jsonl.gz", galley_buffer_text(&text));
        readings read = read_shard(state, "a.jsonl.gz");
        const entry *last = &read.entries[read.count - 1];
        assert_int_equal(last->kind, BATCH_PIECE);
        assert_true(last->len > 0 && last->is_last_piece && last->ends_shard);
        assert_int_equal(last->after.ordinal, 1);
        assert_int_equal(read.text.len, text.len);
        readings_clear(&read);
        galley_buffer_clear(&text);
    }
}

static void a_long_line_that_ends_just_behind_a_piece_has_no_empty_piece(void **state) {
    static const size_t longer[] = {0, BATCH_TEXT};
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++) {
        galley_buffer text = {0};
        add_line(&text, LINE_MAX_BYTES + longer[i] + 1);
        galley_buffer_add_string(&text, "[]\n");
        write_gzipped(state, "a.jsonl.gz", galley_buffer_text(&text));
        readings read = read_shard(state, "a.jsonl.gz");
        assert_true(galley_text_equal(galley_buffer_text(&read.text), galley_buffer_text(&text)));
        const entry *piece = &read.entries[i], *behind = &read.entries[i + 1];
        assert_true(piece->kind == BATCH_PIECE && piece->is_last_piece && piece->len > 1);
        assert_int_equal(piece->after.line, 1);
        assert_int_equal(piece->after.text, text.len - 3);
        assert_int_equal(behind->kind, BATCH_LINES);
        assert_int_equal(behind->first_line, 2);
        readings_clear(&read);
        galley_buffer_clear(&text);
    }
}

static void a_byte_order_mark_does_not_move_the_bounds_behind_it(void **state) {
    for (size_t shorter = 0; shorter < 4; shorter++) {
        galley_buffer text = {0}, marked = {0};
        add_line(&text, BATCH_TEXT + 1 - shorter);
        add_line(&text, 3 * BATCH_TEXT);
        galley_buffer_add_string(&marked, "\xef\xbb\xbf");
        galley_buffer_add(&marked, galley_buffer_text(&text));
        temporary_write(state, "a.jsonl", galley_buffer_text(&text));
        temporary_write(state, "b.jsonl", galley_buffer_text(&marked));
        readings plain = read_shard(state, "a.jsonl"), read = read_shard(state, "b.jsonl");
        assert_true(galley_text_equal(galley_buffer_text(&read.text), galley_buffer_text(&text)));
        assert_int_equal(read.count, plain.count);
        for (size_t i = 0; i < read.count; i++)
            assert_int_equal(read.entries[i].len, plain.entries[i].len);
        readings_clear(&plain);
        readings_clear(&read);
        galley_buffer_clear(&marked);
        galley_buffer_clear(&text);
    }
}

/* ---- Broken shards ---- */

static void a_truncated_gzip_costs_only_its_tail(void **state) {
    galley_buffer text = lines(2 * 1000 * 1000, 3), stream = gzipped(galley_buffer_text(&text));
    temporary_write(state, "in/a.jsonl.gz", galley_text_part(stream.ptr, stream.len / 2));
    temporary_write(state, "in/b.jsonl", galley_text_of("{}\n"));
    corpus found;
    galley_error error = {""};
    assert_true(find(state, &found, (const char *const[]){"in"}, 1, &error));
    readings read = read_corpus(&found);
    const entry *broken = &read.entries[read.count - 2], *next = &read.entries[read.count - 1];
    assert_int_equal(broken->kind, BATCH_BROKEN);
    assert_true(broken->ends_shard);
    assert_true(broken->start > 100 * 1000);
    assert_true(galley_text_equal(galley_text_part(read.text.ptr, broken->start + broken->len),
                                  galley_text_part(text.ptr, broken->start + broken->len)));
    assert_null(memchr(read.text.ptr + broken->start, '\n', broken->len));
    assert_int_equal(broken->ordinal, count_lines(read.text.ptr, broken->start));
    assert_int_equal(next->ordinal, broken->ordinal + (broken->len > 0));
    assert_int_equal(next->kind, BATCH_LINES);
    assert_int_equal(next->shard, 1);
    assert_non_null(strstr(read.last_error.message, "a.jsonl.gz: compressed offset"));
    readings_clear(&read);
    corpus_clear(&found);
    galley_buffer_clear(&stream);
    galley_buffer_clear(&text);
}

static void shards_that_cannot_be_opened_are_told_and_passed(void **state) {
    make_files(state, (const char *const[]){"a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl", NULL});
    corpus found;
    galley_error error = {""};
    static const char *const arguments[] = {"a.jsonl", "b.jsonl", "missing.jsonl", "c.jsonl", "d.jsonl"};
    assert_true(find(state, &found, arguments, 5, &error));
    /* One goes away, another becomes a folder, after they were found. */
    char *gone = temporary_path(state, "a.jsonl"), *folder = temporary_path(state, "c.jsonl");
    assert_true(path_remove(gone, &error) && path_remove(folder, &error) && folder_make(folder, &error));
    readings read = read_corpus(&found);
    static const batch_kind kinds[] = {BATCH_BROKEN, BATCH_LINES, BATCH_BROKEN, BATCH_BROKEN, BATCH_LINES};
    assert_int_equal(read.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(read.entries[i].kind, kinds[i]);
        assert_true(read.entries[i].ends_shard);
    }
    assert_non_null(strstr(read.last_error.message, "c.jsonl: the shard cannot be opened: Is a directory"));
    assert_int_equal(read.entries[4].after.ordinal, 2);
    readings_clear(&read);
    corpus_clear(&found);
    free(folder);
    free(gone);
}

static void a_long_line_may_end_in_damage(void **state) {
    galley_buffer text = {0};
    add_line(&text, LINE_MAX_BYTES + 3 * BATCH_TEXT);
    galley_buffer stream = gzipped(galley_buffer_text(&text));
    temporary_write(state, "a.jsonl.gz", galley_text_part(stream.ptr, stream.len - 20));
    readings read = read_shard(state, "a.jsonl.gz");
    const entry *last = &read.entries[read.count - 1];
    assert_int_equal(read.entries[0].kind, BATCH_PIECE);
    assert_int_equal(last->kind, BATCH_BROKEN);
    assert_true(last->is_last_piece && last->ends_shard);
    assert_int_equal(last->after.ordinal, 1);
    readings_clear(&read);
    galley_buffer_clear(&stream);
    galley_buffer_clear(&text);
}

/* ---- Places ---- */

/* From the place behind each batch a fresh reader gives exactly the batches that the first one gave behind it. */
static void assert_goes_on_everywhere(corpus *shards) {
    readings whole = read_corpus(shards);
    for (size_t i = 0; i < whole.count; i++) {
        if (whole.entries[i].kind == BATCH_PIECE && !whole.entries[i].is_last_piece)
            continue;
        corpus_reader *reader = corpus_reader_new(shards, 0);
        readings rest = {.last_error = {""}};
        galley_error error = {""};
        if (!corpus_reader_seek(reader, whole.entries[i].after, &error))
            fail_msg("%s", error.message);
        read_on(reader, &rest);
        assert_int_equal(rest.count, whole.count - i - 1);
        for (size_t k = 0; k < rest.count; k++)
            assert_same_entry(&rest.entries[k], &whole.entries[i + 1 + k]);
        size_t start = whole.entries[i].start + whole.entries[i].len;
        assert_true(galley_text_equal(galley_buffer_text(&rest.text),
                                      galley_text_part(whole.text.ptr + start, whole.text.len - start)));
        corpus_reader_free(reader);
        readings_clear(&rest);
    }
    readings_clear(&whole);
}

static void reading_goes_on_behind_every_batch(void **state) {
    galley_buffer stream = {0}, text = lines(3 * 1000 * 1000, 5);
    gzip_writer *writer = gzip_writer_new(1);
    for (size_t at = 0; at < text.len; at += 70 * 1000) /* members that end anywhere in a line */
        gzip_writer_member(writer, galley_text_part(text.ptr + at, text.len - at < 70000 ? text.len - at : 70000),
                           &stream);
    gzip_writer_free(writer);
    temporary_write(state, "in/a.jsonl.gz", galley_buffer_text(&stream));
    temporary_write(state, "in/b.jsonl", galley_buffer_text(&text));
    temporary_write(state, "in/c.jsonl.gz", galley_text_part(stream.ptr, stream.len - 30));
    galley_buffer bom = {0};
    galley_buffer_add_string(&bom, "\xef\xbb\xbf");
    galley_buffer_add(&bom, galley_buffer_text(&text));
    write_gzipped(state, "in/d.jsonl.gz", galley_buffer_text(&bom));
    corpus found;
    galley_error error = {""};
    assert_true(find(state, &found, (const char *const[]){"in"}, 1, &error));
    assert_goes_on_everywhere(&found);
    corpus_clear(&found);
    galley_buffer_clear(&bom);
    galley_buffer_clear(&stream);
    galley_buffer_clear(&text);
}

static void reading_goes_on_behind_a_line_that_was_too_long(void **state) {
    galley_buffer text = {0}, more = lines(2 * 1000 * 1000, 6);
    add_line(&text, LINE_MAX_BYTES + BATCH_TEXT + 1000);
    galley_buffer_add(&text, galley_buffer_text(&more));
    write_gzipped(state, "in/a.jsonl.gz", galley_buffer_text(&text));
    temporary_write(state, "in/b.jsonl", galley_buffer_text(&text));
    corpus found;
    galley_error error = {""};
    assert_true(find(state, &found, (const char *const[]){"in"}, 1, &error));
    assert_goes_on_everywhere(&found);
    corpus_clear(&found);
    galley_buffer_clear(&more);
    galley_buffer_clear(&text);
}

static void a_place_is_near_a_member(void **state) {
    galley_buffer stream = {0}, text = lines(4 * 1000 * 1000, 5);
    gzip_writer *writer = gzip_writer_new(1);
    for (size_t at = 0; at < text.len; at += 10 * 1000)
        gzip_writer_member(writer, galley_text_part(text.ptr + at, text.len - at < 10000 ? text.len - at : 10000),
                           &stream);
    gzip_writer_free(writer);
    temporary_write(state, "a.jsonl.gz", galley_buffer_text(&stream));
    readings read = read_shard(state, "a.jsonl.gz");
    for (size_t i = 0; i + 1 < read.count; i++) {
        const corpus_place *after = &read.entries[i].after;
        assert_true(after->member.text <= after->text);
        assert_true(after->text - after->member.text <= BATCH_TEXT + 10000);
    }
    readings_clear(&read);
    galley_buffer_clear(&stream);
    galley_buffer_clear(&text);
}

static void a_shard_that_became_shorter_is_told(void **state) {
    temporary_write(state, "a.jsonl", galley_text_of("{}\n"));
    corpus found;
    galley_error error = {""};
    assert_true(find(state, &found, (const char *const[]){"a.jsonl"}, 1, &error));
    corpus_reader *reader = corpus_reader_new(&found, 0);
    corpus_place place = {.shard = 0, .line = 3, .ordinal = 3, .text = 9, .member = {0, 0}};
    assert_false(corpus_reader_seek(reader, place, &error));
    assert_non_null(strstr(error.message, "a.jsonl"));
    assert_non_null(strstr(error.message, "shorter"));
    corpus_reader_free(reader);
    corpus_clear(&found);
}

static void what_was_read_is_counted(void **state) {
    galley_buffer text = lines(3 * 1000 * 1000, 5);
    write_gzipped(state, "in/a.jsonl.gz", galley_buffer_text(&text));
    write_gzipped(state, "in/b.jsonl.gz", galley_buffer_text(&text));
    corpus found;
    galley_error error = {""};
    assert_true(find(state, &found, (const char *const[]){"in"}, 1, &error));
    uint64_t bytes = found.shards[0].bytes + found.shards[1].bytes;
    corpus_reader *reader = corpus_reader_new(&found, 0), *later = corpus_reader_new(&found, 0);
    readings read = {.last_error = {""}};
    assert_int_equal(corpus_reader_consumed(reader), 0);
    read_on(reader, &read);
    assert_int_equal(corpus_reader_consumed(reader), bytes);
    corpus_place place = {.shard = 1, .ordinal = 5};
    assert_true(corpus_reader_seek(later, place, &error));
    assert_int_equal(corpus_reader_consumed(later), found.shards[0].bytes);
    read_on(later, &read);
    assert_int_equal(corpus_reader_consumed(later), bytes);
    readings_clear(&read);
    corpus_reader_free(reader);
    corpus_reader_free(later);
    corpus_clear(&found);
    galley_buffer_clear(&text);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temporary_make, temporary_remove) /* cmocka's need */

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_folder_gives_its_shards_sorted_and_named_from_there),
        IN_FOLDER(files_are_named_by_their_base_name_in_the_order_given),
        IN_FOLDER(names_that_collide_all_grow_to_the_left),
        IN_FOLDER(a_glob_gives_its_matches_sorted),
        IN_FOLDER(a_file_that_is_found_twice_is_one_shard),
        IN_FOLDER(a_folder_that_links_to_itself_is_walked_once),
        IN_FOLDER(every_one_of_many_folders_is_walked_once),
        IN_FOLDER(a_folder_that_cannot_be_read_to_its_end_is_told),
        IN_FOLDER(folders_are_passed_over_when_they_are_met_and_not_when_they_are_named),
        IN_FOLDER(names_can_be_printed),
        IN_FOLDER(names_stay_unique_also_when_they_are_made_printable),
        IN_FOLDER(what_is_missing_stays_in_the_list_with_its_error),
        IN_FOLDER(not_one_shard_is_an_error),
        IN_FOLDER(batches_are_whole_lines_of_at_most_a_mebibyte),
        IN_FOLDER(short_lines_do_not_make_a_batch_of_more_than_some_thousands),
        IN_FOLDER(each_shard_gives_at_least_one_batch),
        IN_FOLDER(a_byte_order_mark_is_passed_over),
        IN_FOLDER(the_bounds_of_batches_do_not_depend_on_how_a_pipe_is_filled),
        IN_FOLDER(a_line_longer_than_a_batch_is_one_batch),
        IN_FOLDER(a_line_that_is_too_long_comes_in_pieces),
        IN_FOLDER(a_long_line_may_end_with_its_shard),
        IN_FOLDER(a_long_line_that_ends_just_behind_a_piece_has_no_empty_piece),
        IN_FOLDER(a_byte_order_mark_does_not_move_the_bounds_behind_it),
        IN_FOLDER(a_truncated_gzip_costs_only_its_tail),
        IN_FOLDER(shards_that_cannot_be_opened_are_told_and_passed),
        IN_FOLDER(a_long_line_may_end_in_damage),
        IN_FOLDER(reading_goes_on_behind_every_batch),
        IN_FOLDER(reading_goes_on_behind_a_line_that_was_too_long),
        IN_FOLDER(a_place_is_near_a_member),
        IN_FOLDER(a_shard_that_became_shorter_is_told),
        IN_FOLDER(what_was_read_is_counted),
    };
    return cmocka_run_group_tests_name("corpus", tests, NULL, NULL);
}
