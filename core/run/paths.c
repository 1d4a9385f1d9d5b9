/* File names of a run. */
#include "run/paths.h"
#include "pipeline/output.h"
#include "stream/corpus.h"

#include <galley/text.h>
#include <stdio.h>

enum { SHARD_MAX = 1024 }; /* bytes of a shard's name in a path */

/* A shard's name without its endings, results being gzip always, and not longer than a path has room for. */
static galley_text stem_of(const char *shard) {
    galley_text stem = shard_stem(shard);
    return galley_utf8_cut(stem, SHARD_MAX);
}

void tap_path(char path[PATH_ROOM], const pipeline *pipeline, size_t stage, const char *shard) {
    galley_text stem = stem_of(shard);
    snprintf(path, PATH_ROOM, "taps/%02zu-%s/%.*s.jsonl.gz", stage + 1, pipeline->stages[stage].id,
             GALLEY_TEXT_ARGS(stem));
}

void fate_path(char path[PATH_ROOM], const char *folder, const char *shard) {
    galley_text stem = stem_of(shard);
    snprintf(path, PATH_ROOM, "%s/%.*s.jsonl.gz", folder, GALLEY_TEXT_ARGS(stem));
}

static bool is_harmless(char byte) {
    return (unsigned char)byte > ' ' && byte != '/' && byte != '\\' && byte != 0x7f;
}

/* Its first characters, at most so many of them and so many bytes. */
static galley_text cut_value(galley_text value, size_t characters, size_t bytes) {
    size_t end = 0;
    uint32_t character;
    while (characters-- > 0 && galley_utf8_next(value, &end, &character))
        continue;
    return galley_utf8_cut(galley_text_part(value.ptr, end), bytes);
}

static void add_component(galley_buffer *path, galley_text value) {
    if (value.len == 0)
        value = galley_text_of("none");
    for (size_t i = 0; i < value.len; i++) {
        bool is_hidden = i == 0 && value.ptr[i] == '.';
        galley_buffer_add_char(path, is_harmless(value.ptr[i]) && !is_hidden ? value.ptr[i] : '_');
    }
}

static void add_field(galley_buffer *path, const template_piece *piece, size_t bytes, galley_article *article) {
    char field[128];
    snprintf(field, sizeof field, "%.*s", GALLEY_TEXT_ARGS(piece->field));
    add_component(path, cut_value(article_spelling(article, field), piece->characters, bytes));
}

bool result_path(galley_buffer *path, const pipeline *pipeline, galley_article *article, const char *shard) {
    galley_text stem = stem_of(shard);
    path->len = 0;
    galley_buffer_add_string(path, "articles/");
    template_piece piece;
    for (const char *at = pipeline->output.path; template_next(&at, &piece);) {
        galley_buffer_add(path, piece.literal);
        if (piece.is_shard)
            galley_buffer_add(path, stem);
        else if (piece.field.len)
            add_field(path, &piece, pipeline->output.value_bytes, article);
    }
    galley_buffer_add_string(path, ".jsonl.gz");
    galley_buffer_add_char(path, '\0');
    path->len--;
    return template_has_shard(pipeline->output.path);
}

bool is_path_of_shard_only(const pipeline *pipeline) {
    template_piece piece;
    for (const char *at = pipeline->output.path; template_next(&at, &piece);)
        if (piece.field.len && !piece.is_shard)
            return false;
    return true;
}
