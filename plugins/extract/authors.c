/* Cleans the names of authors of what stands around them: "By Ann Bee, staff writer | The Gazette" is Ann Bee. What can
 * stand there is in tables. */
#include "authors.h"

#include "values.h"
#include "words.h"

enum {
    NAMES_WORDS = 10,   /* of an author, whose title may be with the name */
    NAME_BYTES = 40,    /* of a line so short words are not counted: some scripts do not part them */
    NAME_PARTS_MAX = 16 /* between commas */
};

#define COUNT(table) (sizeof(table) / sizeof *(table)) /* a macro, since the size of an array is lost in a call */

/* Words that stand before an author's name. */
static const char *const before_names[] = {
#include "before_names.inc"
};

/* What is written where a name should be. */
static const char *const no_names[] = {
#include "no_names.inc"
};

/* What an author is, said behind the name. */
static const char *const roles[] = {
#include "roles.inc"
};

#define PARTICLE(word, langs) {word, langs},
static const struct {
    const char *word, *langs;
} particles[] = {
#include "name_particles.inc"
};
#undef PARTICLE

/* Without marks at its ends; a point at the end may be part of it. */
static galley_text trim_marks(galley_text name) {
    static const char *const marks[] = {" ", ",", ";", ":", "-", "|", "•", "·", "–", "—", NULL};
    for (size_t i = 0; marks[i];) {
        const char *mark = marks[i++];
        size_t len = strlen(mark);
        bool is_start = name.len >= len && memcmp(name.ptr, mark, len) == 0;
        bool is_end = !is_start && name.len >= len && memcmp(name.ptr + name.len - len, mark, len) == 0;
        if (!is_start && !is_end)
            continue;
        name = galley_text_part(name.ptr + (is_start ? len : 0), name.len - len);
        i = 0;
    }
    while (name.len > 0 && name.ptr[0] == '.')
        name = galley_text_part(name.ptr + 1, name.len - 1);
    return name;
}

static uint32_t to_lower(uint32_t letter) {
    bool is_capital = (letter >= 'A' && letter <= 'Z') || (letter >= 0xC0 && letter <= 0xDE) ||
                      (letter >= 0x391 && letter <= 0x3A9) || (letter >= 0x410 && letter <= 0x42F);
    return is_capital ? letter + 0x20 : letter;
}

/* How many bytes of the name are this word, whatever the case; 0: it does not begin with it. */
static size_t word_len(galley_text name, const char *word) {
    galley_text wanted = galley_text_of(word);
    size_t at = 0, from = 0;
    uint32_t written, expected;
    while (galley_utf8_next(wanted, &from, &expected))
        if (!galley_utf8_next(name, &at, &written) || to_lower(written) != expected)
            return 0;
    return at;
}

static bool is_one_of(galley_text name, const char *const *words, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (name.len > 0 && word_len(name, words[i]) == name.len)
            return true;
    return false;
}

bool author_is_label(galley_text name) {
    if (is_one_of(name, before_names, COUNT(before_names)))
        return true;
    for (size_t i = 0; i < COUNT(particles); i++)
        if (text_same(name, particles[i].word))
            return true;
    return false;
}

/* How long the word is with what parts it from the name behind it; 0: the name does not begin with it. */
static size_t label_len(galley_text name, const char *word) {
    static const char *const ends[] = {" ", ":", "\n", "：", "＝", "=", "／", NULL};
    size_t len = word_len(name, word);
    for (const char *const *end = ends; len > 0 && len < name.len && *end; end++)
        if (text_starts(galley_text_part(name.ptr + len, name.len - len), *end))
            return len + strlen(*end);
    return 0;
}

/* Is the particle none of the name's own? Where the page has no language, a capital says that it is. */
static bool is_by(galley_text name, size_t len, const char *langs, galley_text lang) {
    if (name.ptr[len - 1] == ':')
        return true;
    if (lang.len < 2)
        return name.ptr[0] >= 'a';
    for (const char *each = langs; *each; each += each[2] ? 3 : 2)
        if (text_starts(lang, (char[]){each[0], each[1], '\0'}))
            return lang.len == 2 || lang.ptr[2] == '-';
    return false;
}

galley_text author_skip_label(galley_text name, galley_text lang) {
    size_t len = name.len > 3 && memcmp(name.ptr, "By", 2) == 0 && name.ptr[2] >= 'A' && name.ptr[2] <= 'Z' ? 2 : 0;
    for (size_t i = 0; i < COUNT(before_names) && len == 0; i++)
        len = label_len(name, before_names[i]);
    for (size_t i = 0; i < COUNT(particles) && len == 0; i++) {
        len = label_len(name, particles[i].word);
        if (len > 0 && !is_by(name, len, particles[i].langs, lang))
            return name;
    }
    return len > 0 ? galley_trim(galley_text_part(name.ptr + len, name.len - len)) : name;
}

