/* A run of capitalised words inside a sentence is a name; one that begins a sentence only if it is seen inside one
 * too. Precision comes first: what may be no name (single nouns in German, headings, words that are seen in lower case
 * as often, days and months) is left out. */
#include "entities.h"

#include <stdlib.h>

enum { PARTICLES_MAX = 3, LONGEST_RUN = 9 /* tokens, with particles */, MOST_JOINED = 1000 };

typedef struct run {
    uint64_t hash;
    uint32_t first, last; /* tokens */
    bool is_opening;
} run;

/* Between two parts of a name, by language, folded. The weak ones join nouns as well, and so do it only behind a
 * single word: "Ministère du Travail", but not "Nicolas Sarkozy du Parti". The last row is for all other languages. */
static const struct {
    const char *languages, *strong, *weak;
} particles[] = {{"fr ca ro", "de", "du des"},
                 {"es gl", "de", "del"},
                 {"pt", "de da do dos das", ""},
                 {"it", "di de", "del della dello dei delle degli da"},
                 {"en", "of de", ""},
                 {"de lb als gsw nds bar nl af sv da nb nn no pl ru", "", ""},
                 {NULL, "de of", ""}};
static const char *const particles_anywhere = "van von bin ibn",
                         *const inner_articles = "la las los le les der den de the", *const arabic_articles = "al el";

/* Before a name, never part of it. */
static const char *const honorifics = "m mm mme mlle mr mrs ms dr sr sra prof herr hrn frau pani pan";

/* Languages whose nouns all have capitals. */
static const char *const noun_languages = "de lb als gsw nds bar";

/* English adjectives of countries and peoples have capitals and are no names: by their ends, by themselves, and what
 * only looks so. */
static const char *const
    adjective_ends = "ish ese ian ean ican",
    *const adjectives =
        "french german irish dutch greek czech swiss welsh thai iraqi israeli pakistani saudi afghan arab "
        "asian kuwaiti qatari bengali nepali cuban libyan roman tibetan scots",
    *const no_adjectives = "brian adrian julian damian christian vivian fabian lilian florian sebastian gillian marian "
                           "kardashian guardian vatican mclean caribbean cornish parish amish fish cavendish "
                           "standish parrish median maclean";
enum { SHORTEST_ADJECTIVE = 6 };

/* Words that stand before a place or a thing and not before a person, by no language: a capital word behind one is
 * not the short form of a person's name. */
static const char *const before_places = "en la le les el los las il lo gli i in at the im am der die das dem den nach "
                                         "dans aux au na no nos nas os to from across outside near",
                         *const often_before_places = "a de di da",
                         *const before_offices = "de du des d del della do da of";

/* First words of names that are no person's, so that the last one alone is something else: "Air France". */
static const char *const no_first_names =
    "air radio tele canal miss mister meteo ici grand grande greater new nouvelle nouveau nueva nuevo nova old saint "
    "sainte san santa mont mount lac lake port pont tour gare stade place rue boulevard avenue real atletico inter "
    "sporting "
    "fc ac as club groupe group grupo gruppo union parti party team banque bank banco banca lycee hotel villa fort cap "
    "cape "
    "east west north south nord sud est ouest upper lower haute haut bas basse";

/* Is the word one of a list's, which has single spaces between them? */
static bool lists(const char *list, galley_text word) {
    while (*list && word.len > 0) {
        size_t len = strcspn(list, " ");
        if (galley_text_equal(galley_text_part(list, len), word))
            return true;
        list += len + (list[len] == ' ');
    }
    return false;
}

void entities_clear(entities *self) {
    galley_buffer_clear(&self->runs);
    galley_buffer_clear(&self->items);
}

static galley_text folded_of(const reading *text, const token *each) {
    return each->term == NO_TERM ? galley_text_of(NULL) : reading_term(text, each->term)->folded;
}

static bool is_name_part(const token *each) {
    return each->is_capital && !each->is_shouted && each->term != NO_TERM;
}

static bool is_possessive(const token *each) {
    return each->word.ptr + each->word.len != each->whole.ptr + each->whole.len;
}

/* ---- Runs ------------------------------------------------------------------------------------------------------ */

