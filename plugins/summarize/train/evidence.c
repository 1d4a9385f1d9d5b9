/* Writes what the weights are learned from: for each article of JSON Lines on standard input a line with its sentences,
 * {"id", "sentences": [{"text", "words", "junk", "terms": [number, …], "evidence": [number, …]}]}.
 * learn.py reads it. */
#include "../evidence.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static galley_text member_of(json_t *article, const char *name) {
    json_t *value = json_object_get(article, name);
    return galley_text_part(json_string_value(value), json_string_length(value));
}

static json_t *row_of(const sentences *all, const sentence *each, const evidence *row) {
    json_t *numbers = json_array();
    for (int i = 0; i < FEATURE_SAID; i++)
        json_array_append_new(numbers, json_real((double)row->of[i]));
    json_t *terms = json_array();
    for (uint32_t i = 0; i < each->count; i++)
        json_array_append_new(terms, json_integer(sentence_term(all, each, i) - terms_at(&all->terms, 0)));
    return json_pack("{s:s%, s:i, s:b, s:o, s:o}", "text", each->text.ptr, each->text.len, "words", (int)each->words,
                     "junk", (int)each->is_junk, "terms", terms, "evidence", numbers);
}

static void write_article(json_t *article, sentences *all, const galley_stop_words *stop) {
    static evidence rows[SENTENCES_MAX];
    static graph graph;
    galley_text lang = member_of(article, "lang");
    sentences_read(all, stop, member_of(article, "title"), member_of(article, "text"), lang.ptr);
    evidence_compute(all, &graph, rows);
    json_t *list = json_array();
    for (size_t i = 0; i < all->count; i++)
        json_array_append_new(list, row_of(all, &all->items[i], &rows[i]));
    json_t *out = json_pack("{s:O, s:o}", "id", json_object_get(article, "id"), "sentences", list);
    json_dumpf(out, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
    putchar('\n');
    json_decref(out);
}

int main(void) {
    galley_stop_words *stop = galley_stop_words_new();
    galley_arena *arena = galley_arena_new();
    sentences *all = galley_arena_alloc(arena, sizeof *all);
    memset(all, 0, sizeof *all);
    all->arena = galley_arena_new();
    for (json_t *article; (article = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, NULL)); json_decref(article))
        write_article(article, all, stop);
    sentences_clear(all);
    galley_arena_free(arena);
    galley_stop_words_free(stop);
    return EXIT_SUCCESS;
}
