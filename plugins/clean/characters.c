/* One pass over the text. White space is held back until something stands behind it, so that ends need no second look. */
#include "characters.h"

enum { ENTITY_BYTES_MAX = 12 };

typedef struct entity {
    const char *name;
    uint32_t character;
} entity;

static const entity entities[] = {
#include "entities.inc"
};

/* What is written, and the white space that is held back. */
typedef struct writer {
    galley_buffer *out;
    bool is_spaced;
    unsigned line_ends; /* held back */
    bool is_plain;      /* white space is made plain */
} writer;

static uint32_t named_entity(galley_text name) {
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (galley_text_is(name, entities[i].name))
            return entities[i].character;
    return 0;
}

/* "#233" or "#xE9"; 0 if it is none, or none that may stand in a text. */
static uint32_t numbered_entity(galley_text digits) {
    bool is_hex = digits.len > 1 && (digits.ptr[1] == 'x' || digits.ptr[1] == 'X');
    size_t at = is_hex ? 2 : 1;
    if (at == digits.len)
        return 0;
    uint32_t number = 0;
    for (; at < digits.len; at++) {
        char byte = digits.ptr[at];
        uint32_t digit;
        if (byte >= '0' && byte <= '9')
            digit = (uint32_t)(byte - '0');
        else if (is_hex && (byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
            digit = (uint32_t)((byte | 0x20) - 'a' + 10);
        else
            return 0;
        number = number * (is_hex ? 16 : 10) + digit;
        if (number > 0x10FFFF)
            return 0;
    }
    return number >= 0xD800 && number <= 0xDFFF ? 0 : number;
}

/* The character of the entity at `at` ("&…;"), which moves behind it; 0 if there is none. */
static uint32_t decode_entity(galley_text text, size_t *at) {
    size_t end = *at + 1;
    while (end < text.len && end - *at <= ENTITY_BYTES_MAX && text.ptr[end] != ';' && text.ptr[end] != '&')
        end++;
    if (end == text.len || text.ptr[end] != ';')
        return 0;
    galley_text name = galley_text_part(text.ptr + *at + 1, end - *at - 1);
    uint32_t character = name.len && name.ptr[0] == '#' ? numbered_entity(name) : named_entity(name);
    if (character)
        *at = end + 1;
    return character;
}

/* Controls, soft hyphen, zero-width characters, direction marks, byte order mark. The joiners U+200C and U+200D are
 * spelling in Persian, in Indic scripts and in emoji, and stay. */
static bool is_invisible(uint32_t character) {
    bool is_control = (character < ' ' && character != '\n' && character != '\t' && character != '\r') ||
                      (character >= 0x7F && character < 0xA0);
    bool is_mark = character == 0xAD || character == 0x200B || character == 0x200E || character == 0x200F ||
                   character == 0x2060 || character == 0xFEFF || character == 0xFFFC;
    return is_control || is_mark || (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069);
}

static void put(writer *self, uint32_t character) {
    if (self->is_plain && (character == '\n' || character == 0x2028 || character == 0x2029)) {
        self->line_ends++;
        self->is_spaced = false;
        return;
    }
    if (self->is_plain && galley_is_space(character)) {
        self->is_spaced = true;
        return;
    }
    if (self->out->len > 0 && self->line_ends > 0)
        galley_buffer_add_string(self->out, self->line_ends > 1 ? "\n\n" : "\n");
    else if (self->out->len > 0 && self->is_spaced)
        galley_buffer_add_char(self->out, ' ');
    self->line_ends = 0;
    self->is_spaced = false;
    if (character < 0x80)
        galley_buffer_add_char(self->out, (char)character);
    else
        galley_buffer_add_character(self->out, character);
}

void characters_clean(galley_text text, characters_rules rules, galley_buffer *out, characters_found *found) {
    out->len = 0;
    writer writer = {.out = out, .is_plain = rules.spaces};
    for (size_t at = 0; at < text.len;) {
        uint32_t character = 0;
        if (rules.entities && text.ptr[at] == '&')
            character = decode_entity(text, &at);
        found->entities += character != 0;
        if (!character)
            galley_utf8_next(text, &at, &character);
        if (rules.invisible && is_invisible(character))
            found->invisible++;
        else
            put(&writer, character);
    }
}
