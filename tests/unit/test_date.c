/* Dates: one table of what is read as a whole, one of what is found in running text, and what neither may take for
 * one. */
#include <galley/date.h>
#include <galley/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    galley_calendar *calendar;
    galley_arena *arena;
} fixture;

static int set_up(void **state) {
    fixture *each = calloc(1, sizeof *each);
    *each = (fixture){galley_calendar_new(), galley_arena_new()};
    *state = each;
    return 0;
}

static int tear_down(void **state) {
    fixture *each = *state;
    galley_calendar_free(each->calendar);
    galley_arena_free(each->arena);
    free(each);
    return 0;
}

static const char *const results[] = {[GALLEY_DATE_READ] = "read",
                                      [GALLEY_DATE_NONE] = "none",
                                      [GALLEY_DATE_PARTIAL] = "partial",
                                      [GALLEY_DATE_AMBIGUOUS] = "ambiguous",
                                      [GALLEY_DATE_IMPOSSIBLE] = "impossible"};

/* What becomes of a text: the date, or the name of the result. */
typedef struct example {
    const char *lang, *text, *gives;
} example;

/* Did it? If not, says so. */
static bool gives(const example *one, galley_date_result result, const galley_date *date) {
    char iso[GALLEY_DATE_BYTES] = "";
    const char *gave = results[result];
    if (result == GALLEY_DATE_READ) {
        size_t len = galley_date_write(date, iso);
        assert_int_equal(len, strlen(iso));
        gave = iso;
    }
    if (strcmp(gave, one->gives) == 0)
        return true;
    print_error("\"%s\" (%s) gave %s, expected %s\n", one->text, one->lang ? one->lang : "no language", gave,
                one->gives);
    return false;
}

static void must_read(fixture *each, const example *examples, size_t count) {
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        galley_date date = {0};
        galley_date_hints hints = {.lang = examples[i].lang};
        galley_date_result result =
            galley_date_read(each->calendar, galley_text_of(examples[i].text), &hints, each->arena, &date);
        wrong += !gives(&examples[i], result, &date);
    }
    assert_int_equal(wrong, 0);
}

static void must_find(fixture *each, galley_date_hints hints, const example *examples, size_t count) {
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        galley_date date = {0};
        hints.lang = examples[i].lang;
        galley_date_result result =
            galley_date_find(each->calendar, galley_text_of(examples[i].text), &hints, each->arena, &date, NULL);
        wrong += !gives(&examples[i], result, &date);
    }
    assert_int_equal(wrong, 0);
}

#define COUNT(table) (sizeof(table) / sizeof *(table)) /* a macro, since the size of an array is lost in a call */

/* ---- The whole text -------------------------------------------------------------------------------------------- */

static void dates_are_read_as_their_languages_write_them(void **state) {
    static const example examples[] = {
        {"en", "March 12, 2024", "2024-03-12"},
        {"en", "Tuesday, March 12th, 2024 10:15 pm", "2024-03-12T22:15"},
        {"en", "12 Sept. 2024", "2024-09-12"},
        {"en", "Mar 1, 2024, 12:05 a.m.", "2024-03-01T00:05"},
        {"en", "March 12 2024 at 10am UTC", "2024-03-12T10:00Z"},
        {"en", "12 March 2024 10.30am", "2024-03-12T10:30"},
        {"fr", "mardi 12 mars 2024 à 10h30", "2024-03-12T10:30"},
        {"fr", "mar. 12 mars 2024", "2024-03-12"},
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
        {"hr", "12. listopada 2023.", "2023-10-12"},
        {"hu", "2024. március 12., kedd", "2024-03-12"},
        {"lt", "2024 m. kovo 12 d.", "2024-03-12"},
        {"fi", "tiistai 12. maaliskuuta 2024 klo 10:30", "2024-03-12T10:30"},
        {"tr", "12 Mart 2024 Salı", "2024-03-12"},
        {"el", "Τρίτη 12 Μαρτίου 2024", "2024-03-12"},
        {"vi", "ngày 12 tháng 3 năm 2024", "2024-03-12"},
        {"ar", "١٢ مارس ٢٠٢٤", "2024-03-12"},
        {"hi", "१२ मार्च २०२४", "2024-03-12"},
        {"th", "12 มี.ค. 2567", "2024-03-12"},
        {"zh", "2024年3月12日 10時30分", "2024-03-12T10:30"},
        {"zh", "2024年3月12日星期二 下午3:15", "2024-03-12T15:15"},
        {"ja", "2024年3月12日(火) 午前10時", "2024-03-12T10:00"},
        {"ko", "2024년 3월 12일 화요일 오후 3:15", "2024-03-12T15:15"},
        {NULL, "mars 2024", "2024-03"},
    };
    must_read(*state, examples, COUNT(examples));
}