static bool is_initial(const token *each) {
    return each->word.len <= 2;
}

/* Does the next token go on with the name that ends at `last`? */
static bool continues(const reading *text, size_t last) {
    const token *before = reading_token(text, last), *next = reading_token(text, last + 1);
    bool is_number = next->is_number && next->gap == GAP_HYPHEN;
    if ((!is_name_part(next) && !is_number) || next->is_opening || next->sentence != before->sentence)
        return false;
    if (next->elision != ELISION_NONE)
        return next->elision == ELISION_OF && next->gap == GAP_SPACE;
    return next->gap == GAP_SPACE || next->gap == GAP_HYPHEN || next->gap == GAP_AND ||
           (next->gap == GAP_POINT && is_initial(before));
}

/* What a language does with capitals, and joins names by. */
typedef struct habits {
    size_t row; /* of particles */
    bool has_noun_capitals;
    bool is_english; /* titles and adjectives of peoples have capitals */
} habits;

static size_t find_row(galley_text language) {
    size_t row = 0;
    while (particles[row].languages && !lists(particles[row].languages, language))
        row++;
    return row;
}

static habits habits_of(const char *lang) {
    galley_text language = galley_text_part(lang, lang ? strcspn(lang, "-_") : 0);
    return (habits){find_row(language), lists(noun_languages, language), galley_text_is(language, "en")};
}

static bool is_particle(size_t row, galley_text word, bool is_single, bool is_first) {
    return lists(particles[row].strong, word) || lists(particles_anywhere, word) ||
           (is_single && lists(particles[row].weak, word)) || (!is_first && lists(inner_articles, word));
}

/* "Bachar al-Assad": the token behind the hyphen, or `last`. */
static size_t skip_arabic_article(const reading *text, size_t last) {
    if (last + 2 >= text->token_count)
        return last;
    const token *article = reading_token(text, last + 1), *next = reading_token(text, last + 2);
    bool is_joined = article->gap == GAP_SPACE && next->gap == GAP_HYPHEN && !article->is_capital &&
                     article->sentence == next->sentence && is_name_part(next);
    return is_joined && lists(arabic_articles, folded_of(text, article)) ? last + 2 : last;
}

/* Behind particles ("de la", "van der"), or a short word between hyphens ("sur" in "Boulogne-sur-Mer"): the token that
 * goes on with the name, or `last` if none does. */
static size_t skip_particles(const reading *text, size_t row, size_t first, size_t last) {
    const token *before = reading_token(text, last);
    size_t at = last + 1;
    gap gap = at < text->token_count ? reading_token(text, at)->gap : GAP_BREAK;
    if (gap != GAP_SPACE && gap != GAP_HYPHEN)
        return last;
    for (; at < text->token_count && at <= last + PARTICLES_MAX; at++) {
        const token *particle = reading_token(text, at);
        bool is_joining = gap == GAP_HYPHEN
                              ? particle->word.len <= 4
                              : is_particle(row, folded_of(text, particle), first == last, at == last + 1);
        if (particle->is_capital || particle->gap != gap || particle->elision != ELISION_NONE || !is_joining)
            break;
    }
    if (at == last + 1 || at >= text->token_count)
        return skip_arabic_article(text, last);
    const token *next = reading_token(text, at);
    bool is_joined = next->gap == gap && next->sentence == before->sentence && !next->is_opening;
    return is_joined && is_name_part(next) && next->elision <= ELISION_THE ? at : last;
}

static size_t find_run_end(const reading *text, size_t row, size_t first) {
    size_t last = first;
    while (last + 1 < text->token_count && !is_possessive(reading_token(text, last))) {
        size_t next = continues(text, last) ? last + 1 : skip_particles(text, row, first, last);
        if (next == last)
            return last;
        last = next;
    }
    return last;
}

/* ---- What is a name -------------------------------------------------------------------------------------------- */

static bool is_roman_number(galley_text word) {
    size_t len = word.len;
    if (len > 1 && word.ptr[len - 1] == 'e')
        len--;
    for (size_t i = 0; i < len; i++)
        if (!strchr("IVXLC", word.ptr[i]))
            return false;
    return len > 0;
}

