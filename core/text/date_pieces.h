/* A text in the pieces that dates are made of: numbers, words with what they mean to a date, and signs. */
#ifndef CORE_TEXT_DATE_PIECES_H
#define CORE_TEXT_DATE_PIECES_H

#include "text/calendar.h"

enum {
    PIECES_MAX = 40,
    PIECES_AHEAD = 8,      /* so many behind the last are PIECE_END: looking ahead needs no check */
    NUMBER_DIGITS_MAX = 14 /* a longer number is of no date */
};

typedef enum piece_kind { PIECE_END, PIECE_NUMBER, PIECE_WORD, PIECE_SIGN } piece_kind;

typedef struct piece {
    piece_kind kind;
    size_t start, end; /* in the text */
    bool is_attached;  /* no white space stands before it */
    size_t digits;     /* of a number; if there are more than NUMBER_DIGITS_MAX, its value is none */
    int64_t value;
    uint32_t sign;
    meaning meaning; /* of a word */
} piece;

typedef struct pieces {
    piece list[PIECES_MAX + PIECES_AHEAD];
    size_t count;
    bool is_all; /* nothing of the text is left */
} pieces;

/* Cuts what stands from `at` on, into `most` pieces at most, which may be PIECES_MAX. */
void pieces_cut(pieces *self, galley_text text, size_t at, size_t most, const galley_calendar *calendar,
                const char *lang, galley_arena *scratch);

/* 0 to 9 of a digit in any of the scripts that dates are written in; else -1. */
int digit_value(uint32_t character);

#endif
