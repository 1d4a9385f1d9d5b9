/* With a survey: every article posts what it is compared by; who survives is settled before any article is processed.
 *
 * Articles with the same words meet under one key, and `gather` decides for each key by itself. Articles with shingles are
 * shared one by one; `settle` sorts them by preference and goes through them as one pass would: each is a copy of the
 * survivor that it is most similar to, or survives. Memory holds 24 bytes of each, beside what the finder has; the rest
 * lies in a temporary file. */
#include "clusters.h"
#include "append_file.h"
#include "memory.h"
#include "paragraphs.h"

#include <stdlib.h>

/* What an article posts: this, then its sketch (of KEY_NEAR only) and its name. */
typedef struct posted {
    int64_t rank;
    uint64_t words;
    signature shingles;
    uint32_t sketch_len, name_len;
} posted;

/* What a member of a cluster is told: this, and the survivor's name. */
typedef struct told {
    uint64_t size;
    uint64_t compared, verified; /* by all articles together: one of them is told, and counts it */
    double similarity;
    uint8_t is_survivor, is_exact;
} told;

/* ---- Survey ---------------------------------------------------------------------------------------------------- */

static galley_text key_of(galley_arena *arena, char kind, uint64_t number) {
    char *key = galley_arena_alloc(arena, 1 + sizeof number);
    key[0] = kind;
    memcpy(key + 1, &number, sizeof number);
    return galley_text_part(key, 1 + sizeof number);
}

static galley_text write_posted(const dedup *self, galley_article *article, const article_signature *made) {
    galley_arena *arena = galley_article_arena(article);
    galley_text name = names_shorten(galley_article_id(article), arena);
    bool is_full = made->kind == SIGNATURE_FULL;
    posted head;
    memset(&head, 0, sizeof head);
    head.rank = preference_rank(&self->preferred, article);
    head.words = made->words;
    if (is_full)
        head.shingles = made->shingles;
    head.sketch_len = is_full ? (uint32_t)sketch_bytes(&made->verifying) : 0;
    head.name_len = (uint32_t)name.len;
    char *bytes = galley_arena_alloc(arena, sizeof head + head.sketch_len + name.len);
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, &made->verifying, head.sketch_len);
    memcpy(bytes + sizeof head + head.sketch_len, name.ptr, name.len);
    return galley_text_part(bytes, sizeof head + head.sketch_len + name.len);
}

galley_verdict clusters_survey(const void *stage, void *scratch, galley_article *article, galley_postings *postings) {
    const dedup *self = stage;
    (void)scratch;
    if (self->method == METHOD_PARAGRAPH)
        return paragraphs_survey(self, article, postings);
    const article_signature *made = make_signature(self, article);
    if (made->kind == SIGNATURE_EMPTY)
        return GALLEY_KEEP;
    galley_arena *arena = galley_article_arena(article);
    galley_text key = made->kind == SIGNATURE_FULL ? key_of(arena, KEY_NEAR, galley_article_ordinal(article))
                                                   : key_of(arena, KEY_EXACT, made->words);
    galley_post(postings, key, write_posted(self, article, made));
    return GALLEY_KEEP;
}

static galley_text read_posted(galley_text bytes, posted *head) {
    memcpy(head, bytes.ptr, sizeof *head);
    return galley_text_part(bytes.ptr + sizeof *head + head->sketch_len, head->name_len);
}

/* ---- Gather ---------------------------------------------------------------------------------------------------- */

static void tell_member(galley_telling *telling, uint64_t article, const told *what, galley_text survivor,
                        galley_buffer *bytes) {
    bytes->len = 0;
    galley_buffer_add_bytes(bytes, what, sizeof *what);
    galley_buffer_add(bytes, survivor);
    galley_tell(telling, article, galley_buffer_text(bytes));
}

/* All articles with the same words: a cluster. */
static void gather_exact(galley_notes *notes, galley_telling *telling) {
    galley_buffer survivor = {0}, bytes = {0};
    uint64_t best = 0;
    int64_t best_rank = 0;
    galley_note note;
    for (uint64_t i = 0; galley_notes_next(notes, &note); i++) {
        posted head;
        galley_text name = read_posted(note.bytes, &head);
        if (i > 0 && head.rank >= best_rank)
            continue;
        best = note.article;
        best_rank = head.rank;
        survivor.len = 0;
        galley_buffer_add(&survivor, name);
    }
    galley_notes_rewind(notes);
    while (galley_notes_next(notes, &note)) {
        told what;
        memset(&what, 0, sizeof what);
        what.size = galley_notes_count(notes);
        what.similarity = 1;
        what.is_exact = true;
        what.is_survivor = note.article == best;
        tell_member(telling, note.article, &what, galley_buffer_text(&survivor), &bytes);
    }
    galley_buffer_clear(&survivor);
    galley_buffer_clear(&bytes);
}

