/* Furniture by lines. A line is judged by its folded form, by how long it is and by where it stands. */
#include "furniture.h"

enum {
    LINE_BYTES_MAX = 120, /* a longer line is story, whatever it begins with */
    TOP_LINES = 8,        /* where a title, a breadcrumb and a date line may stand */
    FORM_LINES_MAX = 15   /* of a comment form */
};

typedef struct phrase {
    furniture kind;
    const char *text;
} phrase;

static const phrase phrases[] = {
#include "phrases.inc"
};

/* Words of date lines in English, French, German, Spanish, Italian, Portuguese and Dutch, folded. */
static const char date_words[] =
    " january february march april may june july august september october november december jan feb mar apr jun jul "
    "aug "
    "sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun "
    "published "
    "updated posted on at am pm et est edt gmt utc ist last "
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi "
    "vendredi samedi dimanche publie modifie mis a jour le h min "
    "januar februar marz juni juli oktober dezember uhr montag dienstag mittwoch donnerstag freitag samstag sonntag "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre de del "
    "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre "
    "janeiro fevereiro maio junho julho setembro outubro novembro dezembro januari februari maart mei augustus ";

static bool is_date_word(galley_text word) {
    char wanted[32];
    if (word.len + 3 > sizeof wanted)
        return false;
    wanted[0] = wanted[word.len + 1] = ' ';
    wanted[word.len + 2] = '\0';
    memcpy(wanted + 1, word.ptr, word.len);
    return strstr(date_words, wanted) != NULL;
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* "12", "2024", "07h15", "1st": begins with a digit and has hardly a letter. */
static bool is_number(galley_text word) {
    size_t letters = 0;
    for (size_t i = 0; i < word.len; i++)
        letters += !is_digit(word.ptr[i]);
    return is_digit(word.ptr[0]) && letters <= 2;
}

/* Numbers and words of dates, two numbers at least. */
static bool is_date_line(galley_text folded) {
    size_t numbers = 0, at = 0;
    for (galley_text word; galley_word_next(folded, &at, &word);) {
        if (is_number(word))
            numbers++;
        else if (!is_date_word(word))
            return false;
    }
    return numbers >= 2;
}

static bool begins_with(galley_text text, const char *start, size_t len) {
    return text.len >= len && memcmp(text.ptr, start, len) == 0;
}

static furniture find_phrase(galley_text folded) {
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        size_t len = strlen(phrases[i].text);
        bool is_start = phrases[i].text[len - 1] == '*';
        if (is_start ? begins_with(folded, phrases[i].text, len - 1) : galley_text_is(folded, phrases[i].text))
            return phrases[i].kind;
    }
    return FURNITURE_NONE;
}

/* "Home / Sport / Rowing", "Accueil > Région": a home word, then a separator. */
static bool is_breadcrumb(galley_text line) {
    static const char *const homes[] = {"Home", "HOME", "Accueil", "ACCUEIL", "Startseite", "Inicio", "Início", NULL};
    static const char *const separators[] = {" / ", " > ", " » ", " › ", NULL};
    for (size_t i = 0; homes[i]; i++) {
        size_t len = strlen(homes[i]);
        if (!begins_with(line, homes[i], len))
            continue;
        galley_text rest = galley_text_part(line.ptr + len, line.len - len);
        for (size_t j = 0; separators[j]; j++)
            if (begins_with(rest, separators[j], strlen(separators[j])))
                return true;
    }
    return false;
}

static furniture judge(galley_text line, galley_text folded, galley_text folded_title, size_t number) {
    if (number < TOP_LINES && folded.len > 0 && galley_text_equal(folded, folded_title))
        return FURNITURE_TITLE;
    if (line.len > LINE_BYTES_MAX)
        return FURNITURE_NONE;
    if (is_breadcrumb(line))
        return FURNITURE_BREADCRUMB;
    if (begins_with(line, "©", strlen("©")))
        return FURNITURE_CREDIT;
    if (number < TOP_LINES && is_date_line(folded))
        return FURNITURE_DATE;
    return find_phrase(folded);
}

/* Is what follows a comment form: a few short lines to the end of the text? */
static bool is_form_to_the_end(galley_text text, size_t at) {
    size_t lines = 0;
    for (galley_text line; galley_line_next(text, &at, &line); lines++)
        if (line.len > LINE_BYTES_MAX || lines == FORM_LINES_MAX)
            return false;
    return true;
}

static void add_line(galley_buffer *out, galley_text line, bool *is_gap) {
    if (line.len == 0) {
        *is_gap = out->len > 0;
        return;
    }
    if (out->len > 0)
        galley_buffer_add_string(out, *is_gap ? "\n\n" : "\n");
    *is_gap = false;
    galley_buffer_add(out, line);
}

void furniture_remove(galley_text text, galley_text title, galley_arena *arena, galley_buffer *out,
                      uint64_t counts[FURNITURE_KINDS]) {
    uint64_t found[FURNITURE_KINDS] = {0};
    galley_text line, folded_title = galley_fold(title, arena);
    size_t at = 0;
    bool is_gap = false;
    out->len = 0;
    for (size_t number = 0; galley_line_next(text, &at, &line);) {
        bool is_judged = line.len > 0 && (line.len <= LINE_BYTES_MAX || number < TOP_LINES);
        galley_text folded = is_judged ? galley_fold(line, arena) : galley_text_of(NULL);
        furniture kind = is_judged ? judge(line, folded, folded_title, number) : FURNITURE_NONE;
        number += line.len > 0;
        if (kind == FURNITURE_COMMENTS && !is_form_to_the_end(text, at))
            kind = FURNITURE_NONE;
        found[kind]++;
        if (kind == FURNITURE_COMMENTS)
            break;
        if (kind == FURNITURE_NONE)
            add_line(out, line, &is_gap);
    }
    if (out->len == 0) {
        galley_buffer_add(out, text);
        return;
    }
    for (size_t kind = FURNITURE_NONE + 1; kind < FURNITURE_KINDS; kind++)
        counts[kind] += found[kind];
}
