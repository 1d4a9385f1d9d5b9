/* The scanner looks at each place where something may begin: an @ for an address, a letter or digit behind none for the
 * others. What it reads from there is bounded (LONGEST), so the time is linear in the text whatever stands in it. */
#include "scan.h"

#include "checks.h"

enum {
    LONGEST = 80,       /* bytes of a number with its spaces */
    LONGEST_LOCAL = 64, /* RFC 5321 */
    LONGEST_DOMAIN = 255,
    FEWEST_PHONE_DIGITS = 8,
    MOST_PHONE_DIGITS = 15, /* E.164 */
    MOST_PHONE_GROUPS = 5,  /* more are the numbers of a lottery */
    FEWEST_CARD_DIGITS = 13,
    MOST_CARD_DIGITS = 19,
};

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_alpha(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_word(char byte) {
    return is_alpha(byte) || is_digit(byte) || (byte & 0x80) != 0;
}

static char peek(galley_text text, size_t at) {
    return at < text.len ? text.ptr[at] : ' ';
}

/* ---- E-mail (the common part of RFC 5322) ---- */

static bool is_local(char byte) {
    return is_word(byte) || (byte != '\0' && strchr("._%+-", byte));
}

static size_t find_local_start(galley_text text, size_t from, size_t at) {
    size_t start = at;
    while (start > from && at - start < LONGEST_LOCAL && is_local(text.ptr[start - 1]))
        start--;
    while (start < at && (!is_word(text.ptr[start]) || ((unsigned char)text.ptr[start] & 0xC0) == 0x80))
        start++;
    return start;
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

static bool read_email(galley_text text, size_t from, size_t at, found *found) {
    size_t start = find_local_start(text, from, at), end = find_domain_end(text, at + 1);
    *found = (struct found){EMAIL, start, end};
    return start < at && end > 0;
}

/* ---- Numbers ---- */

/* Digits and letters from a place on, with single spaces or dashes between. */
typedef struct run {
    char bytes[LONGEST];
    size_t ends[LONGEST]; /* where in the text each ends */
    size_t count;
} run;

static bool is_joint(galley_text text, size_t at, bool (*belongs)(char)) {
    char byte = text.ptr[at];
    return (byte == ' ' || byte == '-') && belongs(peek(text, at + 1));
}

static void read_run(galley_text text, size_t at, bool (*belongs)(char), run *run) {
    run->count = 0;
    for (size_t start = at; at < text.len && at - start < LONGEST; at++) {
        if (belongs(text.ptr[at])) {
            run->bytes[run->count] = text.ptr[at];
            run->ends[run->count++] = at + 1;
        } else if (!is_joint(text, at, belongs)) {
            return;
        }
    }
}

static bool is_iban_byte(char byte) {
    return is_digit(byte) || (byte >= 'A' && byte <= 'Z');
}

static bool ends_word(galley_text text, size_t end) {
    return !is_word(peek(text, end)) && peek(text, end) != '@';
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

static bool read_card(galley_text text, size_t at, found *found) {
    run run;
    read_run(text, at, is_digit, &run);
    size_t len = run.count < MOST_CARD_DIGITS ? run.count : MOST_CARD_DIGITS;
    for (; len >= FEWEST_CARD_DIGITS; len--) {
        if (!ends_word(text, run.ends[len - 1]) || !is_card_number(galley_text_part(run.bytes, len)))
            continue;
        *found = (struct found){CARD, at, run.ends[len - 1]};
        return true;
    }
    return false;
}

static bool is_address_byte(char byte) {
    return is_digit(byte) || byte == '.' || byte == ':' || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

static bool read_ip(galley_text text, size_t at, found *found) {
    size_t end = at;
    bool has_colon = false;
    for (; end < text.len && end - at < LONGEST && is_address_byte(text.ptr[end]); end++)
        has_colon |= text.ptr[end] == ':';
    if (!ends_word(text, end))
        return false;
    while (end > at && text.ptr[end - 1] == '.')
        end--;
    if (has_colon && end > at + 1 && text.ptr[end - 1] == ':' && text.ptr[end - 2] != ':')
        end--;
    galley_text address = galley_text_part(text.ptr + at, end - at);
    *found = (struct found){IP, at, end};
    return is_ipv4(address) || (memchr(address.ptr, ':', address.len) && is_ipv6(address));
}

/* ---- Telephone ---- */

/* "+33 1 23 45 67 89", "(030) 1234-5678", "0041 44 …", "01.23.45.67.89": an international or national prefix, and groups.
 * A bare run of digits is none: it may count anything. */
static bool is_phone_joint(char byte) {
    return byte == ' ' || byte == '-' || byte == '.' || byte == '(' || byte == ')';
}

/* "01.02.2019", with any sign between. */
static bool is_date(galley_text text, size_t at) {
    static const char form[] = "00.00.0000";
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (is_digit(peek(text, at + i)) != (form[i] == '0'))
            return false;
    return true;
}

/* Does a number stand before, with a space or a dash between? Then this is a part of it. */
static bool goes_on_with_number(galley_text text, size_t from, size_t at) {
    return at >= from + 2 && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '-') && is_digit(text.ptr[at - 2]);
}

static bool read_phone(galley_text text, size_t from, size_t at, found *found) {
    size_t end = at, digits = 0, groups = 0, last = at, joints = 0;
    bool is_international = text.ptr[at] == '+', has_bracket = text.ptr[at] == '(';
    char first = peek(text, at + (is_international || has_bracket));
    if (!is_digit(first) || (!is_international && first != '0'))
        return false;
    if (!is_international && (is_date(text, at) || goes_on_with_number(text, from, at)))
        return false;
    for (end = at + (is_international || has_bracket); end < text.len && end - at < LONGEST; end++) {
        char byte = text.ptr[end];
        if (is_digit(byte)) {
            groups += joints > 0 || digits == 0;
            joints = 0;
            digits++;
            last = end + 1;
        } else if (!is_phone_joint(byte) || ++joints > 2) {
            break;
        }
    }
    bool is_grouped = is_international || (groups >= 3 && groups <= MOST_PHONE_GROUPS) || (has_bracket && groups >= 2);
    *found = (struct found){PHONE, at, last};
    return is_grouped && digits >= FEWEST_PHONE_DIGITS && digits <= MOST_PHONE_DIGITS && ends_word(text, last);
}

/* ---- All ---- */

static bool begins_word(galley_text text, size_t from, size_t at) {
    return at == from || !(is_word(text.ptr[at - 1]) || text.ptr[at - 1] == '.' || text.ptr[at - 1] == '+');
}

static bool read_at(galley_text text, size_t from, size_t at, const bool wanted[KINDS], found *found) {
    char byte = text.ptr[at];
    if (byte == '@')
        return wanted[EMAIL] && read_email(text, from, at, found);
    bool may_begin = is_digit(byte) || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'f') || byte == '+' ||
                     byte == '(' || byte == ':';
    if (!may_begin || !begins_word(text, from, at))
        return false;
    return (wanted[IBAN] && read_iban(text, at, found)) ||
           (wanted[CARD] && is_digit(byte) && read_card(text, at, found)) ||
           (wanted[IP] && byte != '+' && byte != '(' && read_ip(text, at, found)) ||
           (wanted[PHONE] && !is_alpha(byte) && byte != ':' && read_phone(text, from, at, found));
}

bool find_personal(galley_text text, size_t *at, const bool wanted[KINDS], found *found) {
    for (size_t from = *at; *at < text.len; ++*at) {
        if (!read_at(text, from, *at, wanted, found))
            continue;
        *at = found->end;
        return true;
    }
    return false;
}
