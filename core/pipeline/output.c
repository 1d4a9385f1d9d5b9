/* The "output" member. */
#include "pipeline/output.h"
#include "base/utf8.h"

#include <stddef.h>

enum { TEMPLATE_BYTES_MAX = 512, NAME_BYTES_MAX = 127 };

bool template_next(const char *template, size_t *at, galley_text *name) {
    const char *open = strchr(template + *at, '{');
    if (!open)
        return false;
    *name = galley_text_part(open + 1, strcspn(open + 1, "}"));
    *at = (size_t)(open - template) + 1 + name->len;
    return true;
}

/* ".", ".." or nothing between two slashes? */
static bool has_bad_component(const char *template) {
    for (const char *at = template;; at++) {
        size_t len = strcspn(at, "/");
        bool is_dots = (len == 1 && at[0] == '.') || (len == 2 && at[0] == '.' && at[1] == '.');
        if (len == 0 || is_dots)
            return true;
        at += len;
        if (!*at)
            return false;
    }
}

static bool has_bad_braces(const char *template) {
    for (const char *at = template; *at; at++) {
        if (*at == '}')
            return true;
        if (*at != '{')
            continue;
        size_t len = strcspn(at + 1, "{}");
        if (len == 0 || len > NAME_BYTES_MAX || at[1 + len] != '}')
            return true;
        at += 1 + len;
    }
    return false;
}

const char *template_fault(const char *template) {
    if (strlen(template) > TEMPLATE_BYTES_MAX)
        return "is longer than 512 bytes";
    if (has_bad_component(template))
        return "must be a path inside articles/: no / at an end, no \".\" or \"..\" between";
    if (has_bad_braces(template))
        return "has a brace that is no {shard} or {FIELD}";
    char printable[TEMPLATE_BYTES_MAX + 1];
    strcpy(printable, template);
    utf8_make_printable(printable);
    return strcmp(printable, template) != 0 ? "has a control character" : NULL;
}

const galley_param output_params[] = {
    {.name = "path",
     .type = GALLEY_STRING,
     .offset = offsetof(pipeline_output, path),
     .fallback = "{shard}",
     .about = "where results go below articles/, without ending: {shard} is the shard's name, {FIELD} a field's value"},
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
