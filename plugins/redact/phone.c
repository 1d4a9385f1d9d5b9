/* A telephone number is read as its groups of digits and what joins them, and then judged by what it begins with: +
 * and a country's code; a national 0; else by forms that nothing else has, or by a word before it. What joins
 * differently, is a date, a sum, an ISBN or a list of numbers, stays: precision comes first. The tables are in
 * phone_forms.inc. */
#include "phone.h"

#include "places.h"

#include "phone_forms.inc"

enum {
    LONGEST = 80,    /* bytes */
    MOST_GROUPS = 8, /* more are a list */
    MOST_DIGITS = 24,
    EARLY_DIGITS = 6,    /* so many digits at most stand before a joint with spaces around: "030 / 123" */
    MOST_NATIONAL = 12,  /* digits */
    FEWEST_NATIONAL = 9, /* fewer are dates and times */
    MOST_FILLERS = 2,
    FEWEST_LABELLED = 7,
    MOST_LABELLED = 15, /* E.164 */
};

typedef struct spelled {
    char digits[MOST_DIGITS + 1];
    char shape[LONGEST]; /* digits as d, joints as ' ' - . / ( ) */
    size_t shape_len, count;
    size_t lengths[MOST_GROUPS], ends[MOST_GROUPS]; /* ends: in the text */
    char joints[MOST_GROUPS];                       /* before each group: ' ' - . / or ) */
    size_t groups;
    bool is_plus, has_bracket, has_zero_bracket; /* the last: "(0)" */
} spelled;

/* ---- Reading --------------------------------------------------------------------------------------------------- */

static void add_shape(spelled *self, char sign) {
    if (self->shape_len < sizeof self->shape - 1)
        self->shape[self->shape_len++] = sign;
}

/* One of the signs between groups, with spaces around or brackets: the bytes, and what it counts as; 0: the number
 * ends. */
static size_t read_gap(galley_text text, size_t at, bool *is_open, char *joint, char shape[4]) {
    size_t start = at, signs = 0, spaces = 0, length = 0;
    *joint = ' ';
    for (; length < 3 && at < text.len; length++) {
        char sign = text.ptr[at];
        size_t bytes = sign == '.' || sign == '/' || sign == '(' || sign == ')' ? 1 : read_joint(text, at, &sign);
        if (bytes == 0)
            break;
        if ((sign == '(' && *is_open) || (sign == ')' && !*is_open))
            return 0;
        *is_open = sign == '(' || (*is_open && sign != ')');
        spaces += sign == ' ';
        signs += sign != ' ' && sign != '(' && sign != ')';
        *joint = sign == ' ' || sign == '(' ? *joint : sign;
        shape[length] = sign;
        at += bytes;
    }
    shape[length] = '\0';
    *joint = signs > 0 && spaces > 0 ? '|' : *joint; /* "030 - 12", which parts two numbers where much stands before */
    return signs < 2 && spaces < 3 && is_digit(peek(text, at)) ? at - start : 0;
}

static bool read_group(galley_text text, size_t *at, char joint, spelled *self) {
    size_t start = *at;
    while (is_digit(peek(text, *at)) && self->count < MOST_DIGITS) {
        self->digits[self->count++] = text.ptr[(*at)++];
        add_shape(self, 'd');
    }
    self->lengths[self->groups] = *at - start;
    self->ends[self->groups] = *at;
    self->joints[self->groups++] = joint;
    return !is_digit(peek(text, *at));
}

