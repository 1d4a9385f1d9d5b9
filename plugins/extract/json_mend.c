/* Reads tokens with good will and writes them as JSON wants them: comments go; commas too many go, and missing ones
 * come; a value that is not there becomes null; keys and words get their quotation marks; marks inside a string, line
 * breaks and escapes that there are not are told from the string's end by what stands behind them; what is open at the
 * end is closed. */
#include "json_mend.h"

enum {
    OPEN_MAX = 64, /* brackets in each other */
    KEY_BYTES = 40,
    NUMBER_DIGITS = 18 /* more do not fit in what JSON's readers have */
};

/* What was written last. A comma waits until a value comes. */
typedef enum last { START, VALUE, COLON, COMMA } last;

typedef struct mender {
    galley_text script;
    size_t at;
    galley_buffer *json;
    last last;
    char open[OPEN_MAX]; /* the brackets that will close what is open */
    size_t depth;
} mender;

static char peek(const mender *self, size_t at) {
    return at < self->script.len ? self->script.ptr[at] : '\0';
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static size_t skip_spaces(const mender *self, size_t at) {
    while (at < self->script.len && is_space(self->script.ptr[at]))
        at++;
    return at;
}

static void begin_value(mender *self) {
    if (self->depth > 0 && (self->last == COMMA || self->last == VALUE))
        galley_buffer_add_char(self->json, ',');
    self->last = VALUE;
}

static void end_member(mender *self) {
    if (self->last == COLON)
        galley_buffer_add_string(self->json, "null");
}

/* ---- Brackets -------------------------------------------------------------------------------------------------- */

static bool open_bracket(mender *self, char bracket) {
    if (self->depth == OPEN_MAX)
        return false;
    begin_value(self);
    galley_buffer_add_char(self->json, bracket);
    self->open[self->depth++] = bracket == '{' ? '}' : ']';
    self->last = START;
    return true;
}

static void close_one(mender *self) {
    end_member(self);
    galley_buffer_add_char(self->json, self->open[--self->depth]);
    self->last = VALUE;
    if (self->depth == 0)
        galley_buffer_add_char(self->json, '\n');
}

/* Closes what is open inside this one too; a bracket that closes nothing is not there. */
static void close_bracket(mender *self, char bracket) {
    size_t of = self->depth;
    while (of > 0 && self->open[of - 1] != bracket)
        of--;
    while (of > 0 && self->depth >= of)
        close_one(self);
}

/* ---- Strings and words ----------------------------------------------------------------------------------------- */

static int hex_of(const mender *self, size_t at) {
    int value = 0;
    for (size_t i = at; i < at + 4; i++) {
        char byte = peek(self, i), digit = (char)(byte | 0x20);
        bool is_letter = digit >= 'a' && digit <= 'f';
        if (!is_letter && (byte < '0' || byte > '9'))
            return -1;
        value = value * 16 + (is_letter ? digit - 'a' + 10 : byte - '0');
    }
    return value;
}

/* \u and four digits; half of a pair by itself is no character. */
static void add_code(mender *self) {
    int code = hex_of(self, self->at + 2);
    bool is_first = code >= 0xD800 && code < 0xDC00, is_second = code >= 0xDC00 && code < 0xE000;
    bool is_pair = is_first && peek(self, self->at + 6) == '\\' && peek(self, self->at + 7) == 'u' &&
                   hex_of(self, self->at + 8) >= 0xDC00 && hex_of(self, self->at + 8) < 0xE000;
    size_t len = code < 0 ? 2 : is_pair ? 12 : 6;
    if (code >= 0 && !is_second && (!is_first || is_pair))
        galley_buffer_add(self->json, galley_text_part(self->script.ptr + self->at, len));
    self->at += len;
}

static void add_escape(mender *self) {
    char byte = peek(self, self->at + 1);
    if (byte == 'u') {
        add_code(self);
        return;
    }
    if (byte != '\0' && strchr("\"\\/bfnrt", byte))
        galley_buffer_add_char(self->json, '\\');
    if ((unsigned char)byte >= 0x20)
        galley_buffer_add_char(self->json, byte);
    self->at += 2;
}

static bool is_word_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (byte != '\0' && strchr("_$+-.", byte)) || (unsigned char)byte >= 0x80;
}

static bool has_word(const mender *self, size_t at, const char *word) {
    size_t len = strlen(word);
    return self->script.len - at >= len && memcmp(self->script.ptr + at, word, len) == 0;
}

