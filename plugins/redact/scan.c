/* The scanner looks at each place where something may begin: an @ for an address, a letter or digit behind none for the
 * others. What it reads from there is bounded (LONGEST), so the time is linear in the text whatever stands in it. */
#include "scan.h"

#include "checks.h"
#include "phone.h"
#include "places.h"

enum {
    LONGEST = 80,       /* bytes of a number with its spaces */
    LONGEST_LOCAL = 64, /* RFC 5321 */
    LONGEST_DOMAIN = 255,
    FEWEST_CARD_DIGITS = 13,
    MOST_CARD_DIGITS = 19,
};

/* ---- E-mail (the common part of RFC 5322) ---- */

static bool is_local(uint32_t character) {
    return is_word_character(character) || (character != 0 && character < 0x80 && strchr("._%+-", (char)character));
}

static size_t find_local_start(galley_text text, size_t from, size_t at) {
    size_t start = at, word = at; /* word: the first that may begin an address */
    while (start > from && at - start < LONGEST_LOCAL) {
        size_t before = step_back(text, from, start);
        uint32_t character = character_at(text, before);
        if (!is_local(character))
            break;
        start = before;
        word = is_word_character(character) ? start : word;
    }
    return word;
}

/* A letter, digit or dash at `at`; 0: none, else its bytes. */
static size_t label_bytes(galley_text text, size_t at) {
    size_t end = at;
    uint32_t character = 0;
    if (!galley_utf8_next(text, &end, &character))
        return 0;
    bool is_letter = galley_is_letter(character) && !galley_is_ideograph(character);
    return is_letter || galley_is_digit(character) || character == '-' ? end - at : 0;
}

/* Behind the domain: labels with points between, the last of letters, two at least. 0: none. */
static size_t find_domain_end(galley_text text, size_t start) {
    size_t at = start, label = start, end = 0;
    while (at - start < LONGEST_DOMAIN) {
        size_t bytes = label_bytes(text, at);
        at += bytes;
        if (bytes > 0)
            continue;
        bool is_last = label > start && at >= label + 2 && is_alpha(text.ptr[label]);
        end = is_last ? at : end;
        if (peek(text, at) != '.' || at == label)
            break;
        label = ++at;
    }
    while (end > start && text.ptr[end - 1] == '-')
        end--;
    return end;
}

/* "logo@2x.png" */
static bool is_file_name(galley_text domain) {
    static const char *const endings[] = {".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t len = strlen(endings[i]);
        if (domain.len > len && memcmp(domain.ptr + domain.len - len, endings[i], len) == 0)
            return true;
    }
    return false;
}

static bool read_email(galley_text text, size_t from, size_t at, found *found) {
    size_t start = find_local_start(text, from, at), end = find_domain_end(text, at + 1);
    *found = (struct found){EMAIL, start, end};
    return start < at && end > 0 && !is_file_name(galley_text_part(text.ptr + at, end - at));
}

/* ---- Numbers ---- */

/* Digits and letters from a place on, with single spaces or dashes between. */
typedef struct run {
    char bytes[LONGEST];
    size_t ends[LONGEST]; /* where in the text each ends */
    bool opens[LONGEST];  /* does a group begin with it? */
    size_t count;
} run;

static void read_run(galley_text text, size_t at, bool (*belongs)(char), run *run) {
    run->count = 0;
    bool opens = true;
    for (size_t start = at; at < text.len && at - start < LONGEST;) {
        if (belongs(text.ptr[at])) {
            run->bytes[run->count] = text.ptr[at];
            run->opens[run->count] = opens;
            run->ends[run->count++] = ++at;
            opens = false;
            continue;
        }
        char joint;
        size_t bytes = read_joint(text, at, &joint);
        if (opens || bytes == 0 || !belongs(peek(text, at + bytes)))
            return;
        at += bytes;
        opens = true;
    }
}

static bool is_iban_byte(char byte) {
    return is_digit(byte) || (byte >= 'A' && byte <= 'Z');
}

static bool read_iban(galley_text text, size_t at, found *found) {
    bool may_be = is_iban_byte(text.ptr[at]) && is_alpha(text.ptr[at]) && is_iban_byte(peek(text, at + 1)) &&
                  is_digit(peek(text, at + 2));
    if (!may_be)
        return false;
    run run;
    read_run(text, at, is_iban_byte, &run);
    for (size_t len = run.count; len >= 15; len--) {
        if (!ends_word(text, run.ends[len - 1]) || !is_iban(galley_text_part(run.bytes, len)))
            continue;
        *found = (struct found){IBAN, at, run.ends[len - 1]};
        return true;
    }
    return false;
}

