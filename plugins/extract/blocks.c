#include "blocks.h"

#include "words.h"

enum {
    PROSE_CHARACTERS = 80,    /* a block of so many is prose, */
    SENTENCE_CHARACTERS = 25, /* and one of so many that ends as a sentence does */
    LINKED_PERCENT = 50,
};

/* How many letters of an alphabet say as much: an ideograph is a word or half of one, a Hangul syllable two letters or
 * three. Thai and its kin, written without spaces too, have letters. */
static uint32_t worth_of(uint32_t character) {
    if (character < 0x2E80)
        return 1;
    if (character >= 0xAC00 && character <= 0xD7A3)
        return 2;
    return galley_is_ideograph(character) ? 3 : 1;
}

static bool is_listed(const uint32_t *list, size_t count, uint32_t character) {
    for (size_t i = 0; i < count; i++)
        if (list[i] == character)
            return true;
    return false;
}

static bool is_sentence_end(uint32_t character) {
    static const uint32_t ends[] = {'.',    '!',    '?',    ':',    0x0589, 0x061F, 0x06D4, 0x0964, 0x0965,
                                    0x104B, 0x1362, 0x17D4, 0x2026, 0x3002, 0xFF01, 0xFF0E, 0xFF1F, 0xFF61};
    return is_listed(ends, sizeof ends / sizeof *ends, character);
}

static bool is_closing(uint32_t character) {
    static const uint32_t marks[] = {'"',    '\'',   ')',    ']',    0x2019, 0x201D,
                                     0x201C, 0x00BB, 0x300D, 0x300F, 0xFF09, 0x00AB};
    return is_listed(marks, sizeof marks / sizeof *marks, character);
}

/* What a text node is in, by the index behind it. */
typedef struct surroundings {
    uint32_t container, link_end, strong_end, slanted_end;
} surroundings;

static void measure_text(block *one, galley_text text, bool is_linked, bool is_strong, bool is_slanted) {
    size_t at = 0;
    uint32_t character;
    while (at < text.len) {
        unsigned char byte = (unsigned char)text.ptr[at];
        if (byte < 0x80) {
            character = byte;
            at++;
        } else {
            galley_utf8_next(text, &at, &character);
        }
        if (character <= ' ' || (character >= 0x80 && galley_is_space(character)))
            continue;
        uint32_t worth = worth_of(character);
        one->characters += worth;
        one->linked += is_linked ? worth : 0;
        one->strong += is_strong ? worth : 0;
        one->slanted += is_slanted ? worth : 0;
        if (is_closing(character))
            continue;
        one->ends_sentence = is_sentence_end(character);
        one->ends_unmarked = character >= 0x0E00 && character < 0x0F00;
    }
}

bool block_is_links(const block *one) {
    return (uint64_t)one->linked * 100 > (uint64_t)one->characters * LINKED_PERCENT;
}

static void end_block(block *one, const node *nodes, galley_buffer *blocks) {
    if (one->characters > 0) {
        uint8_t tag = nodes[one->container].tag;
        one->is_heading = tag >= TAG_H1 && tag <= TAG_H6;
        bool is_sentence = one->ends_sentence || (one->ends_unmarked && tag == TAG_P);
        one->is_prose =
            !one->is_heading && !block_is_links(one) &&
            (one->characters >= PROSE_CHARACTERS || (one->characters >= SENTENCE_CHARACTERS && is_sentence));
        galley_buffer_add_bytes(blocks, one, sizeof *one);
    }
    *one = (block){0};
}

/* The nearest block element around a node that is left. */
static uint32_t outer_container(const node *nodes, uint32_t container) {
    do
        container = nodes[container].parent;
    while (container > 0 && page_kind(nodes[container].tag) != BLOCK);
    return container;
}

/* Two line breaks part paragraphs, with nothing but space between them. */
static bool is_double_break(const page *of, uint32_t index) {
    for (uint32_t i = index + 1; i < of->count && i < index + 4; i++) {
        if (of->nodes[i].tag == TAG_BR)
            return true;
        if (of->nodes[i].tag != TAG_TEXT || galley_trim(of->nodes[i].text).len > 0)
            return false;
    }
    return false;
}

static element_kind kind_of(const node *at, bool opens) {
    bool is_opened = opens && (at->tag == TAG_NOSCRIPT || at->tag == TAG_TEMPLATE || at->tag == TAG_ASIDE);
    return at->tag == TAG_TEXT ? INLINE : is_opened ? BLOCK : page_kind(at->tag);
}

void blocks_read(const page *of, const shingles *known, bool opens, galley_buffer *blocks) {
    const node *nodes = of->nodes;
    surroundings in = {0};
    shingle_window window = {.count = 0};
    block one = {0};
    for (uint32_t i = 1; i < of->count; i++) {
        const node *at = &nodes[i];
        while (i >= nodes[in.container].end) {
            end_block(&one, nodes, blocks);
            in.container = outer_container(nodes, in.container);
        }
        element_kind kind = kind_of(at, opens);
        if (kind == SKIPPED) {
            i = at->end - 1;
            continue;
        }
        if (kind == BLOCK || (at->tag == TAG_BR && is_double_break(of, i)))
            end_block(&one, nodes, blocks);
        if (kind == BLOCK)
            in.container = i;
        if (at->tag == TAG_A && at->end > in.link_end)
            in.link_end = at->end;
        if ((at->tag == TAG_B || at->tag == TAG_STRONG) && at->end > in.strong_end)
            in.strong_end = at->end;
        if ((at->tag == TAG_I || at->tag == TAG_EM || at->tag == TAG_SMALL) && at->end > in.slanted_end)
            in.slanted_end = at->end;
        if (at->tag != TAG_TEXT)
            continue;
        if (one.first == 0) {
            one = (block){.first = i, .container = in.container};
            window.count = 0;
        }
        one.end = i + 1;
        measure_text(&one, at->text, i < in.link_end, i < in.strong_end, i < in.slanted_end);
        if (known->count > 0)
            shingles_compare(known, &window, at->text, &one.runs, &one.shared);
    }
    end_block(&one, nodes, blocks);
}

/* Adds a text, its white space as single spaces, one before it if `needs_space` says so. */
static void write_text(galley_text text, size_t start, bool *needs_space, galley_buffer *out) {
    size_t at = 0;
    uint32_t character;
    while (galley_utf8_next(text, &at, &character)) {
        if (character <= ' ' || (character >= 0x80 && galley_is_space(character))) {
            *needs_space = true;
            continue;
        }
        if (*needs_space && out->len > start)
            galley_buffer_add_char(out, ' ');
        *needs_space = false;
        if (character < 0x80)
            galley_buffer_add_char(out, (char)character);
        else
            galley_buffer_add_character(out, character);
    }
}

void block_write(const page *of, const block *one, galley_buffer *out) {
    bool needs_space = false;
    size_t start = out->len;
    for (uint32_t i = one->first; i < one->end; i++) {
        const node *at = &of->nodes[i];
        if (at->tag == TAG_TEXT)
            write_text(at->text, start, &needs_space, out);
        else if (page_kind(at->tag) == SKIPPED)
            i = at->end - 1;
        else if (at->tag == TAG_BR)
            needs_space = true;
    }
}
