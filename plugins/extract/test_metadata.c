/* extract's date, author and title as pages tell them: each row is a page, and what it says. */
#include "metadata.h"
#include "names.h"
#include "page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct fixture {
    page_reader *reader;
    galley_calendar *calendar;
    names *names;
    galley_buffer meanings;
    galley_arena *arena, *scratch;
} fixture;

static int set_up(void **state) {
    static fixture each;
    each = (fixture){.reader = page_reader_new(),
                     .calendar = galley_calendar_new(),
                     .names = names_new(),
                     .arena = galley_arena_new(),
                     .scratch = galley_arena_new()};
    *state = &each;
    return 0;
}

static int tear_down(void **state) {
    fixture *each = *state;
    page_reader_free(each->reader);
    galley_calendar_free(each->calendar);
    names_free(each->names);
    galley_buffer_clear(&each->meanings);
    galley_arena_free(each->arena);
    galley_arena_free(each->scratch);
    return 0;
}

typedef struct row {
    const char *what, *html, *date, *author;
} row;

#define COUNT(table) (sizeof(table) / sizeof *(table)) /* a macro, since the size of an array is lost in a call */
#define HEADING      "<title>Bridge reopens at last | The Gazette</title><h1>Bridge reopens at last</h1>"
#define LINKED(json) HEADING "<script type='application/ld+json'>" json "</script>"
#define ADDRESS      "https://gazette.example/bridge"

static bool is_right(galley_text found, const char *wanted, const row *of) {
    if (!wanted || galley_text_is(found, wanted))
        return true;
    print_error("%s: found \"%.*s\", expected \"%s\"\n", of->what, GALLEY_TEXT_ARGS(found), wanted);
    return false;
}

static metadata read_page(fixture *each, const char *html, page *read) {
    assert_int_equal(page_read(each->reader, galley_text_of(html), read), PAGE_READ);
    names_read(each->names, read, &each->meanings);
    return metadata_find(read, (const uint32_t *)(const void *)each->meanings.ptr, galley_text_of(ADDRESS),
                         each->calendar, each->arena, each->scratch);
}

static void must_tell(fixture *each, const row *rows, size_t count) {
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        page read;
        metadata about = read_page(each, rows[i].html, &read);
        wrong += is_right(about.date, rows[i].date, &rows[i]) ? 0 : 1;
        wrong += is_right(about.author, rows[i].author, &rows[i]) ? 0 : 1;
    }
    assert_int_equal(wrong, 0);
}

/* ---- JSON-LD --------------------------------------------------------------------------------------------------- */

#define TOLD    "\"datePublished\": \"2024-03-12\", \"author\": {\"name\": \"Ann Bee\"}"
#define ARTICLE "\"@type\": \"NewsArticle\""

static void json_that_is_none_still_tells(void **state) {
    static const row rows[] = {
        {"comments", LINKED("/* a */ {" ARTICLE ", // b\n" TOLD "/* c, \"d\" */}"), "2024-03-12", "Ann Bee"},
        {"commas", LINKED("{," ARTICLE ",," TOLD ",}"), "2024-03-12", "Ann Bee"},
        {"no commas", LINKED("{" ARTICLE "\n\"datePublished\": \"2024-03-12\"\n\"author\": \"Ann Bee\"}"), "2024-03-12",
         "Ann Bee"},
        {"marks inside", LINKED("{" ARTICLE ", \"description\": \"he said \"yes\", then \"no\"\", " TOLD "}"),
         "2024-03-12", "Ann Bee"},
        {"line breaks", LINKED("{" ARTICLE ", \"description\": \"a\nb\tc\", " TOLD "}"), "2024-03-12", "Ann Bee"},
        {"no end", LINKED("{" ARTICLE ", " TOLD ", \"publisher\": {\"name\": \"The Ga"), "2024-03-12", "Ann Bee"},
        {"no value", LINKED("{" ARTICLE ", \"image\": , \"video\": undefined, " TOLD ", \"a\":}"), "2024-03-12",
         "Ann Bee"},
        {"wrong bracket", LINKED("{" ARTICLE ", \"image\": [{\"url\": \"a\"], " TOLD "}"), "2024-03-12", "Ann Bee"},
        {"other marks", LINKED("{'@type': 'Article', 'datePublished': '2024-03-12', author: 'Ann \"A\" Bee'}"),
         "2024-03-12", "Ann \"A\" Bee"},
        {"numbers", LINKED("{" ARTICLE ", \"a\": 007, \"b\": 123456789012345678901, " TOLD "}"), "2024-03-12",
         "Ann Bee"},
        {"half a character", LINKED("{" ARTICLE ", \"a\": \"\\ud83d\", " TOLD "}"), "2024-03-12", "Ann Bee"},
        {"entities",
         LINKED("{&quot;@type&quot;: &quot;Article&quot;, &quot;datePublished&quot;: &quot;2024-03-12"
                "&quot;}"),
         "2024-03-12", ""},
        {"two values", LINKED("{\"@type\": \"Organization\"}\n{" ARTICLE ", " TOLD "}"), "2024-03-12", "Ann Bee"},
        {"two and a comma", LINKED("{\"@type\": \"Organization\"},\n{" ARTICLE ", " TOLD "}"), "2024-03-12", "Ann Bee"},
        {"a broken one before", LINKED("{\"@type\": \"Organization\",,}\n{" ARTICLE ", " TOLD "}"), "2024-03-12",
         "Ann Bee"},
        {"CDATA", LINKED("<![CDATA[{" ARTICLE ", " TOLD ",}]]>"), "2024-03-12", "Ann Bee"},
    };
    must_tell(*state, rows, COUNT(rows));
}

