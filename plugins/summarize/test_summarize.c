/* summarize by parts: what cases.jsonl cannot show, parameters that are refused, words, evidence, and texts that are
 * huge or odd. */
#include "model.h"

#include <galley/stage.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct fixture {
    galley_stop_words *stop;
    sentences *all;
    model *model;
    galley_arena *arena;
} fixture;

static int set_up(void **state) {
    static fixture each;
    each = (fixture){.stop = galley_stop_words_new(), .all = calloc(1, sizeof(sentences)), .arena = galley_arena_new()};
    each.all->arena = galley_arena_new();
    each.model = calloc(1, sizeof(model));
    *state = &each;
    return 0;
}

static int tear_down(void **state) {
    fixture *each = *state;
    galley_stop_words_free(each->stop);
    sentences_clear(each->all);
    free(each->all);
    model_clear(each->model);
    free(each->model);
    galley_arena_free(each->arena);
    return 0;
}

/* ---- Parameters ------------------------------------------------------------------------------------------------ */

extern const galley_stage_type galley_stage;

static void set_number(void *stage, const char *name, int64_t number) {
    for (const galley_param *param = galley_stage.params; param->name; param++) {
        char *field = (char *)stage + param->offset;
        if (strcmp(param->name, name) != 0)
            continue;
        if (param->type == GALLEY_REAL)
            *(double *)(void *)field = (double)number;
        else
            *(int64_t *)(void *)field = number;
    }
}

static void two_lengths_are_refused_with_their_names(void **state) {
    (void)state;
    static const char *const lengths[] = {"sentences", "max_words", "ratio"};
    for (size_t i = 0; i < 9; i++) {
        void *stage = calloc(1, galley_stage.size_of_stage);
        galley_error error = {""};
        set_number(stage, lengths[i / 3], 1);
        set_number(stage, lengths[i % 3], 1);
        bool is_one = i / 3 == i % 3;
        assert_int_equal(galley_stage.open(stage, &error), is_one);
        if (is_one)
            galley_stage.close(stage);
        else
            assert_non_null(strstr(error.message, "sentences, max_words and ratio"));
        free(stage);
    }
}

/* ---- Words ----------------------------------------------------------------------------------------------------- */

static bool is_stop(const fixture *each, const char *lang, const char *word) {
    galley_text folded = galley_fold(galley_text_of(word), each->arena);
    return galley_stop_words_has(each->stop, galley_stop_words_language(lang), folded, galley_hash64(folded, 0));
}

static void stop_words_are_those_of_the_language(void **state) {
    const fixture *each = *state;
    assert_true(is_stop(each, "en", "Would"));
    assert_true(is_stop(each, "en-GB", "would"));
    assert_true(is_stop(each, "EN", "would"));
    assert_false(is_stop(each, "fr", "would"));
    assert_true(is_stop(each, "fr", "ÉTÉ"));
    assert_true(is_stop(each, "fr", "l"));
    assert_true(is_stop(each, "nb", "ikke"));
    assert_true(is_stop(each, "ru", "который"));
    assert_false(is_stop(each, "fr", "ONU"));
    assert_false(is_stop(each, "fr", "7"));
}

static void without_a_known_language_short_words_and_those_of_all_rows_are_stop_words(void **state) {
    const fixture *each = *state;
    static const char *const unknown[] = {NULL, "", "und", "fi", "e", "english"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_true(is_stop(each, unknown[i], "would"));
        assert_true(is_stop(each, unknown[i], "avec"));
        assert_true(is_stop(each, unknown[i], "jos"));
        assert_true(is_stop(each, unknown[i], "και"));
        assert_false(is_stop(each, unknown[i], "2024"));
        assert_false(is_stop(each, unknown[i], "747"));
        assert_false(is_stop(each, unknown[i], "talo"));
        assert_false(is_stop(each, unknown[i], "시장"));
    }
}

