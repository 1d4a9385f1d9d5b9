/* The "output" member. */
#include "pipeline/output.h"
#include "base/utf8.h"
#include "stream/corpus.h"
#include "stream/file.h"

#include <stddef.h>
#include <stdlib.h>

enum { TEMPLATE_BYTES_MAX = 512, PLACEHOLDER_BYTES_MAX = 127, CHARACTERS_MAX = 100, LENGTH_DIGITS_MAX = 3 };

/* Between two "/" of a path. */
enum {
    COMPONENT_BYTES_MAX = 255 - (sizeof ".jsonl.gz.part" - 1),
    SHARD_COMPONENT_BYTES = 210, /* see corpus_find: 200, and a number */
    VALUE_BYTES_MIN = 8,         /* below that, values could no longer be told apart */
    VALUE_BYTES_MAX = 100
};

/* ---- Placeholders ---- */

static bool refuse_length(galley_text inside, galley_error *error) {
    return galley_error_set(error,
                            "{%.*s}: behind the colon a number of characters from 1 to %d is wanted, as in {date:7}; a "
                            "name that has a colon is given another one in \"fields\"",
                            GALLEY_TEXT_ARGS(inside), CHARACTERS_MAX);
}

/* Takes ":LENGTH" off the piece's field, if it is there. */
static bool read_length(template_piece *piece) {
    const char *colon = memchr(piece->field.ptr, ':', piece->field.len);
    piece->characters = CHARACTERS_MAX;
    if (!colon)
        return true;
    size_t name_len = (size_t)(colon - piece->field.ptr), digits = piece->field.len - name_len - 1;
    bool is_number = digits > 0 && digits <= LENGTH_DIGITS_MAX && strspn(colon + 1, "0123456789") == digits;
    piece->field.len = name_len;
    piece->characters = is_number ? strtoul(colon + 1, NULL, 10) : 0;
    return colon[1] != '0' && piece->characters >= 1 && piece->characters <= CHARACTERS_MAX;
}

/* Reads the placeholder that begins with the brace at *at, which moves behind it also if it is none: then false. */
static bool read_placeholder(const char **at, template_piece *piece, galley_error *error) {
    const char *open = *at;
    size_t len = strcspn(open + 1, "{}");
    bool is_closed = *open == '{' && open[1 + len] == '}';
    galley_text inside = galley_text_part(open + 1, len);
    *piece = (template_piece){.field = inside};
    *at = is_closed ? open + len + 2 : open + 1;
    if (!is_closed || len == 0 || len > PLACEHOLDER_BYTES_MAX)
        return galley_error_set(error, "the path has a brace that is no {shard} or {FIELD}, at \"%.20s\"", open);
    if (!read_length(piece) || piece->field.len == 0)
        return refuse_length(inside, error);
    piece->is_shard = galley_text_is(piece->field, "shard");
    if (piece->is_shard && piece->field.len < len)
        return galley_error_set(error, "{%.*s}: a shard's name is not cut; write {shard}", GALLEY_TEXT_ARGS(inside));
    return true;
}

bool template_next(const char **at, template_piece *piece) {
    const char *start = *at;
    for (const char *open; *(open = *at + strcspn(*at, "{"));) {
        *at = open;
        if (!read_placeholder(at, piece, NULL))
            continue;
        piece->literal = galley_text_part(start, (size_t)(open - start));
        return true;
    }
    *at += strlen(*at);
    *piece = (template_piece){.literal = galley_text_part(start, (size_t)(*at - start))};
    return *at > start;
}

bool template_has_shard(const char *template) {
    template_piece piece;
    while (template_next(&template, &piece))
        if (piece.is_shard)
            return true;
    return false;
}

/* What one component is made of. */
typedef struct component {
    size_t literal_bytes, shards, fields;
} component;