static void dates_are_read_as_programs_write_them(void **state) {
    static const example examples[] = {
        {NULL, "Tue, 12 Mar 2024 10:15:00 GMT", "2024-03-12T10:15:00Z"},
        {NULL, "Tue, 12 Mar 2024 10:15:00 -0500 (EST)", "2024-03-12T10:15:00-05:00"},
        {NULL, "Tue, 12 Mar 2024 10:15 PST", "2024-03-12T10:15-08:00"},
        {NULL, "Tue Mar 12 10:15:00 2024", "2024-03-12T10:15:00"},
        {NULL, "Tue Mar 12 10:15:00 +0000 2024", "2024-03-12T10:15:00+00:00"},
        {NULL, "Tue Mar 12 2024 10:15:00 GMT+0100 (CET)", "2024-03-12T10:15:00+01:00"},
        {NULL, "2024-03-12", "2024-03-12"},
        {NULL, "2024-03", "2024-03"},
        {NULL, "2024-03-12 10:15:00", "2024-03-12T10:15:00"},
        {NULL, "2024-03-12T10:15:00.123Z", "2024-03-12T10:15:00.123Z"},
        {NULL, "2024-03-12T10:15:00.000000001+05:30", "2024-03-12T10:15:00.000000001+05:30"},
        {NULL, "2024-03-12T10:15:00+0530", "2024-03-12T10:15:00+05:30"},
        {NULL, "2024-03-12T10:15:00+00:00", "2024-03-12T10:15:00+00:00"},
        {NULL, "2024/03/12", "2024-03-12"},
        {NULL, "20240312T101500Z", "2024-03-12T10:15:00Z"},
        {NULL, "20240312T1015", "2024-03-12T10:15"},
        {NULL, "20240312", "2024-03-12"},
        {NULL, "20240312101500", "2024-03-12T10:15:00"},
        {NULL, "12-Mar-2024", "2024-03-12"},
    };
    must_read(*state, examples, COUNT(examples));
}

static void a_language_says_what_numbers_mean_and_nothing_is_guessed(void **state) {
    static const example examples[] = {
        {"fr", "03/04/2024", "2024-04-03"},    {"fr-CA", "03/04/2024", "2024-04-03"},
        {"de", "3.4.2024", "2024-04-03"},      {"en-GB", "03/04/2024", "2024-04-03"},
        {"en-US", "03/04/2024", "2024-03-04"}, {"EN_us", "03/04/2024", "2024-03-04"},
        {"en", "03/04/2024", "ambiguous"},     {"en-CA", "03/04/2024", "ambiguous"},
        {NULL, "03/04/2024", "ambiguous"},     {"en", "03/25/2024", "2024-03-25"},
        {"en", "25/03/2024", "2024-03-25"},    {NULL, "4/4/2024", "2024-04-04"},
        {"en", "31/31/2024", "impossible"},
    };
    must_read(*state, examples, COUNT(examples));
}

