/* clean by parts: what cases.jsonl cannot show, places in a text, texts that must not be copied, and hostile ones. */
#include "characters.h"
#include "lines.h"
#include "program.h"
#include "wording.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct fixture {
    galley_arena *arena, *scratch;
    phrases *known;
    bool characters[CHARACTER_RULE_COUNT], lines[RULE_COUNT];
} fixture;

static int set_up(void **state) {
    static fixture all;
    all = (fixture){.arena = galley_arena_new(), .scratch = galley_arena_new(), .known = phrases_new()};
    memset(all.characters, true, sizeof all.characters);
    all.characters[QUOTES] = all.characters[DASHES] = false; /* as they are unless asked for */
    memset(all.lines, true, sizeof all.lines);
    *state = &all;
    return 0;
}

static int tear_down(void **state) {
    fixture *all = *state;
    galley_arena_free(all->arena);
    galley_arena_free(all->scratch);
    phrases_free(all->known);
    return 0;
}

/* ---- Characters ------------------------------------------------------------------------------------------------ */

static galley_text cleaned(const fixture *all, galley_text text) {
    bool has_changed[CHARACTER_RULE_COUNT] = {false};
    return characters_clean(text, false, all->characters, has_changed, all->arena);
}

/* `inside` at every place of a text of up to 24 letters, behind `before` letters. */
static void assert_everywhere(const fixture *all, const char *inside, const char *wanted) {
    for (int before = 1; before < 24; before++)
        for (int behind = 1; behind < 24; behind += 5) {
            galley_text text = galley_arena_printf(all->arena, "%.*s%s%.*s", before, "abcdefghijklmnopqrstuvwxyz",
                                                   inside, behind, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
            galley_text result = galley_arena_printf(all->arena, "%.*s%s%.*s", before, "abcdefghijklmnopqrstuvwxyz",
                                                     wanted, behind, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
            galley_text found = cleaned(all, text);
            assert_int_equal(found.len, result.len);
            assert_memory_equal(found.ptr, result.ptr, result.len);
            galley_text again = cleaned(all, found);
            if (strchr(wanted, '&') == NULL) /* what was decoded may look like an entity: that is why it is once */
                assert_ptr_equal(again.ptr, found.ptr);
            galley_arena_reset(all->arena);
        }
}

static void every_rule_works_at_every_place(void **state) {
    static const char *const pairs[][2] = {
        {"&eacute;", "é"},
        {"&#8217;", "’"},
        {"&#x20AC;", "€"},
        {"&#146;", "’"},
        {"&amp;lt;", "&lt;"},
        {"&amp;eacute;", "é"},
        {"&amp;#8217;", "’"},
        {"&#38;nbsp;", " "},
        {"&amp;nosuch;", "&nosuch;"},
        {"&nbsp;", " "},
        {"&shy;", ""},
        {"&nosuch;", "&nosuch;"},
        {"&#0;", "&#0;"},
        {"&#xD800;", "&#xD800;"},
        {"&#;", "&#;"},
        {"&#9999999;", "&#9999999;"},
        {"&eacute", "&eacute"},
        {" & ", " & "},
        {"\x01", ""},
        {"\x7F", ""},
        {"\u00AD", ""},
        {"\u200B", ""},
        {"\uFEFF", ""},
        {"\xC2\x92", "’"},
        {"\xC2\x81", ""},
        {"\u200D", ""},
        {"\u0645\u06CC\u200C\u0634\u0648\u062F", "\u0645\u06CC\u200C\u0634\u0648\u062F"},
        {"👩\u200D🚀", "👩\u200D🚀"},
        {"e\u0301", "é"},
        {"\u00A0", " "},
        {" \u202F", " "},
        {"  ", " "},
        {"\t", " "},
        {" \n ", "\n"},
        {"\r\n", "\n"},
        {"\r", "\n"},
        {"\n\n\n", "\n\n"},
        {"\n \n\t\n", "\n\n"},
        {"\u2028", "\n"},
        {"\u2029", "\n\n"},
        {"\u3000", " "},
        {"«\u00A0»", "« »"},
        {"’", "’"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        assert_everywhere(*state, pairs[i][0], pairs[i][1]);
}

static void a_clean_text_is_not_copied(void **state) {
    const fixture *all = *state;
    galley_text text = galley_text_of(
        "Le « jeu » est fini : l’État a payé 3 000 €.\n\nAT&T paid too; R&D did not.\n中文 🙂");
    assert_ptr_equal(cleaned(all, text).ptr, text.ptr);
    assert_int_equal(cleaned(all, galley_text_of("")).len, 0);
}

static void white_space_alone_becomes_nothing(void **state) {
    const fixture *all = *state;
    static const char *const blanks[] = {" ",        "\n",     "\u00A0",        " \n ",
                                         "\r\n\r\n", "\u200B", "&nbsp;&#160; ", "          "};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        assert_int_equal(cleaned(all, galley_text_of(blanks[i])).len, 0);
}

static void rules_that_are_off_change_nothing(void **state) {
    fixture all = *(const fixture *)*state;
    memset(all.characters, false, sizeof all.characters);
    galley_text text = galley_text_of(" &amp;\t\u00ADe\u0301\n\n\n\nx\r\n ");
    assert_ptr_equal(cleaned(&all, text).ptr, text.ptr);
    all.characters[BLANK_LINES] = true;
    assert_true(galley_text_is(cleaned(&all, text), " &amp;\t\u00ADe\u0301\n\nx\r\n "));
}

static void a_title_is_one_line(void **state) {
    const fixture *all = *state;
    bool has_changed[CHARACTER_RULE_COUNT] = {false};
    galley_text title =
        characters_clean(galley_text_of("One\n two\u2028three"), true, all->characters, has_changed, all->arena);
    assert_true(galley_text_is(title, "One two three"));
    assert_true(has_changed[SPACES] && !has_changed[BLANK_LINES]);
}

/* ---- Lines ----------------------------------------------------------------------------------------------------- */

static const char STORY_LINE[] =
    "The council voted on Tuesday evening to rebuild the old market hall, which burned down "
    "two years ago, and to open it again before the next harvest.";

/* What is left of a text under the title "Market hall to rise again"; {line} stands for a long line of the story. */
static galley_text kept(const fixture *all, const char *format) {
    size_t gone[RULE_COUNT] = {0};
    galley_text text = galley_text_of(format);
    galley_buffer filled = {0};
    for (const char *mark; (mark = strstr(text.ptr, "{line}")) != NULL;
         text = galley_text_of(mark + strlen("{line}"))) {
        galley_buffer_add_bytes(&filled, text.ptr, (size_t)(mark - text.ptr));
        galley_buffer_add_string(&filled, STORY_LINE);
    }
    galley_buffer_add(&filled, text);
    text = galley_arena_copy(all->arena, galley_buffer_text(&filled));
    galley_buffer_clear(&filled);
    return lines_clean(text, &(about){.title = galley_text_of("Market hall to rise again")}, all->known, all->lines,
                       gone, all->arena, all->scratch);
}

static void assert_kept(const fixture *all, const char *format, const char *wanted) {
    fixture none = *all;
    memset(none.lines, false, sizeof none.lines);
    galley_text found = kept(all, format), result = kept(&none, wanted);
    if (!galley_text_equal(found, result))
        fail_msg("%s\n--- gave\n%.*s\n--- wanted\n%.*s", format, GALLEY_TEXT_ARGS(found), GALLEY_TEXT_ARGS(result));
}

static void assert_untouched(const fixture *all, const char *format) {
    assert_kept(all, format, format);
}

static void a_story_without_furniture_is_untouched(void **state) {
    assert_untouched(*state, "{line}\n\n{line}\n\"Yes.\"\n\"No comment,\" she said.\n{line}");
    assert_untouched(*state, "{line}\nThe ingredients\n200 g flour\n3 eggs\n1\n2\n{line}\nResults\nLyon 2\nParis 1");
    assert_untouched(*state,
                     "{line}\n12 May 1920\n{line}\nSaturday 3 June\nConcert in the park\nSunday 4 June\nMarket");
    assert_untouched(*state, "Share this burden, the minister said, or leave it to those who will.\n{line}");
    assert_untouched(*state, "{line}\nWorld\n{line}\nHealth\nBy the river nobody had seen him.\n{line}");
    assert_untouched(*state, "A heading\nAnother\n{line}\nA list\nof two");
    assert_untouched(*state, "Advertisement"); /* one line is all there is */
}

static void prose_is_never_a_neighbour(void **state) {
    assert_kept(*state, "Share\n{line}\nShare\n{line}\nTweet\n{line}\nLeave a Reply", "{line}\n{line}\n{line}");
}

static void the_top_goes_down_to_the_last_line_that_is_known(void **state) {
    assert_kept(
        *state,
        "Skip to content\nOther headline about some other town\nMarket hall to rise again\nA hall for all seasons\n"
        "By Ann Bee\nTown desk\nMarch 3, 2024\n{line}",
        "{line}");
    assert_kept(
        *state,
        "Market hall to rise again\nTwo years after the fire, the council finds the money\nShare\nThe vote\n{line}",
        "Two years after the fire, the council finds the money\nThe vote\n{line}");
}

static void the_bottom_goes_from_a_list_of_links_on(void **state) {
    assert_kept(*state, "{line}\nRelated articles\nBus fares rise again.\nNew school opens\nName\nWebsite", "{line}");
    assert_kept(*state, "{line}\nLeave a Reply\nName *\nWebsite\nSend comment", "{line}");
    assert_kept(*state, "{line}\nWhat comes next\nShare\n", "{line}\nWhat comes next");
    assert_kept(*state, "{line}\nShare\nWhat comes next", "{line}\nWhat comes next");
}

static void a_comment_form_ends_a_text_of_short_lines_too(void **state) {
    assert_kept(*state, "Hens are back.\nThree of them\nLeave a Reply\nName *\nWebsite",
                "Hens are back.\nThree of them");
    assert_kept(*state, "Leave a Reply\nHens\nThey are back.\nThree of them", "Hens\nThey are back.\nThree of them");
}

static void a_list_of_links_in_the_middle_ends_at_a_sentence(void **state) {
    assert_kept(*state, "{line}\nLire aussi\nUn titre\nUn autre titre\nC'est fini.\nLe vote\n{line}",
                "{line}\nC'est fini.\nLe vote\n{line}");
}

static void sections_and_numbers_go_beside_furniture_only(void **state) {
    assert_kept(*state, "{line}\nWorld\nShare\n5\nTweet\n{line}\nWorld\n5\n{line}", "{line}\n{line}\nWorld\n5\n{line}");
}

static void the_gap_around_what_went_is_the_widest_that_was_there(void **state) {
    assert_kept(*state, "{line}\nShare\n\n{line}\nTweet\n{line}", "{line}\n\n{line}\n{line}");
    assert_kept(*state, "{line}\n\nShare\n{line}", "{line}\n\n{line}");
}

static void a_line_of_a_sentence_is_not_taken_for_its_beginning(void **state) {
    assert_untouched(
        *state, "{line}\nLatest in a row of fires that the town has seen this summer is the one at the mill.\n{line}");
    assert_untouched(*state, "{line}\nrelated: the words of a sentence that was broken here\n{line}");
    assert_untouched(*state, "{line}\nCredit Agricole is to pay for half of it\n{line}");
    assert_untouched(*state, "{line}\nOne man (photo) was hurt (see photo).\nA man in a hat (photo)\n{line}");
    assert_untouched(*state, "{line}\nFollow us on foot through the town, he said.\n{line}");
}

/* A line of a story that a phrase came near to, in each language, alone between paragraphs. */
static void what_stories_say_is_no_phrase(void **state) {
    static const char *const lines[] = {
        "Météo : 12 départements en alerte aux inondations",
        "Réalisé par Luc Besson, le film sort mercredi.",
        "Crédits d'impôts : la régularisation démarre",
        "Powered by a small engine, the boat crossed the lake in a day.",
        "Copyright law has not changed since then.",
        "Mit Material von der Baustelle bauten sie Hütten.",
        "Suchen nach Überlebenden",
        "Más de 300 heridos",
        "Al hacer clic en el enlace, la víctima descarga un virus.",
        "Con información de los vecinos, los agentes dieron con él.",
        "Recibe cada año a tres mil turistas.",
        "Il calcio d'angolo è respinto.\nRiprova Rossi, ma il portiere para.",
        "I prezzi potrebbero salire ancora.",
        "Mais de 100 mortos no sul",
        "Ao assinar o decreto, o presidente disse que era pouco.",
        "Carregando uma bandeira, os manifestantes saíram.",
        "Door naar de finale",
        "Met dank aan zijn broer won hij.",
        "Het is niet toegestaan om daar te vissen.",
        "Wat vindt u van de plannen?",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_untouched(*state,
                         galley_arena_printf(((const fixture *)*state)->arena, "{line}\n%s\n{line}", lines[i]).ptr);
}

static void one_word_with_a_full_stop_is_said_unless_it_stands_beside_furniture(void **state) {
    assert_untouched(*state, "{line}\nReuters.\n{line}\nTwitter!\n{line}");
    assert_kept(*state, "{line}\nReuters\n{line}\nTwitter!\nFacebook\n{line}", "{line}\n{line}\n{line}");
    assert_kept(*state, "{line}\nLoading comments...\n", "{line}");
}

static void a_sentence_behind_a_label_is_the_storys(void **state) {
    assert_untouched(*state, "{line}\nKijk: het is heel simpel.\n{line}");
    assert_untouched(*state,
                     "{line}\nFoto: Ann Bee In der Halle haben sich am Abend vierhundert Leute aus beiden Teilen "
                     "der Stadt getroffen.\n{line}");
    assert_kept(*state, "{line}\nKijk: Het is heel simpel\n{line}\nFoto: privat.\n{line}", "{line}\n{line}\n{line}");
    assert_kept(*state, "{line}\nLees ook: Waarom wint hij?\n{line}", "{line}\n{line}");
}

static void an_agency_ends_a_caption_only_behind_a_sign(void **state) {
    assert_untouched(*state, "{line}\nUn homme est mort, selon l'agence Lusa\n{line}\nOp beeld van, belga\n{line}");
    assert_untouched(*state, "{line}\nDie Tür zum Archiv\n{line}\nCampanha de divulgação\n{line}");
    assert_kept(*state, "{line}\nDe markt in Gent. Belga\n{line}\nDe markt © ANP\n{line}\nEl mercado (Archivo)\n{line}",
                "{line}\n{line}\n{line}\n{line}");
}

static void a_sentence_that_was_broken_into_lines_is_no_label(void **state) {
    assert_kept(*state,
                "Skip to content\nMore than half of the stalls in the market hall will be\n"
                "given to those who had one before the fire and who have\nasked for it.\n"
                "Market hall to rise again\nShare\nDe l'autre ville, de l'autre halle et du marché",
                "More than half of the stalls in the market hall will be\n"
                "given to those who had one before the fire and who have\nasked for it.\n"
                "De l'autre ville, de l'autre halle et du marché");
}

static void what_only_looks_like_a_number_a_path_or_a_credit_stays(void **state) {
    assert_untouched(*state, "{line}\nentries > 10 AND score > 3\n{line}\nVideo: Council finds the money\n{line}");
    assert_kept(*state, "{line}\n29%.\nShare", "{line}\n29%.");
    assert_kept(*state, "{line}\n29\nShare", "{line}");
}

static void quotes_that_close_are_no_path(void **state) {
    assert_untouched(*state, "{line}\nLes « durs » et les « mous » se parlent\n{line}");
    assert_kept(*state, "{line}\nSport » Tennis » Lyon\n{line}", "{line}\n{line}");
}

/* With furniture around them, so that shapes are looked at: a table, an interview, a poem, a ticker, other scripts. */
static void shapes_leave_stories_alone(void **state) {
    static const char *const stories[] = {
        "{line}\nResults\nLyon 2\nParis 1\nLille 0\n{line}",
        "{line}\nDid you sleep?\n\"Not at all.\"\nAnd now?\n\"Now I will.\"\n{line}",
        "{line}\nC'est le choc.\n{line}\nRien ne va plus.\n{line}",
        "{line}\n14:05 The vote begins in the hall.\n14:20 The mayor speaks.\n15:02 It is over.\n{line}",
        "在接受质询前的发言中说，回顾事件，虽然从无任何存心隐瞒的意图，但必须承认自己有处理疏忽及交代不清之处，为此再次"
        "向市民郑重道歉。\n"
        "不过议员们普遍指责他撒谎，要求他马上辞职下台。\n现为议员的人说，他至今仍不坦诚以对，让人震惊，另一位也批评他抱"
        "着不服输的态度接受质询。",
    };
    const fixture *all = *state;
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        galley_text page = galley_arena_printf(
            all->arena, "Skip to content\nShare on Facebook\n%s\nShare this article\nLeave a Reply", stories[i]);
        assert_kept(all, page.ptr, stories[i]);
    }
}

static void shapes_take_what_no_phrase_knows(void **state) {
    assert_kept(*state,
                "Skip to content\nMarket hall to rise again\n{line}\n{line}\n{line}\nShare this article\n"
                "Who Wore It Best on the Red Carpet in Ten Pictures\nView Gallery Now\n"
                "Seven Phones You Can Buy This Week for Less\nView Gallery Now\nLeave a Reply",
                "{line}\n{line}\n{line}");
}

/* Right above the page's furniture they are short, as furniture is. */
static void the_storys_last_sentences_stay(void **state) {
    static const char *const endings[] = {"No se tarden\", finalizó.", "¡Canta y no llores!\n¡Cámara, güey!",
                                          "Nada.\nOpciones.\nPlazos."};
    const fixture *all = *state;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        galley_text story = galley_arena_printf(all->arena, "{line}\n{line}\n{line}\n%s", endings[i]);
        galley_text page = galley_arena_printf(all->arena,
                                               "Inicio > Noticias\nCompartir en Facebook\n%s\nComparte en Twitter\n"
                                               "Suscríbete a nuestra newsletter\nDeja un comentario",
                                               story.ptr);
        assert_kept(all, page.ptr, story.ptr);
    }
}

static void words_of_pages_say_less_than_words_of_stories(void **state) {
    (void)state;
    uint8_t story = wording_of(galley_text_of("he said the police had told him so on tuesday"));
    uint8_t page = wording_of(galley_text_of("sign up for our daily newsletter"));
    assert_int_equal(wording_of(galley_text_of("")), WORDING_NOTHING);
    assert_true(page < WORDING_NOTHING && story > WORDING_NOTHING);
}

static void a_line_of_many_words_is_read_as_far_as_there_is_room(void **state) {
    (void)state;
    uint16_t pieces[WORDING_MAX];
    galley_buffer text = {0};
    while (text.len < 100000)
        galley_buffer_add_string(&text, "a ");
    size_t count = wording_pieces(galley_text_part(text.ptr, text.len - 1), pieces);
    assert_true(count > WORDING_MAX - 8 && count <= WORDING_MAX);
    galley_buffer_clear(&text);
}

/* Every row of phrases.inc is read: a phrase of each language and of each place in the line. */
static void phrases_are_found_where_they_stand(void **state) {
    const fixture *all = *state;
    static const struct {
        phrase_place place;
        const char *words;
        phrase_kind kind;
    } wanted[] = {{WHOLE_LINE, "partager cet article", SHARING},
                  {WHOLE_LINE, "# min read", READING_TIME},
                  {LINE_START, "temps de lecture #", READING_TIME},
                  {LABEL, "a lire aussi", RELATED},
                  {LINE_END, "all rights reserved", COPYRIGHT},
                  {WHOLE_LINE, "anzeige", ADVERTISING},
                  {WHOLE_LINE, "deja una respuesta", COMMENTS},
                  {WHOLE_LINE, "leggi anche", LINK_LIST},
                  {WHOLE_LINE, "mais lidas", LINK_LIST},
                  {WHOLE_LINE, "nieuwsbrief", SUBSCRIBING},
                  {WHOLE_LINE, "meistgelesene artikel heute", LINK_LIST},
                  {LABEL, "bildrechte", CREDITS},
                  {LINE_START, "unete a nuestro canal de whatsapp", SHARING},
                  {LINE_START, "per continuare a leggere", SUBSCRIBING},
                  {LINE_START, "este conteudo e exclusivo para", SUBSCRIBING},
                  {LINE_START, "de tekst gaat door onder", RELATED},
                  {WHOLE_LINE, "nieuwsbrie", STORY},
                  {LINE_END, "partager cet article", STORY}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        assert_int_equal(phrases_find(all->known, wanted[i].place, galley_text_of(wanted[i].words)), wanted[i].kind);
    assert_true(phrases_lists(all->known, MONTH, galley_text_of("aout")));
    assert_false(phrases_lists(all->known, DATE_WORD, galley_text_of("aout")));
}

/* Lines that are all furniture: time grows with the text, not with its square. */
static void a_million_lines_are_cleaned_and_more_are_left_alone(void **state) {
    const fixture *all = *state;
    galley_buffer text = {0};
    for (size_t i = 0; i < 250000; i++)
        galley_buffer_add_string(&text, "World\n3\nA heading of some words\nShare\n");
    size_t gone[RULE_COUNT] = {0};
    galley_text found = lines_clean(galley_buffer_text(&text), &(about){.title = galley_text_of("World")}, all->known,
                                    all->lines, gone, all->arena, all->scratch);
    assert_int_equal(found.len, 0);
    assert_int_equal(gone[SHARING], 250000);
    galley_buffer prose = {0}; /* with a paragraph, so that shapes are looked at */
    galley_buffer_add_string(&prose, STORY_LINE);
    galley_buffer_add_string(&prose, "\nShare\nTweet\n");
    galley_buffer_add(&prose,
                      galley_text_part(text.ptr, text.len - strlen("World\n3\nA heading of some words\nShare\n")));
    found = lines_clean(galley_buffer_text(&prose), &(about){.title = galley_text_of("Hens")}, all->known, all->lines,
                        gone, all->arena, all->scratch);
    assert_int_equal(found.len, strlen(STORY_LINE));
    galley_buffer_clear(&prose);
    galley_buffer_add_string(&text, "one more\n");
    galley_text more = galley_buffer_text(&text);
    found = lines_clean(more, &(about){.title = galley_text_of("World")}, all->known, all->lines, gone, all->arena,
                        all->scratch);
    assert_ptr_equal(found.ptr, more.ptr);
    galley_buffer_clear(&text);
}

/* ---- Program text ------------------------------------------------------------------------------------------------ */

static void a_text_without_program_is_not_copied(void **state) {
    const fixture *all = *state;
    size_t gone = 0;
    galley_text text = galley_text_of("Prices fell (by 3%); nobody [sic] knew why. <3 and a = b {or not}.");
    assert_ptr_equal(program_take(text, &gone, all->arena).ptr, text.ptr);
    assert_int_equal(gone, 0);
}

/* Ten megabytes of what only begins: if each beginning were read to the end, this would take hours. */
static void program_text_that_never_ends_costs_no_more_than_another(void **state) {
    static const char *const beginnings[] = {"{\"a\":",      "<script>",     "<a b=\"", ".a { b: c; ", "[caption a=b]",
                                             "window.x = {", "googletag.a(", "<!--",    "{{ a\n",      "/*\n.a{b:c}"};
    const fixture *all = *state;
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        galley_buffer text = {0};
        while (text.len < 10000000)
            galley_buffer_add_string(&text, beginnings[i]);
        size_t gone = 0;
        galley_text rest = program_take(galley_buffer_text(&text), &gone, all->arena);
        assert_true(rest.len <= text.len);
        galley_buffer_clear(&text);
        galley_arena_reset(all->arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_works_at_every_place),
        cmocka_unit_test(a_clean_text_is_not_copied),
        cmocka_unit_test(white_space_alone_becomes_nothing),
        cmocka_unit_test(rules_that_are_off_change_nothing),
        cmocka_unit_test(a_title_is_one_line),
        cmocka_unit_test(a_story_without_furniture_is_untouched),
        cmocka_unit_test(prose_is_never_a_neighbour),
        cmocka_unit_test(the_top_goes_down_to_the_last_line_that_is_known),
        cmocka_unit_test(the_bottom_goes_from_a_list_of_links_on),
        cmocka_unit_test(a_comment_form_ends_a_text_of_short_lines_too),
        cmocka_unit_test(a_list_of_links_in_the_middle_ends_at_a_sentence),
        cmocka_unit_test(sections_and_numbers_go_beside_furniture_only),
        cmocka_unit_test(the_gap_around_what_went_is_the_widest_that_was_there),
        cmocka_unit_test(a_line_of_a_sentence_is_not_taken_for_its_beginning),
        cmocka_unit_test(what_stories_say_is_no_phrase),
        cmocka_unit_test(one_word_with_a_full_stop_is_said_unless_it_stands_beside_furniture),
        cmocka_unit_test(a_sentence_behind_a_label_is_the_storys),
        cmocka_unit_test(an_agency_ends_a_caption_only_behind_a_sign),
        cmocka_unit_test(a_sentence_that_was_broken_into_lines_is_no_label),
        cmocka_unit_test(what_only_looks_like_a_number_a_path_or_a_credit_stays),
        cmocka_unit_test(quotes_that_close_are_no_path),
        cmocka_unit_test(shapes_leave_stories_alone),
        cmocka_unit_test(shapes_take_what_no_phrase_knows),
        cmocka_unit_test(the_storys_last_sentences_stay),
        cmocka_unit_test(words_of_pages_say_less_than_words_of_stories),
        cmocka_unit_test(a_line_of_many_words_is_read_as_far_as_there_is_room),
        cmocka_unit_test(phrases_are_found_where_they_stand),
        cmocka_unit_test(a_million_lines_are_cleaned_and_more_are_left_alone),
        cmocka_unit_test(a_text_without_program_is_not_copied),
        cmocka_unit_test(program_text_that_never_ends_costs_no_more_than_another),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
