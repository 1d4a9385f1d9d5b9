/* The corpus' text in batches of whole lines, one shard after the other.
 *
 * A window of text grows in steps of BATCH_TEXT, always filled to the last byte unless the shard ends, until it holds a
 * line end; the batch is all up to the last one, or BATCH_LINES_MAX lines, and the rest, less than BATCH_TEXT since
 * line ends are only in the last step, is carried into the next window. So where a batch ends follows from the bytes
 * alone, not from how a pipe hands them out; unless the reader is prompt, when a batch also ends where it would have to
 * wait for the next byte. A window of LINE_MAX_BYTES without a line end goes out as a piece, and the
 * rest of that line in pieces of at most BATCH_TEXT, each with the LF that may stand right behind it. */
#define _GNU_SOURCE /* memrchr */
#include "base/memory.h"
#include "stream/ahead.h"
#include "stream/corpus.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct corpus_reader {
    const corpus *corpus;
    gzip_reader *stream; /* of the shard at `place`, or NULL before it is opened */
    ahead *ahead;        /* or NULL */
    corpus_place place;  /* where the next batch begins; `member` begins there or before */
    galley_buffer carry; /* read, but behind the last batch */
    bool is_prompt;
    bool is_in_line;   /* the last batch was a piece and did not end its line, */
    corpus_place line; /* which begins here */
    _Atomic uint64_t consumed;
    uint64_t consumed_before; /* of the shards before this one */
};

corpus_reader *corpus_reader_new(const corpus *shards, size_t helpers) {
    corpus_reader *reader = memory_zero(1, sizeof *reader);
    reader->corpus = shards;
    if (helpers > 0)
        reader->ahead = ahead_new(deflate_backends[0], helpers + 1, AHEAD_SEGMENT);
    atomic_init(&reader->consumed, 0);
    return reader;
}

void corpus_reader_be_prompt(corpus_reader *reader) {
    reader->is_prompt = true;
}

void corpus_reader_free(corpus_reader *reader) {
    if (!reader)
        return;
    gzip_reader_free(reader->stream);
    ahead_free(reader->ahead);
    galley_buffer_clear(&reader->carry);
    free(reader);
}

void corpus_reader_help(corpus_reader *reader) {
    if (reader->ahead)
        ahead_help(reader->ahead);
}

/* ---- Shards ---- */

