/* The corpus: which shards there are, what they are called, and their text in batches of whole lines.
 *
 * Arguments are files, folders (all *.jsonl.gz, *.jsonl, *.json.gz, *.ndjson[.gz] below them, sorted by name, without
 * hidden ones), globs, and "-". A file is taken whatever it is called; one that is named twice is one shard. A shard is
 * gzip or plain text whatever its name says, and an empty file has no lines.
 * One reader at a time, which changes nothing in the corpus; the bounds of batches depend on nothing but the bytes. */
#ifndef CORE_STREAM_CORPUS_H
#define CORE_STREAM_CORPUS_H

#include "stream/gzip.h"

typedef struct shard {
    char *path;     /* to open; "-" is standard input */
    char *name;     /* unique in the corpus, without "..": of the origin and of the output, e.g. "2020/a.jsonl.gz" */
    uint64_t bytes; /* of the file; 0 for standard input */
    int64_t modified_ns; /* when the file was last changed, in nanoseconds since 1970; 0 for standard input */
    char *error; /* why it could not be found or, set by who emits what was read, not be read to its end: a sentence
                       that begins with the path; or NULL */
} shard;

typedef struct corpus {
    shard *shards;
    size_t count;
} corpus;

/* What is no corpus though it lies in one. Asked of each folder that a walk or a glob meets, not of one that was named:
 * where it says yes, the folder is passed over with all that is in it. */
typedef struct corpus_filter {
    bool (*is_passed_over)(void *context, const char *folder);
    void *context;
} corpus_filter;

/* Finds the shards; `filter` may be NULL. A shard that is not there stays in the list with its `error` set, so that the
 * run can say so and go on. False with an error only if not one shard was found. A name is a file's base name, or its
 * path below the folder that was given; where two are the same, all grow by as many path components to the left as make
 * them unique. Standard input is "stdin.jsonl". Without their endings, too, no two names are the same. They have no
 * control characters, are UTF-8, and no component of one has more than 200 bytes. Clear the corpus in any case. */
bool corpus_find(corpus *corpus, const char *const *arguments, size_t count, const corpus_filter *filter,
                 galley_error *error);
void corpus_clear(corpus *corpus);

/* A name without the endings that say how the shard is packed: "2020/a.jsonl.gz" gives "2020/a". A view. */
galley_text shard_stem(const char *name);

/* ---- Reading ---- */

enum {
    BATCH_TEXT = 1024 * 1024,           /* a batch closes at the last line end within this many bytes, */
    BATCH_LINES_MAX = 4096,             /* or behind so many lines */
    BATCH_MEMORY_KEPT = 4 * BATCH_TEXT, /* what a buffer of a batch keeps from one use to the next */
    LINE_MAX_BYTES = 32 * 1024 * 1024   /* a longer line is not an article: it comes in pieces, to be rejected */
};

/* A place between two lines at which reading can go on. */
typedef struct corpus_place {
    size_t shard;
    uint64_t line;    /* lines of this shard before it */
    uint64_t ordinal; /* lines of the corpus before it */
    uint64_t text;    /* bytes of this shard's text before it */
    gzip_place member;
} corpus_place;

typedef enum batch_kind {
    BATCH_LINES,  /* whole lines, at least one */
    BATCH_PIECE,  /* a piece of a line that is too long; `is_last_piece` ends it */
    BATCH_BROKEN, /* the shard ends here though it should not: `error` says why; `text` is the unfinished line, or
                     empty. It counts as a line if it is not empty, or if it ends the pieces of one (then
                     `is_last_piece`) */
} batch_kind;

/* What the reader hands out. The text belongs to whoever brings the struct; it is used again. Lines and pieces stand in
 * it as in the shard, each line with its LF; all texts one after the other are the shard without byte order mark. */
typedef struct batch_text {
    batch_kind kind;
    galley_buffer text;
    size_t shard;
    uint64_t first_line; /* number of the first line in its shard, from 1 */
    uint64_t ordinal;    /* of the first line in the corpus, from 0 */
    bool is_last_piece;
    bool ends_shard; /* nothing more comes from this shard */
    galley_error error;
    corpus_place after; /* where reading goes on behind this batch; before the line while its last piece is missing */
} batch_text;

typedef struct corpus_reader corpus_reader;

/* `helpers`: how many threads will call corpus_reader_help; with 0 nothing is inflated ahead. The text is the same. */
corpus_reader *corpus_reader_new(const corpus *corpus, size_t helpers);
void corpus_reader_free(corpus_reader *reader);

/* Makes a fresh reader end a batch, rather than wait, when it has whole lines and whoever writes into a pipe has no
 * more yet. The text is the same; the bounds of batches then depend on how it comes. */
void corpus_reader_be_prompt(corpus_reader *reader);

/* Starts a fresh reader at a place that an earlier one gave with `after`, instead of at the beginning. What lies before
 * the place counts as consumed. */
bool corpus_reader_seek(corpus_reader *reader, corpus_place place, galley_error *error);

/* The next batch in corpus order; false behind the last. Each shard gives at least one batch (perhaps with no line at
 * all), the last with `ends_shard`. A byte order mark at the start of a shard is passed over. A last line without LF is
 * a line. */
bool corpus_reader_next(corpus_reader *reader, batch_text *batch);

/* Inflates some of what the reader will come to, if the shard is a file of many gzip members. Unlike all else here it
 * may be called from many threads at once, also while another one reads. */
void corpus_reader_help(corpus_reader *reader);

/* Bytes of files read so far, for progress: may be asked from another thread while the reader lives. */
uint64_t corpus_reader_consumed(const corpus_reader *reader);

#endif