/* How much of it is left for each field. */
static size_t value_room(component each) {
    size_t taken = each.literal_bytes + each.shards * SHARD_COMPONENT_BYTES;
    if (taken > COMPONENT_BYTES_MAX)
        return 0;
    size_t room = each.fields > 0 ? (COMPONENT_BYTES_MAX - taken) / each.fields : VALUE_BYTES_MAX;
    return room < VALUE_BYTES_MAX ? room : VALUE_BYTES_MAX;
}

size_t template_value_bytes(const char *template) {
    size_t least = VALUE_BYTES_MAX, room;
    component each = {0};
    template_piece piece;
    while (template_next(&template, &piece)) {
        for (size_t i = 0; i < piece.literal.len; i++) {
            if (piece.literal.ptr[i] != '/') {
                each.literal_bytes++;
                continue;
            }
            least = (room = value_room(each)) < least ? room : least;
            each = (component){0};
        }
        each.shards += piece.is_shard;
        each.fields += piece.field.len > 0 && !piece.is_shard;
    }
    return (room = value_room(each)) < least ? room : least;
}

/* ---- What can be wrong ---- */

static bool has_control(const char *template) {
    char *printable = utf8_printable(template);
    bool has_one = strcmp(printable, template) != 0;
    free(printable);
    return has_one;
}

static void check_braces(const char *template, template_report *report, void *context) {
    template_piece piece;
    galley_error error;
    while (*(template += strcspn(template, "{}")))
        if (!read_placeholder(&template, &piece, &error))
            report(context, error.message);
}

/* What one writes who does not know that results get their ending; it would be there twice. */
static void check_ending(const char *template, template_report *report, void *context) {
    galley_text stem = shard_stem(template);
    galley_error error;
    galley_error_set(
        &error, "the path ends in \"%.20s\", and results get the ending \".jsonl.gz\" by themselves; write \"%.*s\"",
        template + stem.len, GALLEY_TEXT_ARGS(stem));
    if (template[stem.len])
        report(context, error.message);
}

void template_check(const char *template, template_report *report, void *context) {
    if (strlen(template) > TEMPLATE_BYTES_MAX)
        report(context, "the path is longer than 512 bytes");
    if (!path_is_inside(template))
        report(context, "the path must stay inside articles/: no / at an end, no \".\" or \"..\" between");
    if (has_control(template))
        report(context, "the path has a control character");
    if (template_value_bytes(template) < VALUE_BYTES_MIN)
        report(context, "the path has a part between two / that can be longer than a file's name may be; shorten it");
    check_braces(template, report, context);
    check_ending(template, report, context);
}

const char template_pattern[] = "^(?![\\s\\S]*[\\u0000-\\u001f\\u007f-\\u009f])"   /* no control character */
                                "(?!(?:[\\s\\S]*/)?\\.{0,2}(?:/|$))"               /* no bad component */
                                "(?![\\s\\S]+\\.(?:gz|jsonl|ndjson|json)$)"        /* no ending */
                                "(?:[^{}]|\\{(?=[^{}]{1,127}\\})(?!shard:)[^{}:]+" /* literal, or a placeholder */
                                "(?::(?:[1-9][0-9]?|100))?\\})+$";

const galley_param output_params[] = {
    {.name = "path",
     .type = GALLEY_STRING,
     .offset = offsetof(pipeline_output, path),
     .fallback = "{shard}",
     .about = "where results go below articles/, without ending: {shard} is the shard's name, {FIELD} a field's value, "
              "{FIELD:7} its first 7 characters"},
    {.name = "level",
     .type = GALLEY_INTEGER,
     .offset = offsetof(pipeline_output, level),
     .fallback = "3",
     .min = 1,
     .max = 9,
     .about = "how hard gzip tries: 1 is fast, 9 is small; 1 to 3 are the fastest where isa-l is there"},
    {.name = "provenance",
     .type = GALLEY_BOOL,
     .offset = offsetof(pipeline_output, provenance),
     .fallback = "false",
     .about = "give each result a member \"galley\" that says which shard and line it comes from"},
    {0}};
