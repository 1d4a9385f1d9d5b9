/* redact: takes e-mail addresses, telephone numbers, IP addresses, IBANs and card numbers out of texts. scan.c finds
 * them; this file says what stands in their place: a token, or a keyed hash, by which the same one can be told again
 * by nobody who has not the key: SipHash-2-4 (Aumasson and Bernstein 2012). */
#include "scan.h"
#include "sip_hash.h"

#include <galley/stage.h>
#include <stdlib.h>

enum { WITH_TOKEN, WITH_HASH };
enum { KEY_DIGITS = 32 };

typedef struct redact {
    galley_strings fields, kinds;
    int with;
    const char *key;
    uint64_t key_halves[2];
    bool wanted[KINDS];
} redact;

static const char *const kind_names[] = {
    [EMAIL] = "email", [IBAN] = "iban", [CARD] = "card", [IP] = "ip", [PHONE] = "phone", NULL};
static const char *const tokens[] = {
    [EMAIL] = "EMAIL", [IBAN] = "IBAN", [CARD] = "CARD", [IP] = "IP", [PHONE] = "PHONE"};

/* ---- Life ------------------------------------------------------------------------------------------------------ */

static bool read_key(redact *self, galley_error *error) {
    size_t len = self->key ? strlen(self->key) : 0;
    bool is_hex = len == KEY_DIGITS && strspn(self->key, "0123456789abcdefABCDEF") == len;
    if (!is_hex)
        return galley_error_set(error, "with \"hash\" wants a key of %d hexadecimal digits that nobody else knows",
                                KEY_DIGITS);
    for (size_t i = 0; i < KEY_DIGITS; i += 2) {
        char byte[3] = {self->key[i], self->key[i + 1], '\0'};
        self->key_halves[i / 16] |= (uint64_t)strtoul(byte, NULL, 16) << (i / 2 % 8 * 8);
    }
    return true;
}

static bool redact_open(void *stage, galley_error *error) {
    redact *self = stage;
    for (size_t i = 0; i < self->kinds.count; i++)
        for (int kind = 0; kind < KINDS; kind++)
            self->wanted[kind] |= strcmp(self->kinds.items[i], kind_names[kind]) == 0;
    return self->with == WITH_TOKEN || read_key(self, error);
}

static void *redact_worker_open(const void *stage, galley_error *error) {
    (void)stage;
    galley_buffer *out = calloc(1, sizeof *out);
    if (!out)
        galley_error_set(error, "no memory for a worker: %zu bytes were not to be had", sizeof *out);
    return out;
}

static void redact_worker_close(const void *stage, void *scratch) {
    (void)stage;
    galley_buffer_clear(scratch);
    free(scratch);
}

/* ---- Replacing ------------------------------------------------------------------------------------------------- */

static bool is_spelling(char byte) {
    return !(byte >= '0' && byte <= '9') && !(byte >= 'a' && byte <= 'z') && byte != '+';
}

/* In lower case, and of numbers without the spaces and signs that are a matter of spelling: one number, one hash. */
static size_t bare_bytes(galley_text text, found_kind kind, char *out) {
    bool is_number = kind == PHONE || kind == CARD || kind == IBAN;
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        byte = (char)(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
        if (!is_number || !is_spelling(byte))
            out[len++] = byte;
    }
    return len;
}

static void write_replacement(const redact *self, galley_article *article, galley_buffer *out, galley_text what,
                              found_kind kind) {
    if (self->with == WITH_TOKEN) {
        galley_buffer_printf(out, "[%s]", tokens[kind]);
        return;
    }
    char *bare = galley_arena_alloc(galley_article_arena(article), what.len);
    galley_text spelled = galley_text_part(bare, bare_bytes(what, kind, bare));
    galley_buffer_printf(out, "[%s:%016llx]", tokens[kind], (unsigned long long)sip_hash(self->key_halves, spelled));
}

static galley_verdict redact_field(const redact *self, galley_buffer *out, galley_article *article, const char *field) {
    galley_text text = galley_article_text(article, field);
    size_t written = 0;
    found found;
    out->len = 0;
    for (size_t at = 0; find_personal(text, &at, self->wanted, &found); written = found.end) {
        galley_buffer_add(out, galley_text_part(text.ptr + written, found.start - written));
        write_replacement(self, article, out, galley_text_part(text.ptr + found.start, found.end - found.start),
                          found.kind);
        galley_count(article, (int)found.kind, 1);
    }
    if (written == 0)
        return GALLEY_KEEP;
    galley_buffer_add(out, galley_text_part(text.ptr + written, text.len - written));
    return galley_article_set_text(article, field, galley_buffer_text(out));
}

static galley_verdict redact_process(const void *stage, void *scratch, galley_article *article) {
    const redact *self = stage;
    galley_verdict verdict = GALLEY_KEEP;
    for (size_t i = 0; i < self->fields.count && verdict == GALLEY_KEEP; i++)
        verdict = redact_field(self, scratch, article, self->fields.items[i]);
    return verdict;
}

/* ---- Tables ---------------------------------------------------------------------------------------------------- */

static const char *const replacements[] = {[WITH_TOKEN] = "token", [WITH_HASH] = "hash", NULL};

static const galley_param params[] = {
    {.name = "fields",
     .type = GALLEY_STRINGS,
     .offset = offsetof(redact, fields),
     .fallback = "text,title",
     .about = "the fields that are gone through"},
    {.name = "kinds",
     .type = GALLEY_STRINGS,
     .offset = offsetof(redact, kinds),
     .fallback = "email,iban,card,ip,phone",
     .choices = kind_names,
     .about = "what is taken out"},
    {.name = "with",
     .type = GALLEY_CHOICE,
     .offset = offsetof(redact, with),
     .fallback = "token",
     .choices = replacements,
     .about = "what stands in its place: token ([EMAIL]), or hash ([EMAIL:…], the same for the same, with a key)"},
    {.name = "key",
     .type = GALLEY_STRING,
     .offset = offsetof(redact, key),
     .about = "of the hash: 32 hexadecimal digits; better from outside: \"${KEY}\""},
    {0}};

static const char *const reads[] = {"$fields?", NULL}, *const writes[] = {"$fields?", NULL};
static const galley_counter counters[] = {[EMAIL] = {"email", "e-mail addresses"},  [IBAN] = {"iban", "IBANs"},
                                          [CARD] = {"card", "card numbers"},        [IP] = {"ip", "IP addresses"},
                                          [PHONE] = {"phone", "telephone numbers"}, {0}};

GALLEY_STAGE(
    redact, .version = "1.0", .about = "takes e-mail addresses, telephone, account and card numbers out",
    .description =
        "Card numbers and IBANs are known by their check digits, IP addresses by their form. Telephone numbers "
        "are known by a country's code and as many digits as its numbers have, by a national 0 and groups, by "
        "forms that nothing else has ((212) 555-0123), or by a word before them (Tel., call); a bare run of "
        "digits stays, and so do dates, sums, ISBNs and what is part of a URL. Each is replaced by a token of "
        "its kind, or by a keyed hash (SipHash-2-4), which is the same for the same number however it is "
        "spaced. What is found is counted by kind.",
    .size_of_stage = sizeof(redact), .params = params, .reads = reads, .writes = writes, .counters = counters,
    .open = redact_open, .worker_open = redact_worker_open, .worker_close = redact_worker_close,
    .process = redact_process);
