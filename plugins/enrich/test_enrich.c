/* enrich by parts: dates of many spellings, and texts that are huge or odd. */
#include "dates.h"
#include "entities.h"
#include "keywords.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    calendar *names;
    galley_stop_words *stop;
    galley_arena *arena;
} fixture;

static int set_up(void **state) {
    fixture *each = calloc(1, sizeof *each);
    *each = (fixture){calendar_new(), galley_stop_words_new(), galley_arena_new()};
    *state = each;
    return 0;
}

static int tear_down(void **state) {
    fixture *each = *state;
    calendar_free(each->names);
    galley_stop_words_free(each->stop);
    galley_arena_free(each->arena);
    free(each);
    return 0;
}

/* ---- Dates ----------------------------------------------------------------------------------------------------- */

static void dates_become_iso_or_stay(void **state) {
    static const struct {
        const char *lang, *text, *iso; /* iso NULL: not to be read */
    } dates[] = {
        {"en", "March 12, 2024", "2024-03-12"},
        {"en", "Tuesday, March 12th, 2024 10:15 pm", "2024-03-12T22:15"},
        {"en", "12 Sept. 2024", "2024-09-12"},
        {"en", "Mar 1, 2024, 12:05 a.m.", "2024-03-01T00:05"},
        {"en", "March 12 2024 at 10am UTC", "2024-03-12T10:00Z"},
        {"fr", "mardi 12 mars 2024 à 10h30", "2024-03-12T10:30"},
        {"fr", "Le 1er août 2019", "2019-08-01"},
        {"fr", "12 févr. 2024, 9 h", "2024-02-12T09:00"},
        {"de", "Dienstag, 12. März 2024, 10.30 Uhr", "2024-03-12T10:30"},
        {"de", "am 3. Mai 2024 um 10:30 Uhr", "2024-05-03T10:30"},
        {"es", "martes, 12 de marzo de 2024 - 10:30 h", "2024-03-12T10:30"},
        {"es", "1º de septiembre del 2020", "2020-09-01"},
        {"it", "martedì 12 marzo 2024 alle ore 10:30", "2024-03-12T10:30"},
        {"pt", "terça-feira, 12 de março de 2024 às 10h30", "2024-03-12T10:30"},
        {"nl", "dinsdag 12 maart 2024 om 10.30 uur", "2024-03-12T10:30"},
        {"pl", "wtorek, 12 października 2024 r., godz. 10:30", "2024-10-12T10:30"},
        {"ru", "12 марта 2024 года в 10:30", "2024-03-12T10:30"},
        {"ru", "вторник, 9 мая 2023 г.", "2023-05-09"},
        {"sv", "tisdag den 12 oktober 2024 kl 10:30", "2024-10-12T10:30"},
        {"da", "12. marts 2024", "2024-03-12"},
        {"nb", "12. desember 2024", "2024-12-12"},
        {"cs", "12. září 2024", "2024-09-12"},
        {"ro", "12 noiembrie 2024", "2024-11-12"},
        {"uk", "12 листопада 2024 року", "2024-11-12"},
        {"zh", "2024年3月12日 10時30分", "2024-03-12T10:30"},
        {NULL, "Tue, 12 Mar 2024 10:15:00 GMT", "2024-03-12T10:15:00Z"},
        {NULL, "Tue, 12 Mar 2024 10:15:00 -0500 (EST)", "2024-03-12T10:15:00-05:00"},
        {NULL, "Tue, 12 Mar 2024 10:15 PST", "2024-03-12T10:15-08:00"},
        {NULL, "Tue Mar 12 10:15:00 2024", "2024-03-12T10:15:00"},
        {NULL, "Tue Mar 12 2024 10:15:00 GMT+0100 (CET)", "2024-03-12T10:15:00+01:00"},
        {NULL, "2024-03-12", "2024-03-12"},
        {NULL, "2024-03", "2024-03"},
        {NULL, "2024-03-12 10:15:00", "2024-03-12T10:15:00"},
        {NULL, "2024-03-12T10:15:00.123Z", "2024-03-12T10:15:00.123Z"},
        {NULL, "2024-03-12T10:15:00+0530", "2024-03-12T10:15:00+05:30"},
        {NULL, "2024/03/12", "2024-03-12"},
        {NULL, "20240312T101500Z", "2024-03-12T10:15:00Z"},
        {NULL, "20240312", "2024-03-12"},
        {NULL, "mars 2024", "2024-03"},
        {"fr", "03/04/2024", "2024-04-03"},
        {"de", "3.4.2024", "2024-04-03"},
        {"en-GB", "03/04/2024", "2024-04-03"},
        {"en-US", "03/04/2024", "2024-03-04"},
        {"en", "03/04/2024", NULL},
        {NULL, "03/04/2024", NULL},
        {"en", "03/25/2024", "2024-03-25"},
        {"en", "25/03/2024", "2024-03-25"},
        {NULL, "4/4/2024", "2024-04-04"},
        {"fr", "29 février 2023", NULL},
        {"fr", "29 février 2024", "2024-02-29"},
        {"fr", "12 mars 24", NULL},
        {"fr", "12-13 mars 2024", NULL},
        {"fr", "12 mars", NULL},
        {"fr", "hier", NULL},
        {"en", "3 hours ago", NULL},
        {"en", "12 March 2024 25:00", NULL},
        {"en", "12 March 2024 10:15 BST", NULL},
        {NULL, "1710236100", NULL},
        {NULL, "2024-W11", NULL},
        {NULL, "", NULL},
        {NULL, "2024", NULL},
        {NULL, "99999999999999999999", NULL},
    };
    fixture *each = *state;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        char iso[DATE_LENGTH] = "";
        bool is_read = date_to_iso(each->names, galley_text_of(dates[i].text), dates[i].lang, each->arena, iso);
        const char *expected = dates[i].iso ? dates[i].iso : "nothing";
        if (strcmp(is_read ? iso : "nothing", expected) != 0)
            fail_msg("%s: %s, expected %s", dates[i].text, is_read ? iso : "nothing", expected);
    }
}

/* ---- Texts that are huge or odd -------------------------------------------------------------------------------- */

static galley_text repeat(const char *part, size_t times) {
    size_t len = strlen(part);
    char *all = malloc(len * times);
    for (size_t i = 0; i < times; i++)
        memcpy(all + i * len, part, len);
    return galley_text_part(all, len * times);
}

/* Each would take minutes if any of its words or runs were looked at from each other one. */
static void ten_megabytes_cost_what_their_bytes_do(void **state) {
    static const char *const parts[] = {"Aa ", "a ", "A. ", "Aa de ", "Aa-", "d'", "Aa\n", "\xE4\xB8\xAD", "aa Bb'"};
    fixture *each = *state;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        reading text = {0};
        keywords words = {0};
        entities names = {0};
        galley_text huge = repeat(parts[i], (size_t)10000000 / strlen(parts[i]));
        reading_read(&text, huge, "fr", each->stop, true, each->arena);
        keywords_find(&words, &text, each->names, 10);
        entities_find(&names, &text, each->names, "fr", each->arena);
        assert_true(text.token_count <= READING_MAX);
        assert_true(text.words + text.ideographs > 0);
        reading_clear(&text);
        keywords_clear(&words);
        entities_clear(&names);
        free((char *)huge.ptr);
        galley_arena_reset(each->arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(dates_become_iso_or_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(ten_megabytes_cost_what_their_bytes_do, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