static bool is_calendar_word(const galley_calendar *names, galley_text folded) {
    galley_calendar_kind kind = galley_calendar_word(names, folded);
    return kind == GALLEY_CALENDAR_DAY || kind == GALLEY_CALENDAR_MONTH;
}

static bool is_adjective(galley_text folded) {
    if (lists(adjectives, folded))
        return true;
    for (const char *end = adjective_ends; *end && folded.len >= SHORTEST_ADJECTIVE; end += strspn(end, " ")) {
        size_t len = strcspn(end, " ");
        if (memcmp(folded.ptr + folded.len - len, end, len) == 0)
            return !lists(no_adjectives, folded);
        end += len;
    }
    return false;
}

static bool is_single_name(const reading *text, const token *each) {
    const term *term = reading_term(text, each->term);
    return galley_utf8_count(each->word) > 1 && !term->is_stop && !is_roman_number(each->word) &&
           term->lowers < term->capitals;
}

static bool is_name(const reading *text, const galley_calendar *names, const run *run, const habits *habits) {
    size_t parts = 0, uppers = 0, days = 0, adjacent = 0;
    for (size_t i = run->first; i <= run->last; i++) {
        const token *each = reading_token(text, i);
        if (!each->is_capital)
            continue;
        parts++;
        uppers += each->is_upper;
        days += is_calendar_word(names, folded_of(text, each));
        adjacent += i > run->first && (each->gap == GAP_HYPHEN || reading_token(text, i - 1)->is_capital);
    }
    if (parts == 0 || days == parts || run->last - run->first >= LONGEST_RUN ||
        (habits->has_noun_capitals && adjacent == 0))
        return false;
    if (parts > 1)
        return uppers < parts;
    const token *only = reading_token(text, run->first);
    bool is_adjective_only = habits->is_english && run->first == run->last && is_adjective(folded_of(text, only));
    return !is_adjective_only && is_single_name(text, only);
}

/* The name as it is written, with single spaces and straight apostrophes. */
static galley_text spell(const reading *text, size_t first, size_t last, galley_arena *arena) {
    const token *end = reading_token(text, last);
    galley_text written = reading_token(text, first)->word;
    written.len = (size_t)(end->word.ptr + end->word.len - written.ptr);
    char *name = galley_arena_alloc(arena, written.len);
    size_t len = 0, at = 0;
    for (uint32_t character; galley_utf8_next(written, &at, &character);) {
        bool is_space = galley_is_space(character);
        if (is_space && len > 0 && name[len - 1] == ' ')
            continue;
        len += galley_utf8_put(name + len, is_space ? ' ' : character == 0x2019 ? '\'' : character);
    }
    return galley_text_part(name, len);
}

static uint64_t hash_name(const reading *text, size_t first, size_t last, galley_arena *arena) {
    return galley_hash64(galley_fold(spell(text, first, last, arena), arena), 0);
}

/* ---- Finding --------------------------------------------------------------------------------------------------- */

/* Without what stands before a name; false if nothing is left. An article that opens a sentence is no part of the
 * name. */
static bool trim_front(const reading *text, const galley_calendar *names, run *run) {
    while (run->first <= run->last) {
        const token *each = reading_token(text, run->first);
        galley_text folded = folded_of(text, each);
        bool is_before = !each->is_capital || lists(honorifics, folded) ||
                         (run->is_opening && (each->term == NO_TERM || reading_term(text, each->term)->is_stop ||
                                              is_calendar_word(names, folded)));
        if (!is_before)
            return true;
        run->is_opening = false;
        run->first++;
    }
    return false;
}

static void find_runs(entities *self, const reading *text, const galley_calendar *names, const habits *habits,
                      galley_arena *arena) {
    for (size_t at = 0; at < text->token_count; at++) {
        const token *first = reading_token(text, at);
        if (!is_name_part(first))
            continue;
        size_t last = find_run_end(text, habits->row, at);
        run found = {.first = (uint32_t)at, .last = (uint32_t)last, .is_opening = first->is_opening};
        at = last;
        if (!trim_front(text, names, &found) || !is_name(text, names, &found, habits))
            continue;
        found.hash = hash_name(text, found.first, found.last, arena);
        galley_buffer_add_bytes(&self->runs, &found, sizeof found);
        self->run_count++;
    }
}