static void the_language_is_guessed_from_the_first_words(void **state) {
    static const struct {
        const char *text, *lang;
    } texts[] = {
        {"The mayor of the city said that he would not be there when it opens", "en"},
        {"Le maire de la ville a dit qu'il ne serait pas là pour l'ouverture des portes", "fr"},
        {"O prefeito da cidade disse que não estará na abertura do museu com os outros", "pt"},
        {"El alcalde de la ciudad ha dicho que no estará en la apertura del museo", "es"},
        {"Kaupunginjohtaja kertoi tiistaina uuden museon avajaisista kaikille kaupungin asukkaille", NULL},
        {"The mayor", NULL},
        {"", NULL},
    };
    const fixture *each = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *lang = galley_stop_words_guess(each->stop, galley_fold(galley_text_of(texts[i].text), each->arena));
        assert_true(lang == texts[i].lang || (lang && texts[i].lang && strcmp(lang, texts[i].lang) == 0));
    }
}

/* Counts the words of a text and those that are terms, and how many different ones. */
static void count_terms(const fixture *each, const char *text, size_t *words, size_t *different) {
    terms *all = &each->all->terms;
    terms_begin(all, each->stop, "en");
    term_cursor cursor = {.folded = galley_fold(galley_text_of(text), each->arena)};
    *words = 0;
    for (term *found; terms_next(all, &cursor, &found);)
        *words += 1;
    *different = all->count;
}

static void ideographs_are_terms_by_twos(void **state) {
    static const struct {
        const char *text;
        size_t words, different;
    } texts[] = {
        {"", 0, 0},       {"one two One", 3, 2},      {"大", 1, 0},
        {"大桥", 2, 1},   {"大桥大桥", 4, 2},         {"大 桥", 2, 0},
        {"G7峰会", 3, 2}, {"大桥 bridge 大桥", 5, 2}, {"시장이 시장이", 2, 1},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size_t words, different;
        count_terms(*state, texts[i].text, &words, &different);
        assert_int_equal(words, texts[i].words);
        assert_int_equal(different, texts[i].different);
    }
}

/* ---- Evidence -------------------------------------------------------------------------------------------------- */

/* Three sentences: their terms are mayor opened bridge yesterday | bridge leads coast 2019 | said nothing. */
static const char told[] = "The mayor opened a bridge yesterday. The Bridge (red), it leads to the coast, as in 2019: "
                           "\"far. Is that not what he said about nothing?";

static const evidence *evidence_of(const fixture *each, const char *title, const char *text) {
    sentences_read(each->all, each->stop, galley_text_of(title), galley_text_of(text), "en");
    evidence_compute(each->all, &each->model->graph, each->model->items);
    return each->model->items;
}

static void assert_evidence(const evidence *rows, feature which, double first, double second, double third) {
    assert_float_equal((double)rows[0].of[which], first, 1e-5);
    assert_float_equal((double)rows[1].of[which], second, 1e-5);
    assert_float_equal((double)rows[2].of[which], third, 1e-5);
}

static void evidence_tells_the_place(void **state) {
    const evidence *rows = evidence_of(*state, "", told);
    assert_evidence(rows, FEATURE_FIRST, 1, 0, 0);
    assert_evidence(rows, FEATURE_SECOND, 0, 1, 0);
    assert_evidence(rows, FEATURE_THIRD, 0, 0, 1);
    assert_evidence(rows, FEATURE_PLACE, 1, 1 / 2.0, 1 / 3.0);
    assert_evidence(rows, FEATURE_PLACE_LOG, 0, 0.693147, 1.098612);
    assert_evidence(rows, FEATURE_DEPTH, 0, 0.5, 1);
    assert_evidence(rows, FEATURE_LAST, 0, 0, 1);
    assert_evidence(rows, FEATURE_LINE_START, 0, 0, 0);
    rows = evidence_of(*state, "", "The mayor opened a bridge.\nIt leads to the coast. Nobody went there yet.");
    assert_evidence(rows, FEATURE_LINE_START, 0, 1, 0);
}

static void evidence_tells_the_length(void **state) {
    const evidence *rows = evidence_of(*state, "", told);
    assert_evidence(rows, FEATURE_WORDS_10, 0.6, 1, 0.8);
    assert_evidence(rows, FEATURE_WORDS_20, 0, 0.2, 0);
    assert_evidence(rows, FEATURE_WORDS_30, 0, 0, 0);
    assert_evidence(rows, FEATURE_LENGTH, 18 / 26.0, 36 / 26.0, 24 / 26.0);
}