static void dates_and_names_have_many_forms(void **state) {
    static const row rows[] = {
        {"seconds", LINKED("{" ARTICLE ", \"datePublished\": 1710228600}"), "2024-03-12T07:30:00Z", NULL},
        {"milliseconds", LINKED("{" ARTICLE ", \"datePublished\": \"1710228600000\"}"), "2024-03-12T07:30:00Z", NULL},
        {"in words", LINKED("{" ARTICLE ", \"datePublished\": \"March 12, 2024 5:00 PM EST\"}"),
         "2024-03-12T17:00-05:00", NULL},
        {"a list", LINKED("{" ARTICLE ", \"datePublished\": [\"2024-03-12\"]}"), "2024-03-12", NULL},
        {"an object", LINKED("{" ARTICLE ", \"datePublished\": {\"@value\": \"2024-03-12\"}}"), "2024-03-12", NULL},
        {"null", LINKED("{" ARTICLE ", \"datePublished\": null}") "<time>12 March 2024</time>", "2024-03-12", NULL},
        {"1970", LINKED("{" ARTICLE ", \"datePublished\": \"1970-01-01T00:00:00Z\"}") "<time>12 March 2024</time>",
         "2024-03-12", NULL},
        {"by @id",
         LINKED("{\"@graph\": [{" ARTICLE ", \"author\": {\"@id\": \"#a\"}}, {\"@type\": \"Person\", "
                "\"@id\": \"#a\", \"name\": \"Ann Bee\"}]}"),
         NULL, "Ann Bee"},
        {"a list of strings", LINKED("{" ARTICLE ", \"author\": [\"Ann Bee\", \"Cee Dee\"]}"), NULL,
         "Ann Bee, Cee Dee"},
        {"two names", LINKED("{" ARTICLE ", \"author\": {\"givenName\": \"Ann\", \"familyName\": \"Bee\"}}"), NULL,
         "Ann Bee"},
        {"@list", LINKED("{" ARTICLE ", \"author\": {\"@list\": [{\"name\": \"Ann Bee\"}]}}"), NULL, "Ann Bee"},
    };
    must_tell(*state, rows, COUNT(rows));
}

static void of_several_articles_the_page_s_own_is_read(void **state) {
    static const row rows[] = {
        {"by its headline",
         LINKED("[{" ARTICLE ", \"headline\": \"Tunnel closed for good\", \"datePublished\": "
                "\"2020-01-01\", \"author\": \"Cee Dee\"}, {" ARTICLE ", \"headline\": \"Bridge "
                "reopens at last\", " TOLD "}]"),
         "2024-03-12", "Ann Bee"},
        {"by its address",
         LINKED("[{" ARTICLE ", \"datePublished\": \"2020-01-01\", \"author\": \"Cee Dee\"}, "
                "{" ARTICLE ", \"url\": \"" ADDRESS "\", " TOLD "}]"),
         "2024-03-12", "Ann Bee"},
        {"it is the first",
         LINKED("[{" ARTICLE ", \"headline\": \"Bridge reopens at last\", " TOLD "}, {" ARTICLE
                ", \"headline\": \"Tunnel closed for good\", \"datePublished\": \"2020-01-01\"}]"),
         "2024-03-12", "Ann Bee"},
    };
    must_tell(*state, rows, COUNT(rows));
}

