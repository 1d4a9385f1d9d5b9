/* galley/stage.h: how to write a stage. This is a whole one:
 *
 *     #include <galley/stage.h>
 *
 *     typedef struct { int64_t min_characters; } tooshort;      // its parameters, filled by Galley
 *     enum { SHORT };
 *
 *     static galley_verdict tooshort_process(const void *stage, void *scratch, galley_article *article) {
 *         const tooshort *self = stage;
 *         (void)scratch;
 *         size_t characters = galley_utf8_count(galley_article_text(article, "text"));
 *         if (characters < (size_t)self->min_characters)
 *             return galley_drop(article, SHORT, (double)characters, galley_text_of(NULL));
 *         return GALLEY_KEEP;
 *     }
 *
 *     static const galley_param params[] = {
 *         {.name = "min_characters", .type = GALLEY_INTEGER, .offset = offsetof(tooshort, min_characters),
 *          .fallback = "200", .min = 0, .max = 1e9, .unit = "characters", .about = "shorter articles are dropped"},
 *         {0}};
 *     static const char *const reads[] = {"text", NULL};
 *     static const galley_reason reasons[] = {[SHORT] = {"short", "the text has too few characters"}, {0}};
 *
 *     GALLEY_STAGE(tooshort, .version = "1.0", .about = "drops short articles", .params = params, .reads = reads,
 *                  .reasons = reasons, .size_of_stage = sizeof(tooshort), .process = tooshort_process);
 *
 * Built as tooshort.so (in CMake: find_package(Galley) and galley_add_stage(tooshort tooshort.c)), found on the plugin
 * path, used in a pipeline as {"use": "tooshort", "with": {"min_characters": 500}}.
 * `galley new-stage NAME` writes such a folder.
 *
 * The life of a stage (each use in a pipeline is a stage of its own):
 *     parameters are checked and stored → [adapt] → open → [worker_open → survey… → worker_close → gather… → settle]
 *     → worker_open → process… commit… → worker_close → [finish] → close
 * and of one that is asked about two articles of a run that is over: parameters → explain.
 * worker_open and worker_close run on each worker's thread, and for a stage that surveys in both phases: before
 * `survey` there is nothing yet of what `settle` makes. A stage sees each article either way, or none of it: what
 * another stage drops or rejects before is neither surveyed nor processed.
 *
 * What may change: within one major ABI number, fields are only ever appended to galley_stage_type (its `size` tells
 * which it has) and functions only added; the other structs here keep their layout. Another major number is refused at
 * load. A plugin in C++, Rust or another language defines the same constant under the name `galley_stage`. In C++,
 * where GALLEY_STAGE would need designated initialisers:
 *
 *     #include <galley/stage.h>
 *
 *     static galley_verdict process(const void *, void *, galley_article *article) {
 *         galley_text text = galley_article_text(article, "text");
 *         return galley_article_set_integer(article, "characters", static_cast<int64_t>(galley_utf8_count(text)));
 *     }
 *
 *     static galley_stage_type describe() {
 *         static const char *const reads[] = {"text", nullptr}, *const writes[] = {"characters", nullptr};
 *         galley_stage_type type{};
 *         type.abi = GALLEY_ABI, type.size = sizeof type;
 *         type.name = "length", type.about = "counts the text's characters";
 *         type.reads = reads, type.writes = writes, type.process = process;
 *         return type;
 *     }
 *
 *     extern "C" GALLEY_API const galley_stage_type galley_stage = describe();
 *
 * Its functions must not throw: an exception that leaves one ends the process.
 */
#ifndef GALLEY_STAGE_H
#define GALLEY_STAGE_H

#include <galley/article.h>
#include <galley/base.h>
#include <galley/text.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GALLEY_ABI_MAJOR 1
#define GALLEY_ABI_MINOR 3
#define GALLEY_ABI       ((uint32_t)GALLEY_ABI_MAJOR << 16 | GALLEY_ABI_MINOR)

/* ---- Parameters ------------------------------------------------------------------------------------------------ */

