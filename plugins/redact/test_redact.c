/* redact by parts: check digits, the published hash, and linear time. */
#include "checks.h"
#include "scan.h"
#include "sip_hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

static void numbers_are_told_by_their_check_digits(void **state) {
    (void)state;
    static const struct {
        bool (*is)(galley_text);
        const char *text;
        bool expected;
    } numbers[] = {
        {is_card_number, "4111111111111111", true},
        {is_card_number, "4111111111111112", false},
        {is_card_number, "378282246310005", true},
        {is_card_number, "5555555555554444", true},
        {is_card_number, "1111111111111117", false},
        {is_card_number, "30569309025904", true},
        {is_iban, "DE89370400440532013000", true},
        {is_iban, "DE89370400440532013001", false},
        {is_iban, "GB82WEST12345698765432", true},
        {is_iban, "FR1420041010050500013M02606", true},
        {is_iban, "DE8937040044053201300", false},
        {is_iban, "XX89370400440532013000", false},
        {is_ipv4, "192.168.0.1", true},
        {is_ipv4, "256.1.1.1", false},
        {is_ipv4, "1.2.3", false},
        {is_ipv4, "1.2.3.4.5", false},
        {is_ipv4, "1.2.3.", false},
        {is_ipv4, "01.2.3.4", false},
        {is_ipv6, "2001:db8::8a2e:370:7334", true},
        {is_ipv6, "2001:0db8:85a3:0000:0000:8a2e:0370:7334", true},
        {is_ipv6, "1:2:3:4:5:6:7", false},
        {is_ipv6, "1::2::3:4", false},
        {is_ipv6, "12:30:45", false},
        {is_ipv6, "fe80:1:2::", true},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].is(galley_text_of(numbers[i].text)) != numbers[i].expected)
            fail_msg("%s: %s was expected", numbers[i].text, numbers[i].expected ? "yes" : "no");
}

/* Appendix A of the paper: the bytes 0 to 14 under the key 0 to 15. */
static void the_hash_is_siphash(void **state) {
    (void)state;
    static const uint64_t key[2] = {UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)};
    char bytes[15];
    for (char i = 0; i < 15; i++)
        bytes[(int)i] = i;
    assert_true(sip_hash(key, galley_text_part(bytes, sizeof bytes)) == UINT64_C(0xa129ca6149be45e5));
}

static void megabytes_of_anything_are_scanned(void **state) {
    (void)state;
    static const char *const parts[] = {"@",    "a@",  "a@b.", "1",  "1 ", "+1",    "(0",
                                        "0 1 ", "DE1", "1:",   "::", "1.", "a.b@c-"};
    static const bool wanted[KINDS] = {true, true, true, true, true};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        galley_buffer text = {0};
        while (text.len < 2000000)
            galley_buffer_add_string(&text, parts[i]);
        found found;
        size_t last = 0;
        for (size_t at = 0; find_personal(galley_buffer_text(&text), &at, wanted, &found); last = found.end)
            assert_true(found.start >= last && found.end > found.start && found.end <= text.len && at == found.end);
        galley_buffer_clear(&text);
    }
}

/* ---- specimens.txt ---- */

static const char *const kind_names[KINDS] = {"EMAIL", "IBAN", "CARD", "IP", "PHONE"};

/* "[PHONE 01 …]": the bytes of the mark before what is marked; 0: no mark begins here. */
static size_t read_mark(galley_text line, size_t at) {
    for (int kind = 0; kind < KINDS; kind++) {
        size_t len = strlen(kind_names[kind]);
        bool is_mark = line.ptr[at] == '[' && line.len - at > len + 2 && line.ptr[at + 1 + len] == ' ' &&
                       memcmp(line.ptr + at + 1, kind_names[kind], len) == 0;
        if (is_mark)
            return len + 2;
    }
    return 0;
}

static void remove_marks(galley_text line, galley_buffer *bare) {
    bool is_open = false;
    for (size_t at = 0; at < line.len;) {
        size_t mark = read_mark(line, at);
        bool closes = is_open && line.ptr[at] == ']';
        if (mark == 0 && !closes)
            galley_buffer_add_char(bare, line.ptr[at]);
        is_open = (is_open && !closes) || mark > 0;
        at += mark > 0 ? mark : 1;
    }
}

static void mark_found(galley_text text, galley_buffer *marked) {
    static const bool wanted[KINDS] = {true, true, true, true, true};
    found found;
    size_t written = 0;
    for (size_t at = 0; find_personal(text, &at, wanted, &found); written = found.end) {
        galley_buffer_add(marked, galley_text_part(text.ptr + written, found.start - written));
        galley_buffer_printf(marked, "[%s %.*s]", kind_names[found.kind], (int)(found.end - found.start),
                             text.ptr + found.start);
    }
    galley_buffer_add(marked, galley_text_part(text.ptr + written, text.len - written));
}

static void each_specimen_is_found_and_nothing_else(void **state) {
    (void)state;
    FILE *file = fopen(SPECIMENS, "r");
    assert_non_null(file);
    char buffer[1024];
    size_t lines = 0, wrong = 0;
    while (fgets(buffer, sizeof buffer, file)) {
        galley_text line = galley_text_part(buffer, strcspn(buffer, "\n"));
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        galley_buffer bare = {0}, marked = {0};
        remove_marks(line, &bare);
        mark_found(galley_buffer_text(&bare), &marked);
        lines++;
        if (!galley_text_equal(galley_buffer_text(&marked), line)) {
            print_error("expected %.*s\nfound    %.*s\n", (int)line.len, line.ptr, (int)marked.len, marked.ptr);
            wrong++;
        }
        galley_buffer_clear(&bare);
        galley_buffer_clear(&marked);
    }
    fclose(file);
    assert_true(lines > 80);
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_told_by_their_check_digits),
        cmocka_unit_test(the_hash_is_siphash),
        cmocka_unit_test(each_specimen_is_found_and_nothing_else),
        cmocka_unit_test(megabytes_of_anything_are_scanned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