/* ---- Names ----------------------------------------------------------------------------------------------------- */

static void a_name_that_says_publication_is_known_however_it_is_written(void **state) {
    static const row rows[] = {
        {"in no table", HEADING "<meta name='news:firstPublicationDate' content='2024-03-12'>", "2024-03-12", NULL},
        {"Spanish", HEADING "<meta name=fecha_publicacion content='12/03/2024'>", "2024-03-12", NULL},
        {"marks between", HEADING "<meta property='DC:Date-Created' content='2024-03-12'>", "2024-03-12", NULL},
        {"of a change", HEADING "<meta name='lastPublished' content='2024-03-12'>", "", NULL},
        {"no date", HEADING "<meta name='publisher-id' content='20240312'>", "", NULL},
        {"an attribute", HEADING "<b data-published-at='2024-03-12T07:15'>2 hours ago</b>", "2024-03-12T07:15", NULL},
        {"seconds", HEADING "<b class=date data-seconds=1710228600>2 hours ago</b>", "2024-03-12T07:30:00Z", NULL},
        {"another attribute", HEADING "<b data-width='20240312'>a</b>", "", NULL},
        {"an element of its own", HEADING "<relative-time datetime='2024-03-12'>on Mar 12</relative-time>",
         "2024-03-12", NULL},
        {"RDFa",
         HEADING "<p><b property='schema:datePublished' content='2024-03-12'>Tuesday</b> <b "
                 "property='schema:author'>Ann Bee</b>",
         "2024-03-12", "Ann Bee"},
        {"RDFa of a name", HEADING "<p property=author typeof=Person><b property=name>Ann Bee</b> in Rome", NULL,
         "Ann Bee"},
        {"Drupal",
         HEADING "<p property='dc:date dc:created' content='2024-03-12'>Submitted by <b "
                 "property='dc:creator'>Ann Bee</b>",
         "2024-03-12", "Ann Bee"},
    };
    must_tell(*state, rows, COUNT(rows));
}

static void scripts_tell_the_day_where_nothing_better_does(void **state) {
    static const row rows[] = {
        {"JSON",
         HEADING "<script type='application/json'>{\"a\": {\"publishedAt\": \"2024-03-12T07:15:00Z\"}}</script>",
         "2024-03-12T07:15:00Z", NULL},
        {"JavaScript", HEADING "<script>dataLayer.push({pageType: 'a', publish_date : '2024-03-12'})</script>",
         "2024-03-12", NULL},
        {"a string in it", HEADING "<script>x('{\\\"datePublished\\\":\\\"2024-03-12\\\"}')</script>", "2024-03-12",
         NULL},
        {"seconds", HEADING "<script>a={publishedTimestamp:1710228600}</script>", "2024-03-12T07:30:00Z", NULL},
        {"an assignment", HEADING "<script>var article_pubDate = \"12/03/2024\";</script>", "2024-03-12", NULL},
        {"the first of several",
         HEADING "<script>a={publishDate:'2024-03-12', related: [{publishDate:'2020-01-01'}]}"
                 "</script>",
         "2024-03-12", NULL},
        {"other days",
         HEADING "<script>a={\"updateTime\":\"2024-03-12\",\"expirationDate\":\"2024-03-13\","
                 "\"publisherId\":\"20240312\",\"lastPublished\":\"2024-03-14\"}</script>",
         "", NULL},
        {"the page knows better", HEADING "<time>11 March 2024</time><script>a={publishDate:'2024-03-12'}</script>",
         "2024-03-11", NULL},
    };
    must_tell(*state, rows, COUNT(rows));
}

/* ---- Places ---------------------------------------------------------------------------------------------------- */

static void what_readers_are_told_of_publication_outdoes_what_machines_are(void **state) {
    static const row rows[] = {
        {"a label", HEADING "<meta name=date content='2024-03-14'><p>Published: 12 March 2024", "2024-03-12", NULL},
        {"marked so",
         HEADING "<meta name=publish-date content='2024-03-01'><time itemprop=datePublished "
                 "datetime='2024-03-12'>12 March 2024</time>",
         "2024-03-12", NULL},
        {"of a reader", HEADING "<p>Ann, registered: 12 March 2020<p>13 March 2024", "2024-03-13", NULL},
        {"of a film", HEADING "<p>12 March 2024</p><video data-published='2024-03-14'></video>", "2024-03-12", NULL},
    };
    must_tell(*state, rows, COUNT(rows));
}

