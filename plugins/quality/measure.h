/* What is measured of a text: one number a rule. */
#ifndef QUALITY_MEASURE_H
#define QUALITY_MEASURE_H

#include <galley/text.h>

typedef enum measured {
    /* Gopher, quality */
    WORDS,
    WORD_LENGTH,
    HASHES,
    ELLIPSES,
    BULLET_LINES,
    ELLIPSIS_LINES,
    LETTER_WORDS,
    STOP_WORDS,
    /* Gopher, repetition */
    DUPLICATE_PARAGRAPHS,
    DUPLICATE_PARAGRAPH_CHARACTERS,
    DUPLICATE_LINES,
    DUPLICATE_LINE_CHARACTERS,
    TOP_2,
    TOP_3,
    TOP_4,
    DUPLICATE_5,
    DUPLICATE_6,
    DUPLICATE_7,
    DUPLICATE_8,
    DUPLICATE_9,
    DUPLICATE_10,
    /* C4 */
    LOREM_IPSUM,
    CURLY_BRACKETS,
    SENTENCES,
    /* FineWeb */
    ENDED_LINES,
    SHORT_LINES,
    REPEATED_LINE_CHARACTERS,
    LINES_PER_WORD,
    MEASURES
} measured;

enum { NOT_MEASURED = -1 };

/* A worker's memory; {0} is empty. */
typedef struct desk {
    galley_buffer words; /* of the text */
    galley_buffer slots; /* what was seen */
    galley_buffer kept;  /* C4's lines */
    double of[MEASURES]; /* NOT_MEASURED where there is nothing to measure by */
} desk;

typedef struct settings {
    int64_t short_line; /* characters */
    bool wants_mark;    /* C4 keeps only lines that end in a mark */
    const char *lang;   /* or NULL */
} settings;

void desk_clear(desk *desk);

void measure_words(desk *desk, galley_text text, const char *lang); /* the others begin with this one */
void measure_repetition(desk *desk, galley_text text);
void measure_c4(desk *desk, galley_text text, const settings *settings); /* leaves the kept lines in desk->kept */
void measure_fineweb(desk *desk, galley_text text, int64_t short_line);

#endif