static void evidence_tells_what_is_shared_with_title_and_sentences(void **state) {
    const evidence *rows = evidence_of(*state, "A bridge for the mayor", told);
    assert_evidence(rows, FEATURE_TITLE, 1, 1 / 2.0, 0);
    assert_evidence(rows, FEATURE_TITLE_SHARE, 2 / 4.0, 1 / 6.0, 0);
    assert_evidence(rows, FEATURE_LEAD, 0, 1 / 6.0, 0);
    assert_evidence(rows, FEATURE_BEFORE, 0, 1 / 6.0, 0);
    assert_evidence(rows, FEATURE_FRESH, 1, 5 / 6.0, 1);
    assert_true(rows[0].of[FEATURE_DEGREE] == 1 && rows[1].of[FEATURE_DEGREE] < 1 && rows[2].of[FEATURE_DEGREE] == 0);
    assert_true(rows[0].of[FEATURE_CENTROID] > rows[2].of[FEATURE_CENTROID]);
}

static void evidence_tells_numbers_capitals_and_marks(void **state) {
    const evidence *rows = evidence_of(*state, "", told);
    assert_evidence(rows, FEATURE_HAS_DIGITS, 0, 1, 0);
    assert_evidence(rows, FEATURE_DIGITS, 0, 1 / 1.2, 0);
    assert_evidence(rows, FEATURE_CAPITALS, 0, 1 / 1.2, 0);
    assert_evidence(rows, FEATURE_COMMAS, 0, 2 / 1.2, 0);
    assert_evidence(rows, FEATURE_QUOTES, 0, 1, 0);
    assert_evidence(rows, FEATURE_QUOTE_OPEN, 0, 1, 0);
    assert_evidence(rows, FEATURE_QUOTE_FIRST, 0, 0, 0);
    assert_evidence(rows, FEATURE_BRACKETS, 0, 1, 0);
    assert_evidence(rows, FEATURE_COLON, 0, 1, 0);
    assert_evidence(rows, FEATURE_QUESTION, 0, 0, 1);
    assert_evidence(rows, FEATURE_UNFINISHED, 0, 0, 0);
    static const char *const quoted[] = {"\"Go\" they said to him", "« Go » they said to him",
                                         "\u201CGo\u201D they said to him", "`` go '' they said to him"};
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++) {
        rows = evidence_of(*state, "", quoted[i]);
        assert_true(rows[0].of[FEATURE_QUOTES] == 1 && rows[0].of[FEATURE_QUOTE_FIRST] == 1);
        assert_true(rows[0].of[FEATURE_QUOTE_OPEN] == 0 && rows[0].of[FEATURE_UNFINISHED] == 1);
    }
}

static void the_same_text_has_the_same_evidence_and_ranks_twice(void **state) {
    const fixture *each = *state;
    evidence first[3];
    memcpy(first, evidence_of(each, "A bridge", told), sizeof first);
    evidence_compute(each->all, &each->model->graph, each->model->items);
    assert_memory_equal(first, each->model->items, sizeof first);
    for (int round = 0; round < 2; round++) {
        graph_lexrank(&each->model->graph, each->all);
        double rank = each->all->items[1].score;
        graph_lexrank(&each->model->graph, each->all);
        assert_true(each->all->items[1].score == rank);
    }
}

/* ---- Sentences ------------------------------------------------------------------------------------------------- */

static void read(const fixture *each, galley_text text) {
    sentences_read(each->all, each->stop, galley_text_of("Title"), text, NULL);
}

static size_t summarize(const fixture *each, galley_text text, summary_room room) {
    read(each, text);
    return choose_sentences(each->all, room, model_scorer(each->model, each->all, false));
}

static void fill(galley_buffer *text, const char *part, size_t len) {
    text->len = 0;
    while (text->len < len)
        galley_buffer_add_string(text, part);
}