bool clusters_gather(const void *stage, galley_text key, galley_notes *notes, galley_telling *telling,
                     galley_error *error) {
    (void)stage, (void)error;
    galley_note note;
    if (key.ptr[0] == KEY_PARAGRAPH)
        paragraphs_gather(key, notes, telling);
    if (key.ptr[0] == KEY_NEAR && galley_notes_next(notes, &note)) {
        galley_buffer finding = {0}; /* the article's number is in front of what it posted */
        galley_buffer_add_bytes(&finding, &note.article, sizeof note.article);
        galley_buffer_add(&finding, note.bytes);
        galley_share(telling, galley_buffer_text(&finding));
        galley_buffer_clear(&finding);
    } else if (key.ptr[0] == KEY_EXACT && galley_notes_count(notes) > 1) {
        gather_exact(notes, telling);
    }
    return true;
}

/* ---- Settle ---------------------------------------------------------------------------------------------------- */

static const uint32_t NOBODY = UINT32_MAX;

/* One article: while it waits its rank, then what became of it. */
typedef struct member {
    union {
        int64_t rank;
        struct {
            uint32_t survivor; /* place of the member that it is a copy of, or NOBODY */
            uint32_t size;     /* of a survivor: members; of a copy: its similarity, in bits of a float, 2 if exact */
        } fate;
    } is;
    uint64_t article;
    uint64_t at; /* in the file */
} member;

typedef struct settling {
    const dedup *self;
    append_file records; /* each: its length, and what the article posted */
    member *members;
    size_t count;
    finder *finder;
    uint32_t *survivors; /* place of each number of the finder */
    uint64_t compared, verified;
    galley_buffer bytes, told;
} settling;

static size_t count_findings(galley_findings *findings) {
    size_t count = 0;
    galley_text key, finding;
    while (galley_findings_next(findings, &key, &finding))
        count++;
    galley_findings_rewind(findings);
    return count;
}

static bool take_findings(settling *all, galley_findings *findings, galley_error *error) {
    galley_text key, finding;
    while (galley_findings_next(findings, &key, &finding)) {
        member *next = &all->members[all->count++];
        posted head;
        galley_text bytes = galley_text_part(finding.ptr + sizeof next->article, finding.len - sizeof next->article);
        memcpy(&next->article, finding.ptr, sizeof next->article);
        read_posted(bytes, &head);
        next->is.rank = head.rank;
        next->at = append_file_size(&all->records);
        uint32_t len = (uint32_t)bytes.len;
        append_file_add(&all->records, &len, sizeof len);
        append_file_add(&all->records, bytes.ptr, bytes.len);
        if (!append_file_settle(&all->records, error))
            return false;
    }
    return true;
}

static int by_preference(const void *one, const void *other) {
    const member *a = one, *b = other;
    if (a->is.rank != b->is.rank)
        return a->is.rank < b->is.rank ? -1 : 1;
    return a->article < b->article ? -1 : a->article > b->article;
}

/* What the member posted; `name` lives until the next call. */
static bool read_member(settling *all, const member *of, article_signature *made, galley_text *name,
                        galley_error *error) {
    uint32_t len;
    if (!append_file_read(&all->records, of->at, &len, sizeof len, error))
        return false;
    all->bytes.len = 0;
    char *bytes = galley_buffer_reserve(&all->bytes, len);
    if (!append_file_read(&all->records, of->at + sizeof len, bytes, len, error))
        return false;
    posted head;
    *name = read_posted(galley_text_part(bytes, len), &head);
    if (made) {
        made->kind = SIGNATURE_FULL;
        made->words = head.words;
        made->shingles = head.shingles;
        memcpy(&made->verifying, bytes + sizeof head, head.sketch_len);
    }
    return true;
}