/* In one piece, or in groups as they stand on cards: 4-4-4-4, 4-6-5; not a list of numbers. */
static bool is_grouped_as_card(const run *run, size_t len) {
    static const char *const groupings[] = {"4444", "465", "464", "44443", "445", "6444", "454"};
    char lengths[MOST_CARD_DIGITS + 1] = "";
    size_t groups = 0;
    for (size_t i = 0, start = 0; i < len; i++) {
        bool is_last = i + 1 == len || run->opens[i + 1];
        if (!is_last)
            continue;
        size_t digits = i + 1 - start;
        lengths[groups++] = digits < 10 ? (char)('0' + digits) : '-';
        start = i + 1;
    }
    for (size_t i = 0; groups > 1 && i < sizeof groupings / sizeof *groupings; i++)
        if (strlen(groupings[i]) == groups && memcmp(lengths, groupings[i], groups) == 0)
            return true;
    return groups == 1;
}

static bool read_card(galley_text text, size_t at, found *found) {
    run run;
    read_run(text, at, is_digit, &run);
    size_t len = run.count < MOST_CARD_DIGITS ? run.count : MOST_CARD_DIGITS;
    for (; len >= FEWEST_CARD_DIGITS; len--) {
        if (!ends_word(text, run.ends[len - 1]) || !is_grouped_as_card(&run, len) ||
            !is_card_number(galley_text_part(run.bytes, len)))
            continue;
        *found = (struct found){CARD, at, run.ends[len - 1]};
        return true;
    }
    return false;
}

static bool is_address_byte(char byte) {
    return is_digit(byte) || byte == '.' || byte == ':' || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/* "Version 10.0.1.2", "section 1.1.1.1" */
static bool is_numbering(galley_text text, size_t from, size_t at) {
    static const char *const words =
        "version versión versione versão version версия версии release build firmware driver section chapter chapitre "
        "capítulo kapitel abschnitt sección article artikel artículo paragraph windows android ios macos chrome "
        "firefox";
    char word[WORD_BEFORE_ROOM];
    size_t len = read_word_before(text, from, &at, word);
    return is_listed(words, word, len);
}

static bool read_ip(galley_text text, size_t from, size_t at, found *found) {
    size_t end = at;
    bool has_colon = false;
    for (; end < text.len && end - at < LONGEST && is_address_byte(text.ptr[end]); end++)
        has_colon |= text.ptr[end] == ':';
    if (!ends_word(text, end))
        return false;
    while (end > at && text.ptr[end - 1] == '.')
        end--;
    const char *colon = has_colon ? memchr(text.ptr + at, ':', end - at) : NULL;
    if (colon && memchr(text.ptr + at, '.', (size_t)(colon - text.ptr) - at)) /* a port */
        end = (size_t)(colon - text.ptr);
    else if (has_colon && end > at + 1 && text.ptr[end - 1] == ':' && text.ptr[end - 2] != ':')
        end--;
    galley_text address = galley_text_part(text.ptr + at, end - at);
    *found = (struct found){IP, at, end};
    return (is_ipv4(address) && !is_numbering(text, from, at)) ||
           (memchr(address.ptr, ':', address.len) && is_ipv6(address));
}

/* ---- All ---- */

static bool begins_word(galley_text text, size_t from, size_t at) {
    if (at == from)
        return true;
    size_t before = step_back(text, from, at);
    char byte = text.ptr[before];
    return byte != '.' && byte != '+' && !is_word_character(character_at(text, before)) &&
           !(at - before == 2 && memcmp(text.ptr + before, "\xC2\xB0", 2) == 0); /* "n°" */
}

static bool read_at(galley_text text, size_t from, size_t at, bool is_in_url, const bool wanted[KINDS], found *found) {
    char byte = text.ptr[at];
    if (byte == '@')
        return wanted[EMAIL] && read_email(text, from, at, found);
    bool may_begin = is_digit(byte) || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'f') || byte == '+' ||
                     byte == '(' || byte == ':';
    if (!may_begin || !begins_word(text, from, at))
        return false;
    if (wanted[IP] && byte != '+' && byte != '(' && read_ip(text, from, at, found))
        return true;
    if (is_in_url) /* whose numbers count something */
        return false;
    if ((wanted[IBAN] && read_iban(text, at, found)) || (wanted[CARD] && is_digit(byte) && read_card(text, at, found)))
        return true;
    *found = (struct found){PHONE, at, at};
    return wanted[PHONE] && !is_alpha(byte) && byte != ':' && read_phone(text, from, at, &found->end);
}

static bool begins_url(galley_text text, size_t at) {
    galley_text rest = galley_text_part(text.ptr + at, text.len - at);
    return (rest.ptr[0] == ':' && rest.len > 3 && memcmp(rest.ptr, "://", 3) == 0) ||
           (rest.ptr[0] == 'w' && rest.len > 4 && memcmp(rest.ptr, "www.", 4) == 0);
}

static bool ends_url(char byte) {
    return (unsigned char)byte <= ' ' || strchr("\"<>", byte);
}

bool find_personal(galley_text text, size_t *at, const bool wanted[KINDS], found *found) {
    bool is_in_url = false;
    for (size_t from = *at; *at < text.len; ++*at) {
        is_in_url = (is_in_url && !ends_url(text.ptr[*at])) || begins_url(text, *at);
        if (!read_at(text, from, *at, is_in_url, wanted, found))
            continue;
        *at = found->end;
        return true;
    }
    return false;
}