static int open_path(const char *path) {
    int descriptor;
    do
        descriptor =
            strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

/* A shard that was broken before is tried again: what stands before the damage is read by every reader. */
static bool open_shard(corpus_reader *reader, galley_error *error) {
    const shard *opened = &reader->corpus->shards[reader->place.shard];
    int descriptor = open_path(opened->path);
    int code = errno;
    struct stat facts;
    if (descriptor >= 0 && fstat(descriptor, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        close(descriptor);
        descriptor = -1;
        code = EISDIR;
    }
    if (descriptor < 0 && opened->error)
        return galley_error_set(error, "%s", opened->error);
    if (descriptor < 0)
        return galley_error_set(error, "%s: the shard cannot be opened: %s", opened->path, strerror(code));
    reader->stream = gzip_reader_new(descriptor);
    if (reader->is_prompt)
        gzip_reader_be_prompt(reader->stream);
    if (reader->ahead) {
        gzip_supply supply = ahead_supply(reader->ahead);
        gzip_reader_attach(reader->stream, &supply);
    }
    return true;
}

static void next_shard(corpus_reader *reader) {
    if (reader->stream)
        reader->consumed_before += gzip_reader_consumed(reader->stream);
    gzip_reader_free(reader->stream);
    reader->stream = NULL;
    reader->carry.len = 0;
    reader->is_in_line = false;
    reader->place = (corpus_place){.shard = reader->place.shard + 1, .ordinal = reader->place.ordinal};
}

/* Ends a batch that is the last of its shard. */
static void end_shard(corpus_reader *reader, batch_text *batch) {
    next_shard(reader);
    batch->ends_shard = true;
    batch->after = reader->place;
}

static void break_shard(corpus_reader *reader, batch_text *batch) {
    batch->kind = BATCH_BROKEN;
    batch->is_last_piece = reader->is_in_line;
    if (batch->text.len > 0 || reader->is_in_line)
        reader->place.ordinal++;
    end_shard(reader, batch);
}

/* ---- Windows ---- */

typedef struct text_window {
    galley_buffer *text;
    gzip_status status; /* of the last step */
    galley_error error; /* of GZIP_BROKEN */
    gzip_place member;  /* where the stream was before the last step: at or before what that step read */
} text_window;

/* Fills the window up to `wanted` bytes; a prompt reader perhaps with less. */
static void window_fill(corpus_reader *reader, text_window *window, size_t wanted) {
    galley_buffer *text = window->text;
    size_t got;
    window->member = gzip_reader_place(reader->stream);
    char *end = galley_buffer_reserve(text, wanted - text->len);
    window->status = gzip_reader_read(reader->stream, end, wanted - text->len, &got, &window->error);
    text->len += got;
    atomic_store(&reader->consumed, reader->consumed_before + gzip_reader_consumed(reader->stream));
}

/* Before the first window is filled: taken out of a full one, a mark would leave a gap that makes a later step too
 * long. */
static void skip_byte_order_mark(corpus_reader *reader, text_window *window) {
    static const char mark[] = {'\xef', '\xbb', '\xbf'};
    if (reader->place.text != 0)
        return;
    do
        window_fill(reader, window, sizeof mark);
    while (window->text->len < sizeof mark && window->status == GZIP_MORE);
    if (window->text->len < sizeof mark || memcmp(window->text->ptr, mark, sizeof mark) != 0)
        return;
    window->text->len = 0;
    reader->place.text = sizeof mark;
}

/* Reads until there is a line end, the line is too long, or the shard is over. Returns the length of the whole
 * lines. */
static size_t window_grow(corpus_reader *reader, text_window *window) {
    galley_buffer *text = window->text;
    size_t wanted = 0, searched = 0;
    skip_byte_order_mark(reader, window);
    const char *line_end = text->len > 0 ? memrchr(text->ptr, '\n', text->len) : NULL;
    if (line_end && gzip_reader_would_wait(reader->stream))
        return (size_t)(line_end - text->ptr) + 1;
    do {
        wanted += text->len < wanted ? 0 : BATCH_TEXT;
        window_fill(reader, window, wanted);
        if (text->len > searched)
            line_end = memrchr(text->ptr + searched, '\n', text->len - searched);
        searched = text->len;
    } while (!line_end && window->status == GZIP_MORE && text->len < LINE_MAX_BYTES);
    return line_end ? (size_t)(line_end - text->ptr) + 1 : 0;
}

/* Ends the batch at `len` bytes of the window and carries the rest. */
static void cut_window(corpus_reader *reader, const text_window *window, size_t len) {
    galley_buffer *text = window->text;
    galley_buffer_add_bytes(&reader->carry, text->ptr + len, text->len - len);
    text->len = len;
    reader->place.text += len;
    if (window->member.text <= reader->place.text)
        reader->place.member = window->member;
}

/* ---- Batches ---- */

/* The length of the first BATCH_LINES_MAX lines, or of all if they are fewer. */
static size_t count_lines(galley_text text, uint64_t *lines) {
    const char *at = text.ptr, *end = text.ptr + text.len;
    for (*lines = 0; at < end && *lines < BATCH_LINES_MAX; ++*lines) {
        const char *line_end = memchr(at, '\n', (size_t)(end - at));
        at = line_end ? line_end + 1 : end;
    }
    return (size_t)(at - text.ptr);
}

static void give_lines(corpus_reader *reader, const text_window *window, size_t len) {
    uint64_t lines;
    len = count_lines(galley_text_part(window->text->ptr, len), &lines);
    cut_window(reader, window, len);
    reader->place.line += lines;
    reader->place.ordinal += lines;
}

/* Is the shard or the line over behind a piece? Reads a byte to know, so that no empty piece follows. */
static void look_behind(corpus_reader *reader, text_window *window) {
    galley_buffer *text = window->text, *carry = &reader->carry;
    if (window->status != GZIP_MORE || carry->len > 0 || text->ptr[text->len - 1] == '\n')
        return;
    size_t got;
    window->status = gzip_reader_read(reader->stream, galley_buffer_reserve(carry, 1), 1, &got, &window->error);
    if (got == 0)
        return;
    if (carry->ptr[0] != '\n') {
        carry->len = got;
        return;
    }
    galley_buffer_add_char(text, '\n');
    reader->place.text++;
}

static void give_piece(corpus_reader *reader, text_window *window, size_t len, batch_text *batch) {
    if (!reader->is_in_line)
        reader->line = reader->place;
    cut_window(reader, window, len);
    look_behind(reader, window);
    batch->kind = BATCH_PIECE;
    bool is_at_end = window->status == GZIP_END && reader->carry.len == 0;
    batch->is_last_piece = is_at_end || window->text->ptr[window->text->len - 1] == '\n';
    reader->is_in_line = !batch->is_last_piece;
    if (reader->is_in_line)
        return;
    reader->place.line++;
    reader->place.ordinal++;
}

/* The next piece of a line that is too long: up to its end, or as much as there is. False if the shard breaks. */
static bool read_piece(corpus_reader *reader, text_window *window, batch_text *batch) {
    galley_buffer *text = window->text;
    window_fill(reader, window, BATCH_TEXT);
    const char *line_end = memchr(text->ptr, '\n', text->len);
    if (!line_end && window->status == GZIP_BROKEN)
        return false;
    give_piece(reader, window, line_end ? (size_t)(line_end - text->ptr) + 1 : text->len, batch);
    return true;
}

static bool read_lines(corpus_reader *reader, text_window *window, batch_text *batch) {
    size_t lines = window_grow(reader, window);
    if (window->status == GZIP_END)
        give_lines(reader, window, window->text->len);
    else if (lines > 0)
        give_lines(reader, window, lines);
    else if (window->status == GZIP_MORE)
        give_piece(reader, window, window->text->len, batch);
    return lines > 0 || window->status != GZIP_BROKEN;
}

static void batch_begin(const corpus_reader *reader, batch_text *batch) {
    buffer_recycle(&batch->text, BATCH_MEMORY_KEPT);
    batch->kind = BATCH_LINES;
    batch->shard = reader->place.shard;
    batch->first_line = reader->place.line + 1;
    batch->ordinal = reader->place.ordinal;
    batch->is_last_piece = batch->ends_shard = false;
    batch->error.message[0] = '\0';
}

bool corpus_reader_next(corpus_reader *reader, batch_text *batch) {
    if (reader->place.shard >= reader->corpus->count)
        return false;
    batch_begin(reader, batch);
    if (!reader->stream && !open_shard(reader, &batch->error)) {
        break_shard(reader, batch);
        return true;
    }
    galley_buffer_add(&batch->text, galley_buffer_text(&reader->carry));
    reader->carry.len = 0;
    text_window window = {.text = &batch->text};
    bool is_whole = reader->is_in_line ? read_piece(reader, &window, batch) : read_lines(reader, &window, batch);
    batch->after = reader->is_in_line ? reader->line : reader->place;
    if (!is_whole) {
        galley_error_set(&batch->error, "%s: %s", reader->corpus->shards[batch->shard].path, window.error.message);
        break_shard(reader, batch);
    } else if (window.status == GZIP_END && reader->carry.len == 0) {
        end_shard(reader, batch);
    }
    return true;
}

/* ---- Places ---- */

/* Goes to a place in the text that lies at or behind the start of a member. */
static bool skip_to(corpus_reader *reader, corpus_place place, galley_error *error) {
    if (!gzip_reader_seek(reader->stream, place.member, error))
        return false;
    uint64_t left = place.text - place.member.text;
    gzip_status status = GZIP_MORE;
    while (left > 0 && status == GZIP_MORE) {
        size_t wanted = left < BATCH_TEXT ? (size_t)left : BATCH_TEXT, got;
        status = gzip_reader_read(reader->stream, galley_buffer_reserve(&reader->carry, wanted), wanted, &got, error);
        left -= got;
    }
    if (left > 0 && status == GZIP_END)
        return galley_error_set(error, "the shard is shorter than it was when its place was noted; give the same file");
    return left == 0;
}

bool corpus_reader_seek(corpus_reader *reader, corpus_place place, galley_error *error) {
    reader->place = place;
    for (size_t i = 0; i < place.shard && i < reader->corpus->count; i++)
        reader->consumed_before += reader->corpus->shards[i].bytes;
    atomic_store(&reader->consumed, reader->consumed_before);
    if (place.shard >= reader->corpus->count || place.text == 0)
        return true;
    if (place.member.text > place.text)
        return galley_error_set(error, "the place to go on at is damaged; start the run again without --resume");
    if (!open_shard(reader, error))
        return false;
    const char *path = reader->corpus->shards[place.shard].path;
    return skip_to(reader, place, error) || galley_error_at(error, "%s", path);
}

uint64_t corpus_reader_consumed(const corpus_reader *reader) {
    return atomic_load(&reader->consumed);
}