static void years_of_two_digits_are_read_where_they_cannot_be_a_day(void **state) {
    static const example examples[] = {
        {"fr", "12 mars 24", "2024-03-12"},
        {"en", "March 12, '24", "2024-03-12"},
        {NULL, "12-Mar-24", "2024-03-12"},
        {"fr", "12 mars 68", "2068-03-12"},
        {"fr", "12 mars 69", "1969-03-12"},
        {"fr", "12/03/24", "2024-03-12"},
        {"de", "12.3.99", "1999-03-12"},
        {"en-US", "12/03/24", "2024-12-03"},
        {"en-GB", "12/03/24 10:15", "2024-03-12T10:15"},
        {"ja", "24/03/12", "2024-03-12"},
        {"zh", "24年3月12日", "2024-03-12"},
        {"en", "12/03/24", "ambiguous"},
        {"en", "25/03/24", "ambiguous"}, /* 25 March 2024, or 24 March 2025 */
        {NULL, "25/03/24", "ambiguous"},
        {"sv", "24-03-12", "ambiguous"},
        {"hu", "24. március 12.", "none"},
        {NULL, "24. március 12.", "ambiguous"},
        {"fr", "12-13 mars 2024", "none"},
        {"fr", "12 mars 24 2024", "none"},
    };
    must_read(*state, examples, COUNT(examples));
}

static void what_is_no_date_is_not_read_and_the_result_says_why(void **state) {
    static const example examples[] = {
        {"fr", "29 février 2024", "2024-02-29"},
        {"fr", "29 février 2023", "impossible"},
        {"en", "12 March 2024 25:00", "impossible"},
        {"en", "31 April 2024 10:00", "impossible"},
        {NULL, "2024-13-01", "impossible"},
        {NULL, "2024-00-10", "impossible"},
        {NULL, "1066-10-14", "impossible"},
        {NULL, "1789-07-14", "1789-07-14"},
        {"fr", "12 mars", "partial"},
        {NULL, "2024", "partial"},
        {"fr", "hier", "none"},
        {"en", "3 hours ago", "none"},
        {"en", "12 March 2024 10:15 BST", "none"}, /* British, or of Bangladesh */
        {"en", "10:15 11:15 12 March 2024", "none"},
        {NULL, "1710236100", "none"},
        {NULL, "2024-W11", "partial"},
        {NULL, "", "none"},
        {NULL, " , ", "none"},
        {NULL, "99999999999999999999", "none"},
        {"en", "12 March 2024 (UTC", "none"},
    };
    must_read(*state, examples, COUNT(examples));
}

static void a_written_date_is_read_as_the_same(void **state) {
    fixture *each = *state;
    static const char *const written[] = {"2024-03", "2024-03-12", "2024-03-12T10:15", "2024-03-12T10:15:09.050-00:30",
                                          "1969-12-31T23:59:60Z"};
    for (size_t i = 0; i < COUNT(written); i++) {
        example same = {NULL, written[i], written[i]};
        must_read(each, &same, 1);
    }
}

/* ---- In running text ------------------------------------------------------------------------------------------- */

static const galley_date_hints of_pages = {.order = GALLEY_DATE_DAY_FIRST, .first_year = 1990, .last_year = 2099};

