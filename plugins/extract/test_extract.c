/* extract by parts: what cases.jsonl cannot show well: many charsets, pages that are huge, deep or broken. */
#include "body.h"
#include "charset.h"
#include "metadata.h"
#include "names.h"
#include "page.h"
#include "words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

typedef struct fixture {
    page_reader *reader;
    body_finder *finder;
    galley_calendar *calendar;
    names *names;
    galley_buffer meanings, html;
    galley_arena *arena, *scratch;
} fixture;

static int set_up(void **state) {
    static fixture each;
    each = (fixture){.reader = page_reader_new(),
                     .finder = body_finder_new(),
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
    body_finder_free(each->finder);
    galley_calendar_free(each->calendar);
    names_free(each->names);
    galley_buffer_clear(&each->meanings);
    galley_buffer_clear(&each->html);
    galley_arena_free(each->arena);
    galley_arena_free(each->scratch);
    return 0;
}

static void assert_text(galley_text found, const char *wanted) {
    if (!galley_text_is(found, wanted))
        fail_msg("found \"%.*s\", expected \"%s\"", GALLEY_TEXT_ARGS(found), wanted);
}

/* ---- Pages ----------------------------------------------------------------------------------------------------- */

static void repeat(galley_buffer *html, const char *piece, size_t times) {
    for (size_t i = 0; i < times; i++)
        galley_buffer_add_string(html, piece);
}

static void the_tree_is_flat_and_its_ranges_lie_inside_each_other(void **state) {
    fixture *each = *state;
    page read;
    galley_text html = galley_text_of("<ul><li>a<li>b <b>c</b></ul>d<!-- e -->");
    assert_int_equal(page_read(each->reader, html, &read), PAGE_READ);
    size_t items = 0;
    for (size_t i = 1; i < read.count; i++) {
        const node *at = &read.nodes[i], *parent = &read.nodes[at->parent];
        assert_true(at->parent < i && at->end > i && at->end <= parent->end);
        items += at->tag == TAG_LI;
        if (at->tag == TAG_B)
            assert_text(read.nodes[i + 1].text, "c");
    }
    assert_int_equal(items, 2);
    assert_int_equal(read.nodes[0].end, read.count);
}

static void a_page_of_a_million_nested_tags_is_too_deep(void **state) {
    fixture *each = *state;
    static const char *const tags[] = {"<div>",           "<b>",   "<a><div>",   "<font color=1><p>",
                                       "<table><tr><td>", "<svg>", "<select><b>"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        page read;
        each->html.len = 0;
        repeat(&each->html, tags[i], 1000000);
        page_result result = page_read(each->reader, galley_buffer_text(&each->html), &read);
        assert_true(result != PAGE_READ || read.count < 100);
    }
    page read; /* and the next page is read as if nothing had been */
    assert_int_equal(page_read(each->reader, galley_text_of("<p>x"), &read), PAGE_READ);
    assert_text(read.nodes[read.count - 1].text, "x");
}

static void formatting_that_each_paragraph_opens_anew_is_given_up(void **state) {
    fixture *each = *state;
    char tag[32];
    page read;
    each->html.len = 0;
    for (int i = 0; i < 90; i++) {
        snprintf(tag, sizeof tag, "<b id=%d>", i);
        galley_buffer_add_string(&each->html, tag);
    }
    repeat(&each->html, "<p>x", 1000000);
    assert_true(page_read(each->reader, galley_buffer_text(&each->html), &read) != PAGE_READ);
}

static void a_page_of_too_many_elements_is_too_large(void **state) {
    fixture *each = *state;
    page read;
    each->html.len = 0;
    repeat(&each->html, "<br>", 1200000);
    assert_int_equal(page_read(each->reader, galley_buffer_text(&each->html), &read), PAGE_TOO_LARGE);
}

static void of_a_million_attributes_some_are_kept(void **state) {
    fixture *each = *state;
    page read;
    each->html.len = 0;
    galley_buffer_add_string(&each->html, "<p class=first ");
    repeat(&each->html, "a b=c ", 500000);
    galley_buffer_add_string(&each->html, ">text");
    assert_int_equal(page_read(each->reader, galley_buffer_text(&each->html), &read), PAGE_READ);
    size_t paragraph = read.count - 2;
    assert_int_equal(read.nodes[paragraph].tag, TAG_P);
    assert_true(read.nodes[paragraph].attribute_count < 100);
    assert_text(page_attribute(&read, paragraph, "class"), "first");
}

static void an_empty_page_has_no_nodes(void **state) {
    fixture *each = *state;
    page read;
    assert_int_equal(page_read(each->reader, galley_text_of(""), &read), PAGE_READ);
    assert_int_equal(read.count, 0);
}

/* ---- Charsets -------------------------------------------------------------------------------------------------- */

static void assert_decoded(fixture *each, const char *html, const char *wanted) {
    bool is_decoded;
    assert_text(charset_decode(galley_text_of(html), each->arena, &is_decoded), wanted);
    assert_int_equal(is_decoded, strcmp(html, wanted) != 0);
}

static void utf_8_that_was_read_as_windows_1252_is_read_anew(void **state) {
    assert_decoded(*state, "cafÃ© â€™", "café ’");
    assert_decoded(*state, "Ã\u00a9tÃ\u00a9", "été");
}

static void characters_that_are_none_of_a_misreading_stay(void **state) {
    assert_decoded(*state, "plain", "plain");
    assert_decoded(*state, "café – été", "café – été");
    assert_decoded(*state, "it says Ã© here, and Привет there", "it says Ã© here, and Привет there");
    assert_decoded(*state, "Ã© and é", "Ã© and é"); /* not UTF-8 throughout, so nothing is certain */
}

static void windows_1252_that_claims_latin_1_is_windows_1252(void **state) {
    assert_decoded(*state,
                   "\xC2\x93Oui\xC2\x94, d\xC2\x92"
                   "accord \xC2\x80 é",
                   "“Oui”, d’accord € é");
}

static void bytes_of_another_alphabet_are_read_as_declared(void **state) {
    assert_decoded(*state, "<meta charset=\"windows-1251\">\xC2\x93Ïðèâåò\xC2\x94",
                   "<meta charset=\"windows-1251\">“Привет”");
    assert_decoded(*state, "<meta charset=windows-1251> café", "<meta charset=windows-1251> café");
}

static void utf_16_with_its_mark_is_read(void **state) {
    fixture *each = *state;
    bool is_decoded;
    galley_text html = galley_text_part("\u00ff\u00fe<\0p\0>\0\u00e9\0", 13);
    galley_text found = charset_decode(html, each->arena, &is_decoded);
    assert_true(is_decoded && text_holds(found, "<p>é"));
}

/* ---- Articles -------------------------------------------------------------------------------------------------- */

static metadata read_about(fixture *each, const char *html, const char *address, page *read) {
    assert_int_equal(page_read(each->reader, galley_text_of(html), read), PAGE_READ);
    names_read(each->names, read, &each->meanings);
    return metadata_find(read, (const uint32_t *)(const void *)each->meanings.ptr, galley_text_of(address),
                         each->calendar, each->arena, each->scratch);
}

static galley_text read_body(fixture *each, const char *html) {
    page read;
    metadata about = read_about(each, html, "", &read);
    return body_find(each->finder, &read, (const uint32_t *)(const void *)each->meanings.ptr, &about, false,
                     each->arena);
}

#define PROSE_A "The old bridge over the canal was opened again on Monday, two years after the flood that took it."
#define PROSE_B                                                                                                        \
    "Hundreds came to see the first tram cross it, among them the mayor and the engineer who drew the plans."

static void broken_json_still_tells(void **state) {
    fixture *each = *state;
    page read;
    metadata about =
        read_about(each,
                   "<script type='application/ld+json'>//<![CDATA[\n{\"@type\": \"NewsArticle\", \"headline\": "
                   "\"It\\'s\ta bridge\", \"author\": [{\"name\": \"By Ann Bee\"}, \"Carl Dee\",],}\n//]]></script>",
                   "", &read);
    assert_text(about.title, "It's a bridge");
    assert_text(about.author, "Ann Bee, Carl Dee");
}

static void an_article_s_data_outdo_those_of_other_things(void **state) {
    fixture *each = *state;
    page read;
    metadata about =
        read_about(each,
                   "<script type='application/ld+json'>[{\"@type\": \"WebPage\", \"datePublished\": \"2001-01-01\"},"
                   "{\"@graph\": [{\"@type\": [\"Thing\", \"ReportageNewsArticle\"], \"datePublished\": "
                   "\"2024-03-12\"}]}]</script><meta property='article:published_time' content='2002-02-02'>",
                   "", &read);
    assert_text(about.date, "2024-03-12");
}

static void what_was_modified_is_no_publication_where_there_is_one(void **state) {
    fixture *each = *state;
    page read;
    metadata about =
        read_about(each,
                   "<meta property='article:modified_time' content='2024-05-05'><h1>Bridge reopens at last</h1>"
                   "<p>12 March 2024</p>",
                   "", &read);
    assert_text(about.date, "2024-03-12");
}

static void the_day_is_the_one_where_the_story_was_published(void **state) {
    fixture *each = *state;
    page read;
    const char *html = "<meta property='article:published_time' content='2024-03-13T01:30:00Z'>";
    assert_text(read_about(each, html, "https://a.example/2024/03/12/b", &read).date, "2024-03-12");
    assert_text(read_about(each, html, "https://a.example/2024/03/10/b", &read).date, "2024-03-13T01:30:00Z");
}

/* A page around `inside`, whose heading is "Bridge reopens at last". */
#define PAGE(inside) "<html lang=en><title>Bridge reopens at last</title>" inside
#define HEADING      "<h1>Bridge reopens at last</h1>"

typedef struct told {
    const char *html, *address, *wanted;
} told;

static void must_tell_dates(fixture *each, const told *pages, size_t count) {
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        page read;
        galley_text date = read_about(each, pages[i].html, pages[i].address, &read).date;
        if (galley_text_is(date, pages[i].wanted))
            continue;
        print_error("%s\n   gave %.*s, expected %s\n", pages[i].html, GALLEY_TEXT_ARGS(date), pages[i].wanted);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

#define COUNT(table) (sizeof(table) / sizeof *(table)) /* a macro, since the size of an array is lost in a call */

static void of_an_instant_that_is_told_twice_the_page_s_own_time_counts(void **state) {
    static const told pages[] = {
        {PAGE("<meta property='article:published_time' content='2024-03-13T01:30:05Z'>" HEADING
              "<time datetime='2024-03-12T20:30:05-05:00'></time>"),
         "", "2024-03-12T20:30:05-05:00"},
        {PAGE("<meta property='article:published_time' content='2024-03-13T01:30:05.5Z'>"
              "<meta name='publish-date' content='2024-03-12 17:30:05'>" HEADING),
         "", "2024-03-12T17:30:05.5-08:00"},
        {PAGE("<meta property='article:published_time' content='2024-03-13T01:00:00Z'>"
              "<meta name='publish-date' content='2024-03-12 17:00:00'>" HEADING),
         "", "2024-03-13T01:00:00Z"}, /* on the hour many things happen */
        {PAGE("<meta property='article:published_time' content='2024-03-13T01:30:05Z'>" HEADING
              "<span class=date>March 12, 2024</span>"),
         "", "2024-03-12"},
        {PAGE("<meta property='article:published_time' content='2024-03-12T11:30:05+01:00'>" HEADING
              "<span class=date>March 12, 2024</span>"),
         "", "2024-03-12T11:30:05+01:00"},
    };
    must_tell_dates(*state, pages, COUNT(pages));
}

static void what_is_shown_at_the_heading_counts_if_something_else_says_it(void **state) {
    static const told pages[] = {
        {PAGE("<script type='application/ld+json'>{\"@type\": \"Article\", \"datePublished\": \"2019-01-01\", "
              "\"dateModified\": \"2024-03-12\"}</script>" HEADING "<time datetime='2024-03-12'></time>"),
         "", "2024-03-12"}, /* a story that was published anew */
        {PAGE("<meta property='article:published_time' content='2019-01-01'>" HEADING
              "<div class=date>12 March 2024</div>"),
         "", "2019-01-01"}, /* today, or another story's */
        {PAGE("<meta property='article:published_time' content='2019-01-01'>" HEADING
              "<div class=date>Published 12 March 2024</div>"),
         "", "2024-03-12"},
        {PAGE("<meta property='article:published_time' content='2019-01-01'>"
              "<meta property='article:modified_time' content='2024-03-12'>" HEADING
              "<div class=date>Updated 12 March 2024</div>"),
         "", "2019-01-01"},
    };
    must_tell_dates(*state, pages, COUNT(pages));
}

static void words_say_what_a_date_is_of(void **state) {
    static const told pages[] = {
        {PAGE(HEADING "<p>Updated 14 March 2024. First published 12 March 2024</p>"), "", "2024-03-12"},
        {PAGE(HEADING "<p><span>Updated:</span> <b>14 March 2024</b></p><p>12 March 2024</p>"), "", "2024-03-12"},
        {PAGE(HEADING "<p>Updated 14 March 2024</p>"), "", "2024-03-14"},
        {PAGE(HEADING "<time datetime='2024-03-14'>14 March 2024, last update</time><time>12 March 2024</time>"), "",
         "2024-03-12"},
        {PAGE(HEADING "<time datetime='2024-03-15T10:18:46Z'>Published on 12 March 2024</time>"), "", "2024-03-12"},
        {PAGE(HEADING "<time class='entry-date published updated' datetime='2024-03-12'></time>"), "", "2024-03-12"},
        {PAGE(HEADING "<p>© 2020 - 01.02.2021</p><p>12.03.2024</p>"), "", "2021-02-01"},
        {PAGE(HEADING "<p>Copyright 01.02.2021</p><p>12.03.2024</p>"), "", "2024-03-12"},
        {PAGE(HEADING "<p>Copyright 01.02.2021</p><p>12.03.2024</p>"), "https://a.co.uk/b", "2024-03-12"},
    };
    must_tell_dates(*state, pages, COUNT(pages));
}

static void the_nearer_to_the_heading_the_better(void **state) {
    static const told pages[] = {
        {PAGE("<p>1 January 2024</p><p>a</p><p>b</p><p>c</p><p>d</p>" HEADING "<p>12 March 2024</p>"), "",
         "2024-03-12"},
        {PAGE("<p>12 March 2024</p>" HEADING "<p>a</p><p>1 May 2023 was a day of sun</p>"), "", "2024-03-12"},
        {PAGE("<meta name=date content='2024-05-05'>" HEADING "<time>12 March 2024</time>"), "", "2024-03-12"},
        {PAGE("<meta name=date content='2024-05-05'>" HEADING "<p>12 March 2024</p>"), "", "2024-05-05"},
        {PAGE("<h1>The Gazette</h1><div class=date>1 January 2024</div><p>a</p><p>b</p><p>c</p><p>d</p><p>e</p>"
              "<h2>Bridge reopens at last</h2><p>12 March 2024</p>"),
         "", "2024-03-12"},
        {PAGE(HEADING "<p>a</p>"), "https://a.example/n/29-10-2021", "2021-10-29"},
        {PAGE("<p>a</p><p>Posted on 12 March 2024 by Ann</p>"), "", "2024-03-12"},
        {PAGE(HEADING "<p>a</p>"), "", ""},
    };
    must_tell_dates(*state, pages, COUNT(pages));
}

static void who_bears_the_site_s_name_is_no_person(void **state) {
    fixture *each = *state;
    page read;
    static const told pages[] = {
        {PAGE("<meta name=author content='GazetteNews'>" HEADING "<p class=byline>By Ann Bee</p>"),
         "https://www.gazettenews.example/b", "Ann Bee"},
        {PAGE("<meta name=author content='Gazette Staff'><meta property='og:site_name' content='Gazette'>" HEADING
              "<p class=byline>By Ann Bee</p>"),
         "", "Ann Bee"},
        {PAGE("<meta name=author content='Gazette Staff'><meta property='og:site_name' content='Gazette'>" HEADING), "",
         "Gazette Staff"},
        {PAGE("<meta name=author content='Big House'><meta name=copyright content='(c) Big House 2024'>" HEADING
              "<p class=byline>By Ann Bee</p>"),
         "", "Ann Bee"},
        {PAGE(HEADING "<p class=byline>By <a href='/author/bee'>Ann Bee</a><span>Staff Writer</span></p>"), "",
         "Ann Bee"},
        {PAGE(HEADING "<p class=byline>•</p>"), "", ""},
    };
    for (size_t i = 0; i < COUNT(pages); i++)
        assert_text(read_about(each, pages[i].html, pages[i].address, &read).author, pages[i].wanted);
}

static void a_particle_is_part_of_a_name_where_it_is_no_word_for_by(void **state) {
    fixture *each = *state;
    page read;
    static const told pages[] = {
        {"<html lang=en><meta name=author content='Van Sias'>", "", "Van Sias"},
        {"<html lang=en-US><h1>Bridge</h1><p class=author>By Robert De Niro</p>", "", "Robert De Niro"},
        {"<html lang=en-US><h1>Bridge</h1><p class=author>By De Niro</p>", "", "De Niro"},
        {"<html lang=fr><meta name=author content='De Gaulle'>", "", "De Gaulle"},
        {"<meta name=author content='Van Sias'>", "", "Van Sias"},
        {"<meta name=author content='di Anna Neri'>", "", "Anna Neri"},
        {"<html lang=nl-BE><meta name=author content='van Jan Bos'>", "", "Jan Bos"},
        {"<html lang=de><meta name=author content='Von Anna Berg'>", "", "Anna Berg"},
        {"<html lang=it><meta name=author content='Di Anna Neri'>", "", "Anna Neri"},
        {"<html lang=en><meta name=author content='Van: Jan Bos'>", "", "Jan Bos"},
    };
    for (size_t i = 0; i < COUNT(pages); i++)
        assert_text(read_about(each, pages[i].html, pages[i].address, &read).author, pages[i].wanted);
}

/* Ten thousand authors, each compared with a megabyte: were all of it read each time, no memory would do. */
static void a_long_value_is_not_read_anew_for_each_author(void **state) {
    fixture *each = *state;
    static const char *const starts[] = {"<meta name=copyright content='", "<meta property='og:site_name' content='",
                                         "<meta property='og:title' content='"};
    for (size_t i = 0; i < COUNT(starts); i++) {
        page read;
        each->html.len = 0;
        galley_buffer_add_string(&each->html, starts[i]);
        repeat(&each->html, "abc ", 250000);
        galley_buffer_add_string(&each->html, "'><title>x</title><h1>y</h1>");
        repeat(&each->html, "<i itemprop=author content='Ann Bee'></i><h2>one two three four</h2>", 10000);
        galley_buffer_add_char(&each->html, '\0');
        assert_text(read_about(each, each->html.ptr, "", &read).author, "Ann Bee");
    }
}

static void a_heading_of_the_second_rank_is_the_title_where_the_first_is_the_site_s(void **state) {
    fixture *each = *state;
    page read;
    assert_text(read_about(each,
                           "<title>Bridge reopens at last - Gazette</title><h1>Gazette</h1>"
                           "<h2>Bridge reopens at last</h2><h2>Tram runs</h2>",
                           "", &read)
                    .title,
                "Bridge reopens at last");
    assert_text(
        read_about(each, "<title>Bridge is - gazette.example</title>", "https://www.gazette.example/b", &read).title,
        "Bridge is");
}

static void comments_longer_than_the_story_are_not_the_story(void **state) {
    assert_text(read_body(*state, "<div><h1>Bridge</h1><p>" PROSE_A "</p><p>" PROSE_B
                                  "</p></div><div class='comment-list'><p>" PROSE_A " I think.</p><p>" PROSE_B
                                  " I was there.</p></div>"),
                PROSE_A "\n" PROSE_B);
}

static void names_that_all_paragraphs_bear_say_nothing(void **state) {
    assert_text(read_body(*state, "<div><p class='paywall'>" PROSE_A "</p><p class='paywall'>" PROSE_B "</p></div>"),
                PROSE_A "\n" PROSE_B);
}

static void captions_scripts_and_boxes_are_left_out(void **state) {
    assert_text(
        read_body(*state,
                  "<article><p>" PROSE_A "</p><figure><img><figcaption>The bridge in its first year, seen from "
                  "the north.</figcaption></figure><script>var a = 1;</script><div class='newsletter-box'><p>Get "
                  "all the news of the town each morning in your mailbox.</p></div><p>" PROSE_B "</p></article>"),
        PROSE_A "\n" PROSE_B);
}

static void line_breaks_part_paragraphs_when_there_are_two(void **state) {
    assert_text(read_body(*state, "<div>" PROSE_A "<br>And so on.<br><br>" PROSE_B "</div>"),
                PROSE_A " And so on.\n" PROSE_B);
}

static void of_several_articles_the_one_with_the_heading_is_taken(void **state) {
    assert_text(read_body(*state,
                          "<title>Bridge reopens today</title><main><article><h1>Bridge reopens today</h1><p>" PROSE_A
                          "</p></article><article><h2>Another</h2><p>" PROSE_B "</p><p>" PROSE_B
                          " So much.</p></article></main>"),
                PROSE_A);
}

static void teasers_below_the_article_are_not_the_story(void **state) {
    assert_text(read_body(*state,
                          "<title>Bridge reopens today</title><main><article><h1>Bridge reopens today</h1><p>" PROSE_A
                          "</p><p>" PROSE_B "</p></article><ul><li><h3><a href=a>A harbour</a></h3><p>" PROSE_A
                          " There.</p><li><h3><a href=b>A tunnel</a></h3><p>" PROSE_B " There.</p></ul></main>"),
                PROSE_A "\n" PROSE_B);
}

static void a_story_ends_with_the_element_named_its_body(void **state) {
    assert_text(read_body(*state, "<div><h1>Bridge</h1><div class='article-body'><p>" PROSE_A "</p><p>" PROSE_B
                                  "</p><p>" PROSE_A " So long.</p><p>" PROSE_B " So much.</p></div><p>This paper is "
                                  "made by the town for all who live in it, and costs nothing at all.</p></div>"),
                PROSE_A "\n" PROSE_B "\n" PROSE_A " So long.\n" PROSE_B " So much.");
}

static void a_short_story_beside_a_long_sidebar_is_the_story(void **state) {
    fixture *each = *state;
    static const char teaser[] = "<div class=teaser><p>Elsewhere in the town a tunnel was dug, and nobody came to see "
                                 "it, for it rained all day long.</p></div>";
    each->html.len = 0;
    galley_buffer_add_string(&each->html, "<title>Bridge reopens today</title><div><div><h1>Bridge reopens today</h1>"
                                          "<p>" PROSE_A "</p><p>" PROSE_B "</p><p>" PROSE_A " So long.</p><p>" PROSE_B
                                          " So much.</p><p>" PROSE_A " So it was.</p><p>" PROSE_B
                                          " So they say.</p></div><div id=sidebar>");
    repeat(&each->html, teaser, 40);
    galley_buffer_add_bytes(&each->html, "</div></div>", sizeof "</div></div>");
    galley_text text = read_body(each, galley_buffer_text(&each->html).ptr);
    assert_false(text_holds(text, "tunnel"));
    assert_true(text_holds(text, "So they say"));
}

static void a_story_of_offers_is_more_than_the_note_below_it(void **state) {
    fixture *each = *state;
    each->html.len = 0;
    galley_buffer_add_string(&each->html, "<title>What to buy today</title><h1>What to buy today</h1><div><p>" PROSE_A
                                          "</p><p>" PROSE_B "</p><p>" PROSE_A " So long.</p><p>" PROSE_B "</p>");
    repeat(&each->html, "<p>Bicycle for <a href=a>eighty instead of ninety</a></p><ul><li><a href=b>See it</a></ul>",
           30);
    galley_buffer_add_string(&each->html,
                             "<div>If readers buy what they have seen here then the paper is paid for it by "
                             "those who sell, but they have no say in what is written about, nor do they "
                             "read it before it is printed. Prices are those of the day on which it was "
                             "written, and may be others when it is read.</div></div>");
    galley_buffer_add_char(&each->html, '\0');
    galley_text text = read_body(each, galley_buffer_text(&each->html).ptr);
    assert_true(text_holds(text, PROSE_A) && text_holds(text, "If readers"));
}

static void a_post_s_own_classes_do_not_take_it_away(void **state) {
    assert_text(read_body(*state,
                          "<div><div class='post hentry tag-bridge'><h1>Bridge</h1><p>" PROSE_A "</p><p>" PROSE_B
                          "</p></div><ol class=commentlist><li><p>" PROSE_A " I think.</p><li><p>" PROSE_B
                          " I think.</p><li><p>" PROSE_A " I know.</p><li><p>" PROSE_B " I know.</p></ol></div>"),
                PROSE_A "\n" PROSE_B);
}

static void the_description_above_the_story_is_its_lead(void **state) {
    assert_text(read_body(*state, "<meta name=description content='Two years after the flood trams cross the canal.'>"
                                  "<header><h1>Bridge reopens today</h1><div>Two years after the flood trams cross the "
                                  "canal.</div></header><div><p>" PROSE_A "</p><p>" PROSE_B "</p></div>"),
                "Two years after the flood trams cross the canal.\n" PROSE_A "\n" PROSE_B);
}

static void a_text_that_only_scripts_show_comes_from_json(void **state) {
    assert_text(read_body(*state,
                          "<script type='application/ld+json'>{\"@type\": \"Article\", \"articleBody\": \"<p>" PROSE_A
                          "</p><p>" PROSE_B "</p><p>" PROSE_A " &amp; more.</p><p>" PROSE_B
                          "</p><p>End.</p>\"}</script><p>Loading the page now.</p>"),
                PROSE_A "\n" PROSE_B "\n" PROSE_A " & more.\n" PROSE_B "\nEnd.");
}

static void a_page_without_prose_has_no_story(void **state) {
    assert_text(read_body(*state, "<ul><li><a href=a>One</a><li><a href=b>Two</a></ul><div>Menu</div>"), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tree_is_flat_and_its_ranges_lie_inside_each_other),
        cmocka_unit_test(a_page_of_a_million_nested_tags_is_too_deep),
        cmocka_unit_test(formatting_that_each_paragraph_opens_anew_is_given_up),
        cmocka_unit_test(a_page_of_too_many_elements_is_too_large),
        cmocka_unit_test(of_a_million_attributes_some_are_kept),
        cmocka_unit_test(an_empty_page_has_no_nodes),
        cmocka_unit_test(utf_8_that_was_read_as_windows_1252_is_read_anew),
        cmocka_unit_test(characters_that_are_none_of_a_misreading_stay),
        cmocka_unit_test(windows_1252_that_claims_latin_1_is_windows_1252),
        cmocka_unit_test(bytes_of_another_alphabet_are_read_as_declared),
        cmocka_unit_test(utf_16_with_its_mark_is_read),
        cmocka_unit_test(broken_json_still_tells),
        cmocka_unit_test(an_article_s_data_outdo_those_of_other_things),
        cmocka_unit_test(what_was_modified_is_no_publication_where_there_is_one),
        cmocka_unit_test(the_day_is_the_one_where_the_story_was_published),
        cmocka_unit_test(of_an_instant_that_is_told_twice_the_page_s_own_time_counts),
        cmocka_unit_test(what_is_shown_at_the_heading_counts_if_something_else_says_it),
        cmocka_unit_test(words_say_what_a_date_is_of),
        cmocka_unit_test(the_nearer_to_the_heading_the_better),
        cmocka_unit_test(who_bears_the_site_s_name_is_no_person),
        cmocka_unit_test(a_particle_is_part_of_a_name_where_it_is_no_word_for_by),
        cmocka_unit_test(a_long_value_is_not_read_anew_for_each_author),
        cmocka_unit_test(a_heading_of_the_second_rank_is_the_title_where_the_first_is_the_site_s),
        cmocka_unit_test(comments_longer_than_the_story_are_not_the_story),
        cmocka_unit_test(names_that_all_paragraphs_bear_say_nothing),
        cmocka_unit_test(captions_scripts_and_boxes_are_left_out),
        cmocka_unit_test(line_breaks_part_paragraphs_when_there_are_two),
        cmocka_unit_test(of_several_articles_the_one_with_the_heading_is_taken),
        cmocka_unit_test(teasers_below_the_article_are_not_the_story),
        cmocka_unit_test(a_story_ends_with_the_element_named_its_body),
        cmocka_unit_test(a_short_story_beside_a_long_sidebar_is_the_story),
        cmocka_unit_test(a_story_of_offers_is_more_than_the_note_below_it),
        cmocka_unit_test(a_post_s_own_classes_do_not_take_it_away),
        cmocka_unit_test(the_description_above_the_story_is_its_lead),
        cmocka_unit_test(a_text_that_only_scripts_show_comes_from_json),
        cmocka_unit_test(a_page_without_prose_has_no_story),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
