/* Looks at scripts as a row of names and values, "published_at":"2024-03-12" or publishDate='…', without parsing them:
 * each colon and equals sign has its name before it and its value behind it, however they are quoted and escaped. */
#include "date_names.h"

#include "words.h"

enum {
    NAME_LETTERS = 48,
    NAME_LETTERS_MIN = 6,
    MARKS_MAX = 8, /* quotation marks and what escapes them, or spaces, at a name or value */
    VALUE_BYTES_MAX = 48,
    VALUE_BYTES_MIN = 8
};

typedef enum saying { IS_PUBLICATION, IS_OTHER } saying;

#define PART(says, letters) {says, letters},
static const struct {
    saying says;
    const char *letters;
} parts[] = {
#include "date_names.inc"
};
#undef PART

bool date_name_is_publication(galley_text name) {
    char letters[NAME_LETTERS];
    size_t len = 0;
    bool is_publication = false;
    for (size_t i = 0; i < name.len && len < NAME_LETTERS; i++) {
        char byte = name.ptr[i], small = (char)(byte | 0x20);
        if (small >= 'a' && small <= 'z')
            letters[len++] = small;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!text_holds(galley_text_part(letters, len), parts[i].letters))
            continue;
        if (parts[i].says == IS_OTHER)
            return false;
        is_publication = true;
    }
    return is_publication;
}

static bool is_mark(char byte) {
    return byte == '"' || byte == '\'' || byte == '\\' || byte == ' ';
}

static bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '-' || byte == '.' || byte == ':';
}

/* The name that ends before the sign at `at`. */
static galley_text name_before(galley_text script, size_t at) {
    size_t end = at, least = at > MARKS_MAX ? at - MARKS_MAX : 0;
    while (end > least && is_mark(script.ptr[end - 1]))
        end--;
    size_t start = end;
    least = end > NAME_LETTERS ? end - NAME_LETTERS : 0;
    while (start > least && is_name_byte(script.ptr[start - 1]))
        start--;
    return galley_text_part(script.ptr + start, end - start);
}

static bool is_value_byte(char byte, bool is_quoted) {
    if (is_quoted)
        return byte != '"' && byte != '\'' && byte != '\\' && (unsigned char)byte >= 0x20;
    return byte >= '0' && byte <= '9';
}

/* The value behind a sign: between marks, or a number; empty if there is none, or a long one. */
static galley_text value_behind(galley_text script, size_t at) {
    size_t start = at;
    while (start < script.len && start < at + MARKS_MAX && is_mark(script.ptr[start]))
        start++;
    bool is_quoted = start > at && script.ptr[start - 1] != ' ';
    size_t end = start;
    while (end < script.len && end <= start + VALUE_BYTES_MAX && is_value_byte(script.ptr[end], is_quoted))
        end++;
    galley_text value = galley_text_part(script.ptr + start, end - start);
    bool is_value = value.len >= VALUE_BYTES_MIN && value.len <= VALUE_BYTES_MAX && text_has_digit(value);
    return is_value ? value : galley_text_of(NULL);
}

bool date_name_next_in_script(galley_text script, size_t *at, galley_text *value) {
    while (*at < script.len) {
        size_t sign = (*at)++;
        if (script.ptr[sign] != ':' && script.ptr[sign] != '=')
            continue;
        galley_text name = name_before(script, sign);
        if (name.len < NAME_LETTERS_MIN || !date_name_is_publication(name))
            continue;
        *value = value_behind(script, sign + 1);
        if (value->len > 0)
            return true;
    }
    return false;
}