static void the_first_date_in_a_text_is_found(void **state) {
    static const example examples[] = {
        {"", "2024-03-12 07:15:30.123 +0100", "2024-03-12T07:15:30.123+01:00"},
        {"", "2024-03-12T07:15Z", "2024-03-12T07:15Z"},
        {"", "1710227700", "2024-03-12T07:15:00Z"},
        {"", " 1710227700000 ", "2024-03-12T07:15:00Z"},
        {"en", "Tue, 12 Mar 2024 07:15:00 GMT", "2024-03-12T07:15:00Z"},
        {"en", "Published: Mar. 12, 2024 at 7:15 am", "2024-03-12T07:15"},
        {"en", "Updated 10:15 p.m., March 12, 2024 | 3 comments", "2024-03-12T22:15"},
        {"en", "By Ann Bee, 3 May 2020 · 5 min read", "2020-05-03"},
        {"en", "Room 5 March 12, 2024", "2024-03-12"},
        {"en", "© 2024 12 March 2023", "2023-03-12"},
        {"en", "2 of 14 votes. 12 March 2024 and 13 March 2024", "2024-03-12"},
        {"en", "March 12 2024 1,024 views", "2024-03-12"},
        {"en", "In 1789, on 12 March 2024", "2024-03-12"},
        {"en", "12 March 1920. 13 March 2020", "2020-03-13"},
        {"en-US", "3/4/2024", "2024-03-04"},
        {"en-GB", "on 3/4/2024 it", "2024-04-03"},
        {"", "on 3/4/2024 it", "2024-04-03"},
        {"en-US", "25/12/2023", "2023-12-25"},
        {"de", "Stand: 12.03.24, 10:15 Uhr", "2024-03-12T10:15"},
        {"fr", "Publié le mardi 1er août 2023 à 07h15", "2023-08-01T07:15"},
        {"fr", "mar 12 mars 2024", "2024-03-12"},
        {"es", "Martes, 12 de marzo de 2024", "2024-03-12"},
        {"mt", "12 ta' Mar 2024", "2024-03-12"},
        {"cs", "12. listopadu 2023", "2023-11-12"},
        {"hr", "12. listopada 2023.", "2023-10-12"},
        {"hu", "2024. március 12.", "2024-03-12"},
        {"lt", "2024 m. kovo 12 d.", "2024-03-12"},
        {"sr", "12. септембар 2024.", "2024-09-12"},
        {"ca", "12 de març del 2024", "2024-03-12"},
        {"id", "Selasa, 12 Maret 2024", "2024-03-12"},
        {"vi", "Thứ Ba, 12/3/2024, 07:15 (GMT+7)", "2024-03-12T07:15"},
        {"ja", "公開日時2024年3月12日 07:15", "2024-03-12T07:15"},
        {"ko", "입력 2024. 3. 12. 07:15", "2024-03-12T07:15"},
        {"th", "12 มีนาคม 2567", "2024-03-12"},
        {"bn", "১২ মার্চ ২০২৪", "2024-03-12"},
        {"he", "12 במרץ 2024", "2024-03-12"},
        {"ar", "12 مارس/آذار 2024", "2024-03-12"},
        {"ar", "5 تشرين الأول 2023", "2023-10-05"},
        {"ar", "5 كانون الثاني 2023", "2023-01-05"},
        {"be", "12 сакавіка 2024, 07:15", "2024-03-12T07:15"},
        {"ur", "۱۲ مارچ ۲۰۲۴", "2024-03-12"},
        {"ta", "12 மார்ச் 2024", "2024-03-12"},
        {"te", "12 మార్చి 2024", "2024-03-12"},
        {"ml", "12 മാർച്ച് 2024", "2024-03-12"},
        {"mr", "५ ऑगस्ट २०२३", "2023-08-05"},
        {"ms", "Selasa, 12 Mac 2024", "2024-03-12"},
        {"sw", "12 Machi 2024", "2024-03-12"},
        {"az", "5 iyul 2023", "2023-07-05"},
        {"ka", "12 მარტი 2024", "2024-03-12"},
        {"eu", "2024ko martxoaren 12a", "2024-03-12"},
        {"mn", "2024 оны 3 сарын 12", "2024-03-12"},
        {"fi", "12.3.2024 klo 7.15", "2024-03-12T07:15"},
        {"nb", "12. mars 2024 kl. 07.15", "2024-03-12T07:15"},
        {"fi", "12.3. 10:15", "none"},
        {"en", "posted 20240312 at", "2024-03-12"},
        {"en", "Publié12 mars 2024", "2024-03-12"},
    };
    must_find(*state, of_pages, examples, COUNT(examples));
}

static void years_of_other_calendars_become_ours(void **state) {
    static const example examples[] = {
        {"fa", "۱ فروردین ۱۴۰۲", "2023-03-21"},
        {"fa", "۱ فروردین ۱۴۰۳", "2024-03-20"},
        {"fa", "۳۰ اسفند ۱۳۹۹", "2021-03-20"},
        {"fa", "۳۱ شهریور ۱۴۰۲ - ۱۰:۱۵", "2023-09-22T10:15"},
        {"fa", "1402/07/01", "2023-09-23"},
        {"fa", "۳۱ مهر ۱۴۰۲", "none"},
        {"en", "1402/07/01", "none"},
        {"ja", "令和6年3月12日", "2024-03-12"},
        {"ja", "平成30年3月12日", "2018-03-12"},
        {"ja", "昭和63年3月12日", "none"}, /* before there were pages */
        {"zh-TW", "民國113年3月12日", "2024-03-12"},
        {"th", "12 มี.ค. 67", "2024-03-12"},
    };
    must_find(*state, of_pages, examples, COUNT(examples));
}