/* False if more stands there than a telephone number has. */
static bool read_spelled(galley_text text, size_t at, spelled *self) {
    size_t start = at;
    bool is_open = text.ptr[at] == '(';
    self->has_bracket = is_open;
    if (is_open)
        add_shape(self, '(');
    at += is_open;
    self->is_plus = peek(text, at) == '+';
    at += self->is_plus;
    char joint = ' ';
    for (;;) {
        if (!is_digit(peek(text, at)) || self->groups == MOST_GROUPS || at - start > LONGEST ||
            !read_group(text, &at, joint, self))
            return false;
        char shape[4];
        bool was_open = is_open;
        size_t bytes = read_gap(text, at, &is_open, &joint, shape);
        bool is_far = (joint == '|' || joint == '/') && self->count > EARLY_DIGITS;
        if (bytes == 0 || is_far)
            return !was_open;
        self->has_zero_bracket |=
            was_open && self->lengths[self->groups - 1] == 1 && self->digits[self->count - 1] == '0';
        self->has_bracket |= is_open || was_open;
        for (const char *each = shape; *each; each++)
            add_shape(self, *each);
        at += bytes;
    }
}

/* ---- Judging --------------------------------------------------------------------------------------------------- */

/* A point joins all groups or none: "08.30-12.00" and "0.5 0.7" do not. */
static bool is_joined_evenly(const spelled *self, size_t first) {
    size_t points = 0, others = 0;
    for (size_t i = first; i < self->groups; i++) {
        points += self->joints[i] == '.';
        others += self->joints[i] == ' ' || self->joints[i] == '-' || self->joints[i] == '|';
    }
    return points == 0 || others == 0;
}

static bool is_year(const char *digits) {
    return (digits[0] == '1' && digits[1] == '9') || (digits[0] == '2' && digits[1] == '0');
}

/* "01.02.2019", with any sign between, "2019-02-01", and "2011-2012". */
static bool is_date(const spelled *self) {
    const size_t *lengths = self->lengths;
    bool is_day = self->groups >= 3 && lengths[0] == 2 && lengths[1] == 2 && lengths[2] == 4;
    bool is_reverse =
        self->groups >= 3 && lengths[0] == 4 && lengths[1] == 2 && lengths[2] == 2 && is_year(self->digits);
    bool has_years = false;
    for (size_t i = 0, at = 0; i + 1 < self->groups; at += lengths[i++])
        has_years |=
            lengths[i] == 4 && lengths[i + 1] == 4 && is_year(self->digits + at) && is_year(self->digits + at + 4);
    return is_day || is_reverse || has_years;
}

/* "1 500 000" */
static bool is_round_sum(const spelled *self) {
    bool is_grouped = self->groups > 1 && self->lengths[0] <= 3;
    for (size_t i = 1; i < self->groups; i++)
        is_grouped &= self->lengths[i] == 3;
    return is_grouped && strcmp(self->digits + self->count - 3, "000") == 0;
}

static size_t code_length(const char *digits, size_t *shortest, size_t *longest) {
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
        size_t len = strlen(countries[i].code);
        *shortest = countries[i].shortest;
        *longest = countries[i].longest;
        if (strncmp(digits, countries[i].code, len) == 0)
            return len;
    }
    *shortest = OTHER_SHORTEST;
    *longest = OTHER_LONGEST;
    return is_listed(code_groups, digits, 2) ? 3 : 0;
}

/* Digits behind + or 00: a country's code and as many as its numbers have. */
static bool is_international(const spelled *self, const char *digits) {
    size_t shortest, longest, code = code_length(digits, &shortest, &longest), len = strlen(digits);
    if (code == 0 || len < code)
        return false;
    const char *national = digits + code;
    bool keeps_zero = is_listed(codes_with_zero, digits, code);
    national += *national == '0' && self->has_zero_bracket;
    size_t count = strlen(national);
    bool is_round = count >= 6 && strcmp(national + count - 6, "000000") == 0;
    return count >= shortest && count <= longest && (*national != '0' || keeps_zero) && !is_round;
}