/* What a parameter may be, and as what it is stored at its `offset` of the stage's struct. */
typedef enum galley_param_type {
    GALLEY_BOOL = 1,   /* bool */
    GALLEY_INTEGER,    /* int64_t */
    GALLEY_REAL,       /* double */
    GALLEY_STRING,     /* const char *, NULL if absent; lives as long as the stage */
    GALLEY_CHOICE,     /* int: the index in `choices` */
    GALLEY_STRINGS,    /* galley_strings */
    GALLEY_PATH,       /* const char *: as STRING, made absolute from the pipeline file's folder */
    GALLEY_SIZE,       /* uint64_t, bytes: a number, or "64K", "512M", "2G" (powers of 1024) */
    GALLEY_EXPRESSION, /* const galley_expression *, as STRING (galley/expression.h). Since ABI 1.3 */
} galley_param_type;

typedef struct galley_strings {
    const char *const *items;
    size_t count;
} galley_strings;

/* One parameter. A table of them ends with {0}. From this table come checking, `galley stages NAME`, the JSON Schema
 * and the reference pages. */
typedef struct galley_param {
    const char *name;
    galley_param_type type;
    size_t offset;              /* offsetof the field in the stage's struct */
    const char *fallback;       /* the default, as it would stand in a pipeline file but for the quotes of a string
                                   ("3", "true", "near"); a STRINGS: comma-separated. NULL: 0, false, absent, empty */
    bool required;              /* must be given; there is no default */
    double min, max;            /* of INTEGER, REAL, SIZE, both included; min == max: no limits */
    const char *const *choices; /* of CHOICE, and of what a STRINGS may hold; ends with NULL */
    const char *unit;           /* "characters", "words", "bytes"; NULL: none */
    const char *about;          /* one line */
} galley_param;

/* Why a stage may drop an article; ends with {0}. galley_drop takes the index. */
typedef struct galley_reason {
    const char *name, *about;
} galley_reason;

/* What a stage counts; ends with {0}. galley_count takes the index. */
typedef struct galley_counter {
    const char *name, *about;
} galley_counter;

/* ---- Survey: learning from the whole corpus before any article is processed -------------------------------------- */

typedef struct galley_postings galley_postings; /* where `survey` posts */
typedef struct galley_notes galley_notes;       /* all notes of one key */
typedef struct galley_findings galley_findings; /* what `gather` shared, in a fixed order */
typedef struct galley_telling galley_telling;   /* where `gather` and `settle` share and tell */

typedef struct galley_note {
    uint64_t article;  /* galley_article_ordinal of the article that posted it */
    galley_text bytes; /* until the next call of galley_notes_next or galley_notes_rewind */
} galley_note;

/* Posts a note under a key (both copied; any bytes; up to 64 KiB together, more is fatal). From `survey`. */
GALLEY_API void galley_post(galley_postings *postings, galley_text key, galley_text note);

/* The notes of a key, by article and then in the order of posting. Rewind to read them again. From `gather`. */
GALLEY_API uint64_t galley_notes_count(const galley_notes *notes);
GALLEY_API bool galley_notes_next(galley_notes *notes, galley_note *note);
GALLEY_API void galley_notes_rewind(galley_notes *notes);

/* Shares a finding (copied) with `settle`, under the key that is gathered. From `gather`; from `settle` it is fatal. */
GALLEY_API void galley_share(galley_telling *telling, galley_text finding);

/* Tells an article something (copied; up to 64 KiB, more is fatal); its `process` finds it with galley_article_told.
 * Telling one that is gone, or never was, has no effect. From `gather` and `settle`. */
GALLEY_API void galley_tell(galley_telling *telling, uint64_t article, galley_text what);

/* The findings; the order does not depend on the number of workers. Views live until the next call. From `settle`. */
GALLEY_API bool galley_findings_next(galley_findings *findings, galley_text *key, galley_text *finding);
GALLEY_API void galley_findings_rewind(galley_findings *findings);

/* ---- The descriptor -------------------------------------------------------------------------------------------- */

/* A constant; the only thing a plugin exports. Functions that a stage does not need are NULL; `process` or `commit`
 * must be there. `stage` is the stage's own struct; those that take it const may run in many threads at once, and must
 * not read what `commit` writes. Names in `reads`: "text" (wanted), "lang?" (used if there), "$field" (the field, or
 * fields, that the parameter `field` names, or that stand in the expression `field`), "$field?". `writes` alike. Both
 * end with NULL. A field that nobody writes is a mistake where it is wanted, and a warning where a parameter names it
 * that can do without. */