static void what_is_no_day_is_not_found(void **state) {
    static const example examples[] = {
        {"en", "", "none"},
        {"en", "2024", "none"},
        {"en", "12 March", "none"},
        {"en", "2023-02-29", "none"},
        {"en", "31/31/2024", "none"},
        {"en", "May 2024", "none"},
        {"en", "0000-00-00", "none"},
        {"en", "2 days ago", "none"},
        {"en", "version 1.2.3", "none"},
        {"en", "99999999", "none"},
        {"en", "1234567890123456", "none"},
        {"en", "+1 555 2024 555", "none"},
        {"fr", "mardi 12", "none"},
        {"en", "12 March 10 people died", "none"},
        {"en", "call 1710227700", "none"},
    };
    must_find(*state, of_pages, examples, COUNT(examples));
}

static void an_order_that_a_caller_gives_decides_where_the_language_does_not(void **state) {
    static const example examples[] = {
        {"en", "3/4/2024", "2024-03-04"}, {"en", "3.4.2024", "2024-04-03"},    {"en", "3/4/24", "2024-03-04"},
        {"fr", "3/4/2024", "2024-04-03"}, {"en-GB", "3/4/2024", "2024-04-03"},
    };
    must_find(*state, (galley_date_hints){.order = GALLEY_DATE_MONTH_FIRST}, examples, COUNT(examples));
}

static void of_two_readings_none_is_taken_not_even_the_next_date(void **state) {
    static const example examples[] = {
        {NULL, "3/4/2024 or 12 March 2024", "ambiguous"},
        {NULL, "4/4/2024", "2024-04-04"},
        {NULL, "18/09/2020", "2020-09-18"},
    };
    must_find(*state, (galley_date_hints){0}, examples, COUNT(examples));
}

static void a_found_date_says_where_it_stands(void **state) {
    fixture *each = *state;
    static const galley_date_hints hints = {.lang = "en"};
    galley_text text = galley_text_of("On Tue, 12 March 2024, 10:15 GMT we met."), where;
    galley_date date;
    assert_int_equal(galley_date_find(each->calendar, text, &hints, each->arena, &date, &where), GALLEY_DATE_READ);
    assert_true(galley_text_is(where, "12 March 2024, 10:15 GMT"));
}

static void addresses_tell_dates(void **state) {
    (void)state;
    static const char *const urls[][2] = {
        {"https://a.example/2024/03/12/b", "2024-03-12"},      {"https://a.example/2024/3/5/b", "2024-03-05"},
        {"https://a.example/b-2024-03-12.html", "2024-03-12"}, {"https://a.example/2024-03/12/b", "2024-03-12"},
        {"https://a.example/2024/0312/c1.html", "2024-03-12"}, {"https://a.example/202403/12/b", "2024-03-12"},
        {"https://a.example/b_20240312_c", "2024-03-12"},      {"https://a.example/7/20240312", "2024-03-12"},
        {"https://a.example/n/29-10-2021", "2021-10-29"},      {"https://a.example/n/10_29_2021.html", "2021-10-29"}};
    static const char *const others[] = {"",
                                         "https://a.example/2024/03/story-1234567890",
                                         "https://a.example/2024/13/12/",
                                         "https://a.example/1920/03/12/",
                                         "https://a.example/n/09-10-2021",
                                         "https://a.example/n/29-10.2021",
                                         "https://a.example/202403123/",
                                         "https://a.example/2024/3"};
    galley_date date;
    char iso[GALLEY_DATE_BYTES];
    for (size_t i = 0; i < COUNT(urls); i++) {
        if (!galley_date_in_url(galley_text_of(urls[i][0]), &date))
            fail_msg("no date in %s", urls[i][0]);
        galley_date_write(&date, iso);
        assert_string_equal(iso, urls[i][1]);
    }
    for (size_t i = 0; i < COUNT(others); i++)
        if (galley_date_in_url(galley_text_of(others[i]), &date))
            fail_msg("a date in %s", others[i]);
}