/* With a 0 at its front: "01 23 45 67 89", "030/1234567", "(020) 7946 0958", "0 800 123 456". */
static bool is_national(const spelled *self) {
    const size_t *lengths = self->lengths;
    size_t count = self->count, rest = count - lengths[0];
    if (self->digits[0] != '0' || self->digits[1] == '0' || count > MOST_NATIONAL || !is_joined_evenly(self, 1))
        return false;
    for (size_t i = 1; i + 1 < self->groups; i++)
        if (lengths[i] < 2 || self->joints[i + 1] == '/') /* "05/03/20221" */
            return false;
    if (lengths[0] == 1)
        return count >= FEWEST_NATIONAL && self->groups >= 3 && lengths[1] == 3 && self->digits[1] == '8';
    if (self->has_bracket)
        return self->shape[0] == '(' && rest >= 5;
    if (self->groups == 2)
        return count >= FEWEST_NATIONAL && (lengths[0] >= 3 ? rest >= 5 : rest >= 7) && self->joints[1] != '.';
    return count >= FEWEST_NATIONAL && self->groups >= 3 && self->groups <= 5;
}

static bool has_form(const spelled *self, const char *form) {
    size_t len = strlen(form), digit = 0;
    if (len != self->shape_len)
        return false;
    for (size_t i = 0; i < len; i++) {
        bool is_number = self->shape[i] == 'd';
        char wanted = form[i], found = is_number ? self->digits[digit] : self->shape[i];
        digit += is_number;
        bool fits = wanted == 'd'   ? is_number
                    : wanted == 'N' ? is_number && found >= '2'
                    : wanted == 'S' ? is_number && found >= '6'
                                    : wanted == found;
        if (!fits)
            return false;
    }
    return true;
}

static bool has_known_form(const spelled *self) {
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (has_form(self, forms[i]))
            return true;
    return false;
}

/* ---- What stands before ---------------------------------------------------------------------------------------- */

static bool has_tight_label(galley_text text, size_t from, size_t at) {
    while (at > from && (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == ':' || text.ptr[at - 1] == '('))
        at--;
    at -= at >= from + 3 && memcmp(text.ptr + at - 3, "：", 3) == 0 ? 3 : 0;
    for (size_t i = 0; i < sizeof tight_labels / sizeof *tight_labels; i++) {
        size_t len = strlen(tight_labels[i]);
        if (at >= from + len && memcmp(text.ptr + at - len, tight_labels[i], len) == 0)
            return true;
    }
    return false;
}

/* "Tél. 06…", "call us on 020…", "appeler le numéro 01…" */
static bool has_label(galley_text text, size_t from, size_t at) {
    char word[WORD_BEFORE_ROOM];
    size_t before = at, len = read_word_before(text, from, &before, word);
    for (int i = 0; i < MOST_FILLERS && is_listed(fillers, word, len); i++)
        len = read_word_before(text, from, &before, word);
    return is_listed(labels, word, len) || has_tight_label(text, from, at);
}

/* Does a number stand before, with a space or a dash between? Then this is a part of it. */
static bool goes_on_with_number(galley_text text, size_t from, size_t at) {
    size_t before = step_back(text, from, at);
    char joint;
    return before > from && read_joint(text, before, &joint) > 0 && is_digit(text.ptr[before - 1]);
}

static bool is_labelled(galley_text text, size_t from, size_t at, const spelled *self) {
    bool may_be = self->count >= FEWEST_LABELLED && self->count <= MOST_LABELLED && !is_round_sum(self);
    return may_be && has_label(text, from, at);
}

bool read_phone(galley_text text, size_t from, size_t at, size_t *end) {
    spelled found = {0};
    if (!read_spelled(text, at, &found))
        return false;
    bool is_followed = !ends_word(text, found.ends[found.groups - 1]);
    if (is_followed && found.groups > 1) { /* "0800 130 000 24h/24" */
        text.len = found.ends[found.groups - 2];
        found = (spelled){0};
        if (!read_spelled(text, at, &found))
            return false;
    } else if (is_followed) {
        return false;
    }
    *end = found.ends[found.groups - 1];
    if (found.is_plus)
        return is_joined_evenly(&found, 1) && is_international(&found, found.digits);
    if (goes_on_with_number(text, from, at) || is_date(&found))
        return false;
    bool is_prefixed = found.digits[0] == '0' && found.digits[1] == '0' && found.groups > 1;
    return is_national(&found) || (is_prefixed && is_international(&found, found.digits + 2)) ||
           has_known_form(&found) || is_labelled(text, from, at, &found);
}
