/* File names of a run. */
#include "run/paths.h"
#include "stream/corpus.h"

#include <galley/text.h>
#include <stdio.h>

enum { COMPONENT_MAX = 100, SHARD_MAX = 1024 }; /* bytes of a field's value and of a shard's name in a path */

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

static void add_component(galley_buffer *path, galley_text value) {
    galley_text cut = galley_utf8_cut(value, COMPONENT_MAX);
    if (cut.len == 0)
        cut = galley_text_of("none");
    for (size_t i = 0; i < cut.len; i++) {
        bool is_hidden = i == 0 && cut.ptr[i] == '.';
        galley_buffer_add_char(path, is_harmless(cut.ptr[i]) && !is_hidden ? cut.ptr[i] : '_');
    }
}

/* One placeholder at `at` (the opening brace); returns what stands behind it. */
static const char *add_placeholder(galley_buffer *path, const char *at, galley_article *article, galley_text shard) {
    const char *end = strchr(at, '}');
    galley_text name = galley_text_part(at + 1, (size_t)(end - at - 1));
    if (galley_text_is(name, "shard")) {
        galley_buffer_add(path, shard);
        return end + 1;
    }
    char field[128];
    snprintf(field, sizeof field, "%.*s", GALLEY_TEXT_ARGS(name));
    add_component(path, galley_article_text(article, field));
    return end + 1;
}

bool result_path(galley_buffer *path, const pipeline *pipeline, galley_article *article, const char *shard) {
    galley_text stem = stem_of(shard);
    path->len = 0;
    galley_buffer_add_string(path, "articles/");
    const char *at = pipeline->output.path;
    while (*at) {
        if (*at == '{')
            at = add_placeholder(path, at, article, stem);
        else
            galley_buffer_add_char(path, *at++);
    }
    galley_buffer_add_string(path, ".jsonl.gz");
    galley_buffer_add_char(path, '\0');
    path->len--;
    return strstr(pipeline->output.path, "{shard}") != NULL;
}

bool is_path_of_shard_only(const pipeline *pipeline) {
    const char *at = pipeline->output.path;
    for (; (at = strchr(at, '{')); at++)
        if (strncmp(at, "{shard}", 7) != 0)
            return false;
    return true;
}