/* ---- Days and names -------------------------------------------------------------------------------------------- */

static void days_have_numbers_and_back(void **state) {
    (void)state;
    static const struct {
        int year, month, day;
        int64_t number;
    } days[] = {{1970, 1, 1, 0}, {1969, 12, 31, -1}, {2000, 2, 29, 11016}, {2024, 3, 12, 19794}, {1600, 1, 1, -135140}};
    for (size_t i = 0; i < COUNT(days); i++) {
        galley_date date = galley_date_of_day(days[i].number);
        assert_int_equal(date.year * 10000 + date.month * 100 + date.day,
                         days[i].year * 10000 + days[i].month * 100 + days[i].day);
        assert_int_equal(galley_date_day_number(&date), days[i].number);
    }
    for (int64_t number = -140000; number < 84000; number++) {
        galley_date date = galley_date_of_day(number);
        assert_int_equal(galley_date_day_number(&date), number);
    }
}

static void words_are_known_by_what_they_are_to_a_date(void **state) {
    fixture *each = *state;
    static const struct {
        const char *folded;
        galley_calendar_kind kind;
    } words[] = {
        {"march", GALLEY_CALENDAR_MONTH}, {"fevr", GALLEY_CALENDAR_MONTH},    {"mar", GALLEY_CALENDAR_MONTH},
        {"lundi", GALLEY_CALENDAR_DAY},   {"среда", GALLEY_CALENDAR_DAY},     {"uhr", GALLEY_CALENDAR_FILLER},
        {"of", GALLEY_CALENDAR_FILLER},   {"paris", GALLEY_CALENDAR_NOTHING}, {"septemb", GALLEY_CALENDAR_NOTHING}};
    for (size_t i = 0; i < COUNT(words); i++)
        assert_int_equal(galley_calendar_word(each->calendar, galley_text_of(words[i].folded)), words[i].kind);
}

static void a_megabyte_of_anything_takes_no_time(void **state) {
    fixture *each = *state;
    static const char *const parts[] = {"1 ", "1/",  "1",  "mar 1 ", "12 mar ", "a",
                                        "a.", "a. ", "  ", "(",      "2024 ",   "日1"};
    galley_buffer text = {0};
    for (size_t i = 0; i < COUNT(parts); i++) {
        galley_date date;
        text.len = 0;
        while (text.len < 1000000)
            galley_buffer_add_string(&text, parts[i]);
        galley_date_find(each->calendar, galley_buffer_text(&text), &of_pages, each->arena, &date, NULL);
        assert_int_equal(galley_date_read(each->calendar, galley_buffer_text(&text), &of_pages, each->arena, &date),
                         GALLEY_DATE_NONE);
        galley_arena_reset(each->arena);
    }
    galley_buffer_clear(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_as_their_languages_write_them),
        cmocka_unit_test(dates_are_read_as_programs_write_them),
        cmocka_unit_test(a_language_says_what_numbers_mean_and_nothing_is_guessed),
        cmocka_unit_test(years_of_two_digits_are_read_where_they_cannot_be_a_day),
        cmocka_unit_test(what_is_no_date_is_not_read_and_the_result_says_why),
        cmocka_unit_test(a_written_date_is_read_as_the_same),
        cmocka_unit_test(the_first_date_in_a_text_is_found),
        cmocka_unit_test(years_of_other_calendars_become_ours),
        cmocka_unit_test(what_is_no_day_is_not_found),
        cmocka_unit_test(an_order_that_a_caller_gives_decides_where_the_language_does_not),
        cmocka_unit_test(of_two_readings_none_is_taken_not_even_the_next_date),
        cmocka_unit_test(a_found_date_says_where_it_stands),
        cmocka_unit_test(addresses_tell_dates),
        cmocka_unit_test(days_have_numbers_and_back),
        cmocka_unit_test(words_are_known_by_what_they_are_to_a_date),
        cmocka_unit_test(a_megabyte_of_anything_takes_no_time),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