static uint32_t bits_of(float number) {
    uint32_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

static bool decide_member(settling *all, size_t place, galley_error *error) {
    member *self = &all->members[place];
    article_signature made;
    galley_text name;
    found_copy found;
    if (!read_member(all, self, &made, &name, error) || !finder_find(all->finder, &made, &found, error))
        return false;
    all->compared += found.compared;
    all->verified += found.verified;
    if (found.is_found) {
        uint32_t survivor = all->survivors[found.number];
        self->is.fate.survivor = survivor;
        self->is.fate.size = bits_of(found.is_exact ? 2 : (float)found.similarity);
        all->members[survivor].is.fate.size++;
        if (!found.needs_guide)
            return true;
        all->survivors[finder_count(all->finder)] = survivor;
        return finder_add_guide(all->finder, &made, found.number, error);
    }
    all->survivors[finder_count(all->finder)] = (uint32_t)place;
    self->is.fate.survivor = NOBODY;
    self->is.fate.size = 1;
    return finder_add(all->finder, &made, error);
}

static bool decide_members(settling *all, galley_error *error) {
    all->finder = finder_new(all->self->threshold, (unsigned)all->self->shingle, all->self->memory);
    all->survivors = pages_new(all->count * sizeof *all->survivors);
    bool is_decided = true;
    for (size_t place = 0; is_decided && place < all->count; place++)
        is_decided = decide_member(all, place, error);
    pages_free(all->survivors, all->count * sizeof *all->survivors);
    finder_free(all->finder);
    return is_decided;
}

static bool tell_fate(settling *all, const member *self, galley_telling *telling, galley_error *error) {
    bool is_survivor = self->is.fate.survivor == NOBODY, is_counting = self == all->members;
    const member *survivor = is_survivor ? self : &all->members[self->is.fate.survivor];
    if (survivor->is.fate.size < 2 && !is_counting)
        return true;
    float similarity = 1;
    if (!is_survivor)
        memcpy(&similarity, &self->is.fate.size, sizeof similarity);
    galley_text name;
    if (!read_member(all, survivor, NULL, &name, error))
        return false;
    told what;
    memset(&what, 0, sizeof what);
    what.size = survivor->is.fate.size;
    what.compared = is_counting ? all->compared : 0;
    what.verified = is_counting ? all->verified : 0;
    what.similarity = similarity > 1 ? 1 : similarity;
    what.is_survivor = is_survivor;
    what.is_exact = similarity > 1;
    tell_member(telling, self->article, &what, name, &all->told);
    return true;
}

static bool settle_members(settling *all, galley_findings *findings, galley_telling *telling, galley_error *error) {
    if (!take_findings(all, findings, error))
        return false;
    qsort(all->members, all->count, sizeof *all->members, by_preference);
    if (!decide_members(all, error))
        return false;
    for (size_t i = 0; i < all->count; i++)
        if (!tell_fate(all, &all->members[i], telling, error))
            return false;
    return true;
}

bool clusters_settle(void *stage, galley_findings *findings, galley_telling *telling, galley_error *error) {
    settling all = {.self = stage};
    size_t count = count_findings(findings);
    if (count == 0)
        return true;
    if (count > NEAR_COUNT_MAX)
        return galley_error_set(error, "more than %llu articles to compare; split the corpus",
                                (unsigned long long)NEAR_COUNT_MAX);
    append_file_init(&all.records);
    all.members = pages_new(count * sizeof *all.members);
    bool is_settled = settle_members(&all, findings, telling, error);
    pages_free(all.members, count * sizeof *all.members);
    append_file_clear(&all.records);
    galley_buffer_clear(&all.bytes);
    galley_buffer_clear(&all.told);
    return is_settled;
}

/* ---- Each article ---------------------------------------------------------------------------------------------- */

static galley_verdict mark_alone(galley_article *article) {
    galley_article_remove(article, "dup_cluster");
    galley_article_remove(article, "dup_size");
    return galley_article_remove(article, "dup_score");
}

static galley_verdict mark_member(galley_article *article, const told *what, galley_text survivor) {
    galley_verdict verdict = galley_article_set_text(article, "dup_cluster", survivor);
    if (verdict != GALLEY_KEEP)
        return verdict;
    if (what->is_survivor)
        galley_article_remove(article, "dup_score");
    else
        galley_article_set_real(article, "dup_score", what->similarity, SCORE_DECIMALS);
    return galley_article_set_integer(article, "dup_size", (int64_t)what->size);
}

galley_verdict clusters_process(const dedup *self, galley_article *article) {
    galley_text bytes;
    told what = {.size = 1, .is_survivor = true};
    galley_text survivor = galley_text_of(NULL);
    if (galley_article_told(article, 0, &bytes)) {
        memcpy(&what, bytes.ptr, sizeof what);
        survivor = galley_text_part(bytes.ptr + sizeof what, bytes.len - sizeof what);
    }
    galley_count(article, COPIES, !what.is_survivor);
    galley_count(article, COMPARED, what.compared);
    galley_count(article, VERIFIED, what.verified);
    if (self->action == ACTION_MARK)
        return what.size > 1 ? mark_member(article, &what, survivor) : mark_alone(article);
    return what.is_survivor
               ? GALLEY_KEEP
               : galley_drop(article, what.is_exact ? reason_of_same(self) : NEAR, what.similarity, survivor);
}