static int compare_runs(const void *a, const void *b) {
    const run *left = a, *right = b;
    if (left->is_opening != right->is_opening)
        return left->is_opening - right->is_opening;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return left->first < right->first ? -1 : left->first > right->first;
}

static entity *find_entity(const entities *self, uint64_t hash) {
    entity *items = (entity *)(void *)self->items.ptr;
    size_t low = 0, high = self->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (items[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < self->count && items[low].hash == hash ? &items[low] : NULL;
}

static void add_inside(entities *self, const reading *text, const run *run, galley_arena *arena) {
    entity *items = (entity *)(void *)self->items.ptr;
    if (self->count > 0 && items[self->count - 1].hash == run->hash) {
        items[self->count - 1].count++;
        return;
    }
    entity fresh = {.hash = run->hash, .count = 1, .first = run->first, .last = run->last, .first_seen = run->first};
    fresh.name = spell(text, run->first, run->last, arena);
    galley_buffer_add_bytes(&self->items, &fresh, sizeof fresh);
    self->count++;
}

/* A run that opens a sentence: known as it is, or without its first word ("Hier Nicolas Sarkozy"). */
static void add_opening(entities *self, const reading *text, const run *run, galley_arena *arena) {
    entity *known = find_entity(self, run->hash);
    if (!known && run->first < run->last && reading_token(text, run->first + 1)->is_capital)
        known = find_entity(self, hash_name(text, run->first + 1, run->last, arena));
    if (!known)
        return;
    known->count++;
    known->first_seen = run->first < known->first_seen ? run->first : known->first_seen;
}

/* ---- Short forms ----------------------------------------------------------------------------------------------- */

/* Does a word stand before that says that the run is a place or a thing? */
static bool follows_any(const reading *text, uint32_t at, const char *words) {
    const token *each = reading_token(text, at);
    if (each->elision == ELISION_THE)
        return true;
    const token *before = at > 0 ? reading_token(text, at - 1) : NULL;
    return before && before->sentence == each->sentence && each->gap == GAP_SPACE &&
           lists(words, folded_of(text, before));
}

/* Is the single word, wherever it stands, used as a person's name is? */
static bool is_used_as_person(const entities *self, const reading *text, uint64_t hash) {
    const run *runs = (const run *)(const void *)self->runs.ptr;
    size_t all = 0, often = 0;
    for (size_t i = 0; i < self->run_count; i++) {
        if (runs[i].hash != hash)
            continue;
        if (follows_any(text, runs[i].first, before_places))
            return false;
        all++;
        often += follows_any(text, runs[i].first, often_before_places);
    }
    return often * 3 <= all;
}

/* "Nicolas Sarkozy", not "Gare de Lyon", "Air France", "Le Monde" or "WWF France". */
static bool is_person_like(const reading *text, const entity *full) {
    const token *first = reading_token(text, full->first), *last = reading_token(text, full->last);
    galley_text folded = folded_of(text, first);
    bool is_acronym = first->is_upper && first->word.len > 2;
    return last->gap == GAP_SPACE && reading_token(text, full->last - 1)->is_capital && last->elision == ELISION_NONE &&
           !is_acronym && !lists(no_first_names, folded) && !lists(inner_articles, folded) &&
           !lists(arabic_articles, folded);
}

/* The one whose last word this is, seen before the word stands alone. NULL if there is none, or more than one. */
static entity *find_full_name(const entities *self, const reading *text, const entity *single) {
    entity *items = (entity *)(void *)self->items.ptr, *full = NULL;
    uint32_t wanted = reading_token(text, single->first)->term;
    for (size_t i = 0; i < self->count; i++) {
        const token *last = reading_token(text, items[i].last);
        if (items[i].last == items[i].first || last->term != wanted || items[i].count == 0)
            continue;
        if (full || !is_person_like(text, &items[i]) || items[i].first_seen > single->first_seen)
            return NULL;
        full = &items[i];
    }
    return full;
}

/* "President Barack Obama" is Barack Obama, if that is seen too: the longest that is a part up to the end. */
static entity *find_without_title(const entities *self, const reading *text, const entity *titled,
                                  galley_arena *arena) {
    for (uint32_t first = titled->first + 1; first < titled->last; first++) {
        if (!reading_token(text, first)->is_capital || reading_token(text, first)->gap != GAP_SPACE)
            continue;
        uint64_t hash = hash_name(text, first, titled->last, arena);
        entity *items = (entity *)(void *)self->items.ptr;
        for (size_t i = 0; i < self->count; i++)
            if (items[i].hash == hash && items[i].count > 0)
                return &items[i];
    }
    return NULL;
}

static void move_count(entity *from, entity *to) {
    to->count += from->count;
    to->first_seen = from->first_seen < to->first_seen ? from->first_seen : to->first_seen;
    from->count = 0;
}

/* Is what stands before the name a title or an office ("Foreign Secretary Jack Straw", "ministre de la Santé Agnès
 * Buzyn"), and no part of it ("Marine Le Pen", "Andrés Manuel López Obrador")? */
static bool has_title(const reading *text, const entity *longer, const entity *shorter, bool has_capital_titles) {
    if (lists(inner_articles, folded_of(text, reading_token(text, shorter->first))))
        return false;
    return has_capital_titles || reading_token(text, longer->first)->is_upper ||
           follows_any(text, longer->first, before_places) || follows_any(text, longer->first, before_offices);
}

/* How many names end as this one does. */
static size_t count_longer(const entities *self, const reading *text, const entity *shorter, galley_arena *arena) {
    const entity *items = (const entity *)(const void *)self->items.ptr;
    size_t count = 0;
    for (size_t i = 0; i < self->count; i++) {
        uint32_t length = shorter->last - shorter->first;
        bool may_end = items[i].count > 0 && items[i].last - items[i].first > length;
        count += may_end && hash_name(text, items[i].last - length, items[i].last, arena) == shorter->hash;
    }
    return count;
}

static void join_titled(entities *self, const reading *text, entity *longer, bool has_capital_titles,
                        galley_arena *arena) {
    entity *shorter = find_without_title(self, text, longer, arena);
    if (!shorter)
        return;
    if (has_title(text, longer, shorter, has_capital_titles))
        move_count(longer, shorter);
    else if (count_longer(self, text, shorter, arena) == 1)
        move_count(shorter, longer);
}

/* What is said shorter or with a title counts as the full name, where there is one such name. Names are few: their
 * number squared is bounded by MOST_JOINED. */
static void join_short_forms(entities *self, const reading *text, bool has_capital_titles, galley_arena *arena) {
    entity *items = (entity *)(void *)self->items.ptr, *full;
    if (self->count > MOST_JOINED)
        return;
    for (size_t i = 0; i < self->count; i++)
        if (items[i].last > items[i].first + 1)
            join_titled(self, text, &items[i], has_capital_titles, arena);
    for (size_t i = 0; i < self->count; i++)
        if (items[i].last == items[i].first && (full = find_full_name(self, text, &items[i])) &&
            is_used_as_person(self, text, items[i].hash))
            move_count(&items[i], full);
    size_t kept = 0;
    for (size_t i = 0; i < self->count; i++)
        if (items[i].count > 0)
            items[kept++] = items[i];
    self->count = kept;
}

static int compare_entities(const void *a, const void *b) {
    const entity *left = a, *right = b;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    return left->first_seen < right->first_seen ? -1 : left->first_seen > right->first_seen;
}

void entities_find(entities *self, const reading *text, const galley_calendar *names, const char *lang,
                   galley_arena *arena) {
    self->runs.len = self->items.len = self->run_count = self->count = 0;
    habits habits = habits_of(lang);
    find_runs(self, text, names, &habits, arena);
    if (self->run_count == 0)
        return;
    run *runs = (run *)(void *)self->runs.ptr;
    qsort(runs, self->run_count, sizeof *runs, compare_runs);
    size_t at = 0;
    for (; at < self->run_count && !runs[at].is_opening; at++)
        add_inside(self, text, &runs[at], arena);
    for (; at < self->run_count; at++)
        add_opening(self, text, &runs[at], arena);
    join_short_forms(self, text, habits.is_english, arena);
    if (self->count > 1)
        qsort(self->items.ptr, self->count, sizeof(entity), compare_entities);
}