/* A key without marks and its colon? */
static bool has_bare_key(const mender *self, size_t at) {
    size_t end = at;
    while (end < at + KEY_BYTES && is_word_byte(peek(self, end)))
        end++;
    return end > at && peek(self, skip_spaces(self, end)) == ':';
}

/* May a member or an item begin here, or the list end? */
static bool may_begin(const mender *self, size_t at) {
    char byte = peek(self, at);
    return byte == '\0' || strchr("\"'{}[]/,-0123456789", byte) || has_word(self, at, "true") ||
           has_word(self, at, "false") || has_word(self, at, "null") || has_bare_key(self, at);
}

/* Does the string end at this mark? Behind it stands what may follow one; behind a comma again something begins. */
static bool is_end(const mender *self, size_t at) {
    size_t next = skip_spaces(self, at + 1);
    char behind = peek(self, next);
    if (behind == ',')
        return may_begin(self, skip_spaces(self, next + 1));
    bool is_new_line = next > at + 1 && memchr(self->script.ptr + at + 1, '\n', next - at - 1);
    return behind == '\0' || strchr(":}]/", behind) || (is_new_line && (behind == '"' || behind == '\''));
}

static void add_string(mender *self, char mark) {
    begin_value(self);
    galley_buffer_add_char(self->json, '"');
    for (self->at++; self->at < self->script.len;) {
        char byte = self->script.ptr[self->at];
        if (byte == '\\') {
            add_escape(self);
            continue;
        }
        if (byte == mark && is_end(self, self->at))
            break;
        if (byte == '"')
            galley_buffer_add_char(self->json, '\\');
        galley_buffer_add_char(self->json, (char)((unsigned char)byte < 0x20 ? ' ' : byte));
        self->at++;
    }
    self->at++;
    galley_buffer_add_char(self->json, '"');
}

static bool is_whole_number(galley_text word) {
    size_t start = word.ptr[0] == '-';
    for (size_t i = start; i < word.len; i++)
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return false;
    size_t digits = word.len - start;
    return digits == 1 || (digits > 1 && digits <= NUMBER_DIGITS && word.ptr[start] != '0');
}

/* A number, true, false, null; the names of nothing; or what should have had quotation marks. */
static void add_word(mender *self) {
    size_t start = self->at;
    while (is_word_byte(peek(self, self->at)))
        self->at++;
    galley_text word = galley_text_part(self->script.ptr + start, self->at - start);
    bool is_plain = galley_text_is(word, "true") || galley_text_is(word, "false") || is_whole_number(word);
    bool is_nothing = galley_text_is(word, "null") || galley_text_is(word, "undefined") || galley_text_is(word, "NaN");
    begin_value(self);
    if (is_plain)
        galley_buffer_add(self->json, word);
    else if (is_nothing)
        galley_buffer_add_string(self->json, "null");
    else
        galley_buffer_printf(self->json, "\"%.*s\"", GALLEY_TEXT_ARGS(word));
}

/* ---- All ------------------------------------------------------------------------------------------------------- */

static void skip_comment(mender *self) {
    bool is_block = peek(self, self->at + 1) == '*', is_line = peek(self, self->at + 1) == '/';
    self->at += is_block || is_line ? 2 : 1;
    while (self->at < self->script.len && (is_block || is_line)) {
        char byte = self->script.ptr[self->at++];
        if (is_block && byte == '*' && peek(self, self->at) == '/') {
            self->at++;
            return;
        }
        is_line = is_line && byte != '\n';
    }
}

/* False if it must end here. */
static bool mend_token(mender *self, char byte) {
    switch (byte) {
    case '{':
    case '[':
        self->at++;
        return open_bracket(self, byte);
    case '}':
    case ']':
        self->at++;
        close_bracket(self, byte);
        return true;
    case ',':
        self->at++;
        end_member(self);
        self->last = self->last == START ? START : COMMA;
        return true;
    case ':':
        self->at++;
        if (self->last == VALUE)
            galley_buffer_add_char(self->json, byte);
        self->last = self->last == VALUE ? COLON : self->last;
        return true;
    case '/':
        skip_comment(self);
        return true;
    default:
        break;
    }
    if (self->depth > 0 && (byte == '"' || byte == '\''))
        add_string(self, byte);
    else if (self->depth > 0 && is_word_byte(byte))
        add_word(self);
    else
        self->at++;
    return true;
}

void json_mend(galley_text script, galley_buffer *json) {
    mender self = {.script = script, .json = json};
    while (self.at < script.len && mend_token(&self, script.ptr[self.at]))
        continue;
    while (self.depth > 0)
        close_one(&self);
}