/* Up to a word that is an address of mail. */
static galley_text without_mail(galley_text name) {
    const char *at = name.len > 0 ? memchr(name.ptr, '@', name.len) : NULL;
    while (at && at > name.ptr && *at != ' ')
        at--;
    return at && at > name.ptr ? galley_text_part(name.ptr, (size_t)(at - name.ptr)) : name;
}

galley_text author_cut(galley_text name) {
    static const char *const ends[] = {" | ", "|", " - ", " – ", " — ", " • ", " · ", "(", "<", " / ", NULL};
    for (const char *const *end = ends; *end; end++) {
        size_t len = strlen(*end);
        for (size_t at = 1; at + len <= name.len; at++)
            if (memcmp(name.ptr + at, *end, len) == 0)
                name.len = at;
    }
    return galley_trim(without_mail(name));
}

static bool is_name(galley_text name) {
    size_t digits = 0, letters = 0, at = 0;
    for (uint32_t character; galley_utf8_next(name, &at, &character);) {
        digits += character >= '0' && character <= '9';
        letters += galley_is_letter(character);
    }
    return letters > 0 && name.len > 1 && name.len <= AUTHOR_BYTES && digits <= 4 && !author_is_label(name) &&
           !is_one_of(name, no_names, COUNT(no_names)) && !text_holds(name, "@") && !text_holds(name, "://") &&
           !text_holds(name, "www.") && !text_holds(name, "{");
}

bool author_is_role(galley_text part) {
    const char *end = part.ptr + part.len, *start = end;
    while (start > part.ptr && start[-1] != ' ')
        start--;
    return is_one_of(galley_text_part(start, (size_t)(end - start)), roles, COUNT(roles));
}

/* Behind a name and a space, in Korean and Japanese. */
static galley_text without_title(galley_text name) {
    static const char *const titles[] = {" 기자", " 특파원", "기자", " 記者", "記者", " 编辑", NULL};
    for (const char *const *title = titles; *title; title++) {
        size_t len = strlen(*title);
        if (name.len > len && memcmp(name.ptr + name.len - len, *title, len) == 0)
            return galley_trim(galley_text_part(name.ptr, name.len - len));
    }
    return name;
}

/* Without tags, which some write into data. */
static galley_text without_tags(galley_text names, galley_arena *arena) {
    if (names.len == 0 || !memchr(names.ptr, '<', names.len))
        return names;
    char *out = galley_arena_alloc(arena, names.len + 1);
    size_t written = 0;
    bool is_tag = false;
    for (size_t i = 0; i < names.len; i++) {
        is_tag |= names.ptr[i] == '<';
        out[written++] = is_tag ? ' ' : names.ptr[i];
        is_tag &= names.ptr[i] != '>';
    }
    return galley_text_part(out, written);
}

/* A name, or several with commas, without what they are and without addresses of mail. */
static void add_names(galley_text line, galley_buffer *out) {
    size_t start = 0;
    for (size_t at = 0, parts = 0; at <= line.len && parts < NAME_PARTS_MAX; at++) {
        if (at < line.len && line.ptr[at] != ',' && line.ptr[at] != ';')
            continue;
        galley_text part = without_title(galley_trim(galley_text_part(line.ptr + start, at - start)));
        bool is_first = start == 0 && out->len == 0;
        start = at + 1;
        parts++;
        if (part.len == 0 || (!is_first && (author_is_role(part) || !is_name(part))) ||
            (out->len > 0 && out->len + part.len > AUTHOR_BYTES))
            continue;
        if (out->len > 0)
            galley_buffer_add_string(out, ", ");
        galley_buffer_add(out, part);
    }
}

galley_text author_names(galley_text names, galley_text lang, galley_arena *arena) {
    galley_buffer out = {0};
    size_t at = 0;
    galley_text line;
    names = without_tags(names, arena);
    while (galley_line_next(names, &at, &line)) {
        size_t names_in_line = 1;
        for (size_t i = 0; i < line.len; i++)
            names_in_line += line.ptr[i] == ',' || line.ptr[i] == ';';
        if (line.len > NAME_BYTES && value_word_count(line) > NAMES_WORDS + (names_in_line - 1) * AUTHOR_WORDS / 2)
            continue;
        galley_text name = author_skip_label(trim_marks(text_squeeze(line, arena)), lang);
        name = trim_marks(author_cut(author_skip_label(name, lang)));
        if (is_name(name))
            add_names(name, &out);
    }
    galley_text copy = out.len > 0 ? galley_arena_copy(arena, galley_buffer_text(&out)) : galley_text_of(NULL);
    galley_buffer_clear(&out);
    return copy;
}