static void a_date_of_comments_is_the_last_that_is_believed(void **state) {
    static const row rows[] = {
        {"far text", HEADING "<ol class=comments><li><time>14 March 2024</time></ol><p>Published on 12 March 2024",
         "2024-03-12", NULL},
        {"the page's own", HEADING "<time>12 March 2024</time><ol class=comments><li><time>14 March 2024</time></ol>",
         "2024-03-12", NULL},
        {"the heading is inside", "<div class=comments>" HEADING "<time>12 March 2024</time></div>", "2024-03-12",
         NULL},
    };
    must_tell(*state, rows, COUNT(rows));
}

/* ---- Authors --------------------------------------------------------------------------------------------------- */

#define BYLINE(text) HEADING "<p class=byline>" text "</p>"

static void an_author_is_a_name_without_what_stands_around_it(void **state) {
    static const row rows[] = {
        {"a date behind", BYLINE("By Ann Bee March 3, 2021"), NULL, "Ann Bee"},
        {"a date and its label", BYLINE("By Ann Bee, published on 3 March 2021, 10:15"), NULL, "Ann Bee"},
        {"a weekday", BYLINE("By<b>Ann Bee</b> Thursday, November 9, 2023"), NULL, "Ann Bee"},
        {"a date before", BYLINE("Published on March 3, 2021 by Ann Bee"), NULL, "Ann Bee"},
        {"what the author is", BYLINE("By Ann Bee, Staff Writer"), NULL, "Ann Bee"},
        {"in an element of its own", BYLINE("<b>By Ann Bee</b><i>Transport correspondent</i>"), NULL,
         "Ann Bee Transport correspondent"},
        {"and so named", BYLINE("<b class=author-name>Ann Bee</b><i>Transport correspondent</i>"), NULL, "Ann Bee"},
        {"mail", BYLINE("By Ann Bee ann@gazette.example"), NULL, "Ann Bee"},
        {"a link behind by", BYLINE("Written by <a href=/x>Ann Bee</a> in <a href=/y>Bridges</a>, with 33 comments"),
         NULL, "Ann Bee"},
        {"several", HEADING "<meta name=author content='Ann Bee; Cee Dee'>", NULL, "Ann Bee, Cee Dee"},
        {"a label of a date", BYLINE("Ann Bee") "<p class=author>Posted on", NULL, "Ann Bee"},
        {"tags", HEADING "<meta name=author content='&lt;a href=x>Ann Bee&lt;/a>'>", NULL, "Ann Bee"},
        {"nobody", HEADING "<meta name=author content=admin><p class=byline>By Ann Bee", NULL, "Ann Bee"},
        {"a label and its data",
         HEADING "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ann Bee'>", NULL,
         "Ann Bee"},
        {"another label",
         HEADING "<meta name=twitter:label1 content='Reading time'><meta name=twitter:data1 content='4'>", NULL, ""},
        {"Russian", BYLINE("Автор: Анна Пчела"), NULL, "Анна Пчела"},
        {"Japanese", BYLINE("執筆：山田太郎"), NULL, "山田太郎"},
        {"Korean", BYLINE("홍길동 기자"), NULL, "홍길동"},
        {"Greek", BYLINE("Συντάκτης: Άννα Μέλισσα"), NULL, "Άννα Μέλισσα"},
        {"Thai", BYLINE("โดย สมชาย ใจดี"), NULL, "สมชาย ใจดี"},
    };
    must_tell(*state, rows, COUNT(rows));
}

static void the_open_text_at_the_heading_names_the_author(void **state) {
    static const row rows[] = {
        {"French", HEADING "<p>Publié le 3 mars 2021 par Anne Abeille</p>", "2021-03-03", "Anne Abeille"},
        {"beside the heading",
         "<div>" HEADING "by Ann Bee, <small>3 March 2021</small><p>Long ago and far away a "
         "bridge stood over the canal, and it was not the only one that did so.</div>",
         NULL, "Ann Bee"},
        {"no name", HEADING "<p>By and large the town is glad</p>", NULL, ""},
    };
    must_tell(*state, rows, COUNT(rows));
}