static void of_a_long_text_the_first_400_sentences_are_read(void **state) {
    const fixture *each = *state;
    galley_buffer text = {0};
    fill(&text, "Four words stand here. ", 1000000);
    assert_int_equal(summarize(each, galley_buffer_text(&text), (summary_room){400, SIZE_MAX, false}), 1);
    assert_int_equal(each->all->count, SENTENCES_MAX);
    galley_buffer_clear(&text);
}

static void a_strict_room_is_never_overdrawn(void **state) {
    const fixture *each = *state;
    static const char text[] = "The city builds a tram. A tram costs the city a lot of money that it has not got. "
                               "Buses are cheap, says the mayor of the city. Others want trams and no buses at all.";
    for (size_t words = 1; words < 50; words++) {
        summarize(each, galley_text_of(text), (summary_room){SIZE_MAX, words, true});
        size_t used = 0;
        for (size_t i = 0; i < each->all->count; i++) {
            galley_text word;
            for (size_t at = 0;
                 each->all->items[i].is_chosen && galley_word_next(each->all->items[i].text, &at, &word);)
                used++;
        }
        assert_in_range(used, 1, words);
    }
}

/* Linear time, no word counted outside its text, and something chosen wherever there is a word. */
static void megabytes_of_anything_are_summarized(void **state) {
    const fixture *each = *state;
    static const char *const parts[] = {"word ", "a",      "大",  "大桥。", ". ",     "\"", "«",      "- ",        "\n",
                                        "a\n",   "A. B! ", "?! ", "é",      "\u0301", "1,", "\u00AD", "\U0001F600"};
    galley_buffer text = {0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        fill(&text, parts[i], 3000000);
        size_t chosen = summarize(each, galley_buffer_text(&text), (summary_room){SIZE_MAX, 50, true});
        assert_int_equal(chosen > 0, each->all->count > 0);
        for (size_t s = 0; s < each->all->count; s++) {
            galley_text sentence = each->all->items[s].text;
            assert_in_range(sentence.len, 1, SENTENCE_MAX_BYTES);
            assert_int_equal(galley_utf8_valid(sentence), sentence.len);
        }
    }
    galley_buffer_clear(&text);
}

/* A worker's memory is used again: nothing of one text may show in the next. */
static void a_summary_does_not_depend_on_what_was_read_before(void **state) {
    const fixture *each = *state;
    galley_text text =
        galley_text_of("Rain fell on the coast. The mayor opened a bridge. The bridge leads to the coast. "
                       "A bridge was planned for years by the mayor.");
    double first[4];
    summarize(each, text, (summary_room){1, SIZE_MAX, false});
    for (size_t i = 0; i < 4; i++)
        first[i] = each->all->items[i].score;
    galley_buffer other = {0};
    for (int i = 0; i < 20000; i++)
        galley_buffer_printf(&other, "bridge%d coast mayor%d%s", i, i * 7, i % 9 ? " " : ". ");
    summarize(each, galley_buffer_text(&other), (summary_room){100, SIZE_MAX, false});
    galley_buffer_clear(&other);
    summarize(each, text, (summary_room){1, SIZE_MAX, false});
    assert_int_equal(each->all->count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(each->all->items[i].score == first[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_lengths_are_refused_with_their_names),
        cmocka_unit_test(stop_words_are_those_of_the_language),
        cmocka_unit_test(without_a_known_language_short_words_and_those_of_all_rows_are_stop_words),
        cmocka_unit_test(the_language_is_guessed_from_the_first_words),
        cmocka_unit_test(ideographs_are_terms_by_twos),
        cmocka_unit_test(evidence_tells_the_place),
        cmocka_unit_test(evidence_tells_the_length),
        cmocka_unit_test(evidence_tells_what_is_shared_with_title_and_sentences),
        cmocka_unit_test(evidence_tells_numbers_capitals_and_marks),
        cmocka_unit_test(the_same_text_has_the_same_evidence_and_ranks_twice),
        cmocka_unit_test(of_a_long_text_the_first_400_sentences_are_read),
        cmocka_unit_test(a_strict_room_is_never_overdrawn),
        cmocka_unit_test(megabytes_of_anything_are_summarized),
        cmocka_unit_test(a_summary_does_not_depend_on_what_was_read_before),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