typedef struct galley_stage_type {
    uint32_t abi;  /* GALLEY_ABI: set by GALLEY_STAGE */
    uint32_t size; /* sizeof(galley_stage_type): set by GALLEY_STAGE */
    const char *name, *version;
    const char *about;       /* one line */
    const char *description; /* paragraphs, or NULL */
    size_t size_of_stage;    /* of the stage's struct; cleared to 0 before the parameters are stored */
    const galley_param *params;
    const char *const *reads, *const *writes;
    const galley_reason *reasons;
    const galley_counter *counters;
    const char *memory; /* what it keeps per article, for people: "40 bytes an article"; NULL: nothing grows */

    /* Once, on the main thread, after the parameters are stored: makes what all workers share. False: the run does not
     * start, `error` is shown with the stage's place. `close` is not called for an `open` that failed. */
    bool (*open)(void *stage, galley_error *error);
    void (*close)(void *stage);

    /* Once per worker and phase, on its thread: memory for this worker alone. NULL with a filled error: fatal. */
    void *(*worker_open)(const void *stage, galley_error *error);
    void (*worker_close)(const void *stage, void *scratch);

    /* One article, in parallel with others. `scratch` is what worker_open gave, or NULL. */
    galley_verdict (*process)(const void *stage, void *scratch, galley_article *article);

    /* One article at a time, in corpus order, after its `process`. For what depends on order; keep it short. */
    galley_verdict (*commit)(void *stage, galley_article *article);

    /* Survey, in parallel: post; change nothing. KEEP, FAIL (the article is rejected) or FATAL. */
    galley_verdict (*survey)(const void *stage, void *scratch, galley_article *article, galley_postings *postings);

    /* All notes of one key, in parallel with other keys. False with an error: the run stops. */
    bool (*gather)(const void *stage, galley_text key, galley_notes *notes, galley_telling *telling,
                   galley_error *error);

    /* Once, alone, after the last gather. False with an error: the run stops. */
    bool (*settle)(void *stage, galley_findings *findings, galley_telling *telling, galley_error *error);

    /* The state that `commit` builds, for --resume: `save` writes it, `restore` reads back exactly those bytes after
     * `open`. Called while no `commit` runs. A stage with commit and without these two starts over when resumed. */
    bool (*save)(const void *stage, FILE *out, galley_error *error);
    bool (*restore)(void *stage, FILE *in, galley_error *error);

    /* Once, after the parameters are stored and before `open`: a stage whose parameters decide whether it surveys or
     * commits, or what it reads, takes away from `uses`, a copy of this descriptor for this use alone, what this use
     * does not need. What is left must be complete, as a descriptor is. Since ABI 1.1. */
    void (*adapt)(const void *stage, struct galley_stage_type *uses);

    /* Once, after the last article of a run that is complete but for its manifest: for what outlives the run, such as
     * an index of all articles ever seen. False with an error: the run stops, and may be resumed. What it writes must
     * stand being written again, since a run may be cut off right behind it. In a file NAME.state whose first line is a
     * JSON object that says what made it and what it holds, `galley dedup-state` shows that line. Not called where
     * nothing is to be kept: by `galley test` and `galley run --try`. Since ABI 1.1. */
    bool (*finish)(void *stage, galley_error *error);

    /* For a stage that compares articles: why it does or does not take two for the same, for `galley explain-dup`. The
     * parameters are stored, `open` is not called and neither is anything else: what it needs it makes and frees
     * itself; no file that a run keeps is read or written. Both articles are as the stage saw them, `one` being the one
     * that would survive; they are not changed, and told of nothing. `told` is an empty object to be filled, in the
     * order in which it is to be read: "verdict", a sentence; "is_copy", a boolean; "field", the field that was
     * compared, of which the differences are then shown; and whatever else there is to say, each under its name: text,
     * a number, an object of those, or a list of examples. Strings must be UTF-8. False with an error. Since ABI
     * 1.2. */
    bool (*explain)(const void *stage, galley_article *one, galley_article *other, json_t *told, galley_error *error);
} galley_stage_type;

/* Defines the descriptor under the name that Galley looks for. A macro, since it exports one fixed symbol and fills in
 * what must not be forgotten. */
#define GALLEY_STAGE(stage_name, ...)                                                                                  \
    extern GALLEY_API const galley_stage_type galley_stage;                                                            \
    const galley_stage_type galley_stage = {                                                                           \
        .abi = GALLEY_ABI, .size = sizeof(galley_stage_type), .name = #stage_name, __VA_ARGS__}

#ifdef __cplusplus
}
#endif
#endif