/* ---- Titles, languages, addresses ------------------------------------------------------------------------------ */

typedef struct pair {
    const char *html, *wanted;
} pair;

#define SITE "<meta property='og:site_name' content='朝日新聞'>"

static void a_title_comes_without_site_and_kicker(void **state) {
    static const pair pairs[] = {
        {SITE "<meta property='og:title' content='橋が再開した：朝日新聞'>", "橋が再開した"},
        {SITE "<title>橋が再開した｜朝日新聞</title>", "橋が再開した"},
        {SITE "<title>大桥重新开放_国际_朝日新聞</title>", "大桥重新开放"},
        {"<title>大桥在两年后重新开放-新华网</title>", "大桥在两年后重新开放"},
        {"<title>Bridge re-opens after two years - Gazette</title>", "Bridge re-opens after two years"},
        {"<meta property='og:site_name' content='Le Monde'><title>La France et le monde</title>",
         "La France et le monde"},
        {"<title>Bridge reopens at last | Gazette</title><h1><b>Transport of the town</b><i>Bridge reopens at last</i>"
         "</h1>",
         "Bridge reopens at last"},
        {"<title>Gazette</title><meta property='og:title' content='Bridge reopens at last'>"
         "<h1><div>Transport of the town</div>Bridge reopens at last</h1>",
         "Bridge reopens at last"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        page read;
        galley_text title = read_page(*state, pairs[i].html, &read).title;
        if (!galley_text_is(title, pairs[i].wanted))
            fail_msg("%s: found \"%.*s\"", pairs[i].html, GALLEY_TEXT_ARGS(title));
    }
}

static void a_language_is_a_tag_of_bcp_47(void **state) {
    static const pair pairs[] = {
        {"<html lang=EN-us>", "en-US"},         {"<html lang=zh_hans_cn>", "zh-Hans-CN"}, {"<html lang=english>", ""},
        {"<html lang='de_DE.UTF-8'>", "de-DE"}, {"<html lang=es-419>", "es-419"},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        page read;
        galley_text lang = read_page(*state, pairs[i].html, &read).lang;
        if (!galley_text_is(lang, pairs[i].wanted))
            fail_msg("%s: found \"%.*s\"", pairs[i].html, GALLEY_TEXT_ARGS(lang));
    }
}

static void an_address_says_nothing_of_where_the_reader_came_from(void **state) {
    static const pair pairs[] = {
        {"https://a.example/b?utm_source=x&id=3&fbclid=y#top", "https://a.example/b?id=3"},
        {"https://a.example/b?utm_source=x", "https://a.example/b"},
        {"https://a.example/b#!/c", "https://a.example/b#!/c"},
        {"/b?c", "https://gazette.example/b?c"},
        {"b/c", "https://gazette.example/b/c"},
        {"javascript:void(0)", ""},
        {"https://a.example/", ""},
    };
    for (size_t i = 0; i < COUNT(pairs); i++) {
        page read;
        fixture *each = *state;
        galley_text html = galley_arena_printf(each->arena, "<link rel=canonical href=\"%s\">", pairs[i].html);
        galley_text url = read_page(each, html.ptr, &read).url;
        if (!galley_text_is(url, pairs[i].wanted))
            fail_msg("%s: found \"%.*s\"", pairs[i].html, GALLEY_TEXT_ARGS(url));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_that_is_none_still_tells),
        cmocka_unit_test(dates_and_names_have_many_forms),
        cmocka_unit_test(of_several_articles_the_page_s_own_is_read),
        cmocka_unit_test(a_name_that_says_publication_is_known_however_it_is_written),
        cmocka_unit_test(scripts_tell_the_day_where_nothing_better_does),
        cmocka_unit_test(what_readers_are_told_of_publication_outdoes_what_machines_are),
        cmocka_unit_test(a_date_of_comments_is_the_last_that_is_believed),
        cmocka_unit_test(an_author_is_a_name_without_what_stands_around_it),
        cmocka_unit_test(the_open_text_at_the_heading_names_the_author),
        cmocka_unit_test(a_title_comes_without_site_and_kicker),
        cmocka_unit_test(a_language_is_a_tag_of_bcp_47),
        cmocka_unit_test(an_address_says_nothing_of_where_the_reader_came_from),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
