/* Tells the story's blocks from what stands among them: boxes, teasers, captions, notes about the paper or the author.
 *
 * Shallow features of blocks as in Kohlschütter, Fankhauser, Nejdl, "Boilerplate Detection using Shallow Text Features"
 * (2010), and what the tree says: is the block a child of the element that most paragraphs are children of, and if not,
 * what else is in the branch that it is in; how much of the story looks the same (tag and class); does it speak of what the
 * story speaks of. The features are weighed by boosted trees (Friedman 2001), which learn.py learns. All is linear in
 * the story and in whole numbers, so that it is the same everywhere. */
#include "looks.h"

#include "../boosting/features.h"
#include "../boosting/trees.h"
#include "names.h"

enum { LONGER_WORD = 4, WORD_LETTERS = 5, TRIES_MAX = 32, NEAR_BLOCKS = 5, NAME_PARENTS = 6, FAR = 9 };

/* A longer word, or a tag and class. */
typedef struct entry {
    uint32_t hash; /* 0: the place is free */
    uint32_t last; /* the block where it was met last, + 1 */
    uint32_t blocks, characters;
} entry;

typedef struct table {
    entry *entries;
    size_t mask;
} table;

/* A child of the main element, or the story's other parts. */
typedef struct branch {
    uint32_t root, end;
    size_t first, behind; /* blocks */
    uint32_t characters, linked, prose, headings, images, media, fields;
} branch;

typedef struct reading {
    const story *of;
    const node *nodes;
    look *looks;
    table words, runs, titles, classes;
    uint32_t main; /* the element that most paragraphs are children of */
    uint64_t prose;
    size_t kept;
} reading;

static void set(look *one, look_feature feature, size_t value) {
    one->values[feature] = feature_of(value);
}

/* ---- A block by itself ----------------------------------------------------------------------------------------- */

typedef struct tally {
    size_t characters, words, capitals, digits, commas, sentences, signs, money, rights, colons, quotes, brackets,
        unspaced;
    uint32_t first, last; /* characters */
} tally;

/* Full stop, exclamation or question mark. */
static bool is_full_stop(uint32_t character) {
    static const uint32_t wide[] = {0x0589, 0x061F, 0x06D4, 0x0964, 0x104B, 0x1362,
                                    0x17D4, 0x3002, 0xFF01, 0xFF0E, 0xFF1F};
    if (character < 0x80)
        return character == '.' || character == '!' || character == '?';
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (character == wide[i])
            return true;
    return false;
}

static void count_sign(tally *all, uint32_t character) {
    all->commas += character == ',' || character == 0x3001 || character == 0xFF0C || character == 0x60C;
    all->sentences += is_full_stop(character);
    all->signs += character == '@' || character == '#' || character == '/';
    all->money += character == '$' || character == 0x20AC || character == 0xA3 || character == 0xA5;
    all->rights += character == 0xA9 || character == 0xAE;
    all->colons += character == ':' || character == 0xFF1A;
    all->quotes +=
        character == '"' || character == 0xAB || character == 0x201C || character == 0x201E || character == 0x300C;
    all->brackets += character == '(' || character == '[' || character == 0xFF08;
}

/* Where words stand without spaces: each ideograph is one, and each so many letters of Thai and its kin are. */
static bool starts_word(tally *all, uint32_t character) {
    if (character < 0x0E00 || !galley_is_ideograph(character))
        return false;
    return character >= 0x2E80 || ++all->unspaced % WORD_LETTERS == 0;
}

static tally count_characters(galley_text text) {
    tally all = {0};
    size_t at = 0;
    bool is_in_word = false;
    uint32_t character;
    while (galley_utf8_next(text, &at, &character)) {
        bool is_digit = galley_is_digit(character), is_letter = galley_is_letter(character);
        all.first = all.first ? all.first : character;
        all.last = galley_is_space(character) ? all.last : character;
        all.characters++;
        all.digits += is_digit;
        if (is_letter || is_digit) {
            bool starts = !is_in_word || starts_word(&all, character);
            all.words += starts;
            all.capitals += starts && galley_is_upper(character);
            is_in_word = true;
            continue;
        }
        is_in_word = is_in_word && (character == '\'' || character == 0x2019);
        count_sign(&all, character);
    }
    return all;
}

static size_t start_of(uint32_t first) {
    if (galley_is_upper(first))
        return 0;
    if (galley_is_lower(first))
        return 1;
    if (galley_is_digit(first))
        return 2;
    if (first == '"' || first == 0xAB || first == 0x201C || first == 0x201E || first == 0x2018 || first == 0x300C)
        return 3;
    if (first == '-' || first == 0x2013 || first == 0x2014 || first == 0x2022 || first == '*' || first == 0xB7)
        return 4;
    if (first == '(' || first == '[')
        return 5;
    if (first >= 0x590 && galley_is_letter(first))
        return 0; /* scripts without capitals begin sentences with what they have */
    return galley_is_letter(first) ? 6 : 7;
}

static size_t end_of(const block *one, uint32_t last) {
    if (last == ':' || last == 0xFF1A)
        return 1;
    if (last == '_' || last == '*' || last == '-' || last == 0x2013 || last == 0x2014)
        return 2;
    if (one->ends_sentence)
        return is_full_stop(last) ? 3 : 4;
    if (last == ')' || last == ']')
        return 5;
    if (one->ends_unmarked && one->is_prose)
        return 3;
    return galley_is_digit(last) ? 6 : galley_is_letter(last) ? 0 : 7;
}

static size_t kind_of_tag(uint8_t tag) {
    switch (tag) {
    case TAG_P:
        return 1;
    case TAG_LI:
        return 2;
    case TAG_BLOCKQUOTE:
        return 3;
    case TAG_H1:
    case TAG_H2:
        return 4;
    case TAG_H3:
        return 5;
    case TAG_H4:
    case TAG_H5:
    case TAG_H6:
        return 6;
    case TAG_TD:
    case TAG_TH:
    case TAG_DD:
    case TAG_DT:
        return 7;
    case TAG_SECTION:
    case TAG_ARTICLE:
    case TAG_HEADER:
        return 8;
    case TAG_UL:
    case TAG_OL:
    case TAG_DL:
        return 9;
    case TAG_TABLE:
    case TAG_TBODY:
    case TAG_TR:
        return 10;
    default:
        return 0;
    }
}

/* Begins alike, letters and digits only? `start` must be two words at least. */
static bool begins_with(galley_text text, galley_text start) {
    const char *comma = start.len > 0 ? memchr(start.ptr, ',', start.len) : NULL;
    start.len = comma ? (size_t)(comma - start.ptr) : start.len;
    size_t len = start.len < text.len ? start.len : text.len;
    return start.len >= 6 && len == start.len && memchr(start.ptr, ' ', len) && memcmp(start.ptr, text.ptr, len) == 0;
}

static bool is_summary(galley_text text, galley_text told) {
    size_t len = text.len < told.len ? text.len : told.len;
    return len >= 30 && 2 * len >= text.len && memcmp(text.ptr, told.ptr, len - 3) == 0;
}

static void read_block(reading *self, size_t index) {
    const block *one = &self->of->blocks[index];
    galley_text text = self->of->texts[index];
    look *out = &self->looks[index];
    tally all = count_characters(text);
    set(out, LOOK_WIDTH, roughly(one->characters));
    set(out, LOOK_WORD_COUNT, roughly(all.words));
    set(out, LOOK_TAG, kind_of_tag(self->nodes[one->container].tag));
    set(out, LOOK_LINKED, share(one->linked, one->characters));
    set(out, LOOK_STRONG, share(one->strong, one->characters));
    set(out, LOOK_SLANTED, share(one->slanted, one->characters));
    set(out, LOOK_SENTENCES, all.sentences);
    set(out, LOOK_END, end_of(one, all.last));
    set(out, LOOK_START, start_of(all.first));
    set(out, LOOK_CAPITALS, share(all.capitals, all.words));
    set(out, LOOK_DIGITS, share(all.digits, all.characters));
    set(out, LOOK_COMMAS, all.commas);
    set(out, LOOK_SIGNS, all.signs);
    set(out, LOOK_MONEY, all.money);
    set(out, LOOK_COPYRIGHT, all.rights);
    set(out, LOOK_COLON, all.colons);
    set(out, LOOK_QUOTED, all.quotes);
    set(out, LOOK_BRACKETED, all.brackets);
    set(out, LOOK_PHRASE, one->is_phrase);
    set(out, LOOK_BY_RULE, one->is_kept);
    set(out, LOOK_OFF, one->is_off);
    set(out, LOOK_TOLD, self->of->is_told ? 1 + share(one->shared, one->runs) : 0);
    set(out, LOOK_AUTHOR, begins_with(text, self->of->about->author));
    set(out, LOOK_SUMMARY, is_summary(text, self->of->about->description));
}

/* What the names of the elements around it mean: how far up. */
static void read_names(reading *self, size_t index) {
    static const struct {
        look_feature feature;
        uint32_t meanings;
    } kinds[] = {
        {LOOK_NAMED_BODY, NAMES_BODY},
        {LOOK_NAMED_LEAD, NAMES_LEAD},
        {LOOK_NAMED_CAPTION, NAMES_CAPTION},
        {LOOK_NAMED_RELATED, NAMES_RELATED},
        {LOOK_NAMED_PROMOTION, NAMES_PROMOTION | NAMES_PAYWALL | NAMES_ADVERT | NAMES_WIDGET},
        {LOOK_NAMED_AUTHOR, NAMES_AUTHOR | NAMES_BYLINE | NAMES_AUTHOR_BOX | NAMES_DATE | NAMES_CHANGED},
        {LOOK_NAMED_COMMENTS, NAMES_COMMENTS | NAMES_EMBED},
        {LOOK_NAMED_OTHER, NAMES_SHARE | NAMES_COOKIES | NAMES_NAVIGATION | NAMES_FOOTER | NAMES_TAGS | NAMES_HIDDEN},
    };
    uint32_t at = self->of->blocks[index].container;
    for (size_t up = 1; up <= NAME_PARENTS && at > self->of->root; up++, at = self->nodes[at].parent)
        for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
            if ((self->of->meanings[at] & kinds[kind].meanings) && !self->looks[index].values[kinds[kind].feature])
                set(&self->looks[index], kinds[kind].feature, up);
}

/* ---- Words, and classes ---------------------------------------------------------------------------------------- */

static void table_init(table *made, size_t count, galley_arena *arena) {
    for (made->mask = 63; made->mask < 2 * count;)
        made->mask = made->mask * 2 + 1;
    made->entries = galley_arena_alloc(arena, (made->mask + 1) * sizeof *made->entries);
    memset(made->entries, 0, (made->mask + 1) * sizeof *made->entries);
}

/* The hash's place; one that is taken by another if there is none near: words chosen to collide cost no more. */
static entry *table_find(const table *in, uint32_t hash) {
    size_t at = (hash ^ hash >> 15) & in->mask;
    for (int tries = 0; tries < TRIES_MAX && in->entries[at].hash && in->entries[at].hash != hash; tries++)
        at = (at + 1) & in->mask;
    return &in->entries[at];
}

static void table_add(const table *to, uint32_t hash, size_t index, uint32_t characters) {
    entry *found = table_find(to, hash);
    found->hash = hash;
    found->blocks += found->last != index + 1;
    found->last = (uint32_t)index + 1;
    found->characters += characters;
}

static bool is_word_byte(unsigned char byte) {
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/* The hash of the next longer word (FNV-1a, Fowler, Noll, Vo 1991, over small letters); 0 at the end. Two ideographs, six
 * bytes, are a word. */
static uint32_t next_word(galley_text text, size_t *at) {
    while (*at < text.len) {
        uint32_t hash = 2166136261U;
        size_t start = *at;
        bool is_dense = (unsigned char)text.ptr[start] >= 0xE3 && (unsigned char)text.ptr[start] <= 0xED;
        for (; *at < text.len && is_word_byte((unsigned char)text.ptr[*at]); (*at)++) {
            unsigned char byte = (unsigned char)text.ptr[*at];
            if (is_dense && *at == start + 6)
                break;
            hash = (hash ^ (byte < 0x80 ? byte | 0x20U : byte)) * 16777619U;
        }
        size_t len = *at - start;
        if (is_dense && len == 6)
            *at = start + 3; /* the next pair begins with this one's second */
        if (len >= LONGER_WORD)
            return hash ? hash : 1;
        *at += len == 0;
    }
    return 0;
}

/* The hash of the last three longer words; 0 while there are fewer. */
static uint32_t push_run(uint32_t last[3], uint32_t hash) {
    last[0] = last[1];
    last[1] = last[2];
    last[2] = hash;
    uint32_t run = ((last[0] * 16777619U ^ last[1]) * 16777619U ^ last[2]) | 1U;
    return last[0] ? run : 0;
}

static void learn_words(reading *self, size_t index) {
    uint32_t hash, run, last[3] = {0};
    for (size_t at = 0; (hash = next_word(self->of->texts[index], &at)) != 0;) {
        if (self->of->blocks[index].is_prose)
            table_add(&self->words, hash, index, 0);
        if ((run = push_run(last, hash)) != 0)
            table_add(&self->runs, run, index, 0);
    }
}

static void read_topics(reading *self, size_t index) {
    size_t words = 0, shared = 0, titled = 0, runs = 0, repeated = 0, own = self->of->blocks[index].is_prose;
    uint32_t hash, run, last[3] = {0};
    for (size_t at = 0; (hash = next_word(self->of->texts[index], &at)) != 0; words++) {
        shared += table_find(&self->words, hash)->blocks > own;
        titled += table_find(&self->titles, hash)->hash == hash;
        run = push_run(last, hash);
        runs += run != 0;
        repeated += run != 0 && table_find(&self->runs, run)->blocks > 1;
    }
    set(&self->looks[index], LOOK_TOPIC, share(shared, words));
    set(&self->looks[index], LOOK_TOPIC_WORDS, roughly(words));
    set(&self->looks[index], LOOK_REPEATED, share(repeated, runs));
    set(&self->looks[index], LOOK_TITLE_WORDS, share(titled, words));
}

static void read_words(reading *self, galley_arena *arena) {
    size_t letters = 0;
    uint32_t hash;
    for (size_t i = 0; i < self->of->count; i++)
        letters += self->of->texts[i].len;
    table_init(&self->words, letters / 8, arena);
    table_init(&self->runs, letters / 8, arena);
    table_init(&self->titles, self->of->about->title.len / LONGER_WORD, arena);
    for (size_t at = 0; (hash = next_word(self->of->about->title, &at)) != 0;)
        table_add(&self->titles, hash, 0, 0);
    for (size_t i = 0; i < self->of->count; i++)
        learn_words(self, i);
    for (size_t i = 0; i < self->of->count; i++)
        read_topics(self, i);
}

/* A hash of the element's tag and class. */
static uint32_t class_of(const reading *self, uint32_t index) {
    galley_text name = page_attribute(self->of->page, index, "class");
    uint32_t hash = (2166136261U ^ self->nodes[index].tag) * 16777619U;
    for (size_t i = 0; i < name.len && i < 200; i++)
        hash = (hash ^ (unsigned char)name.ptr[i]) * 16777619U;
    return hash ? hash : 1;
}

static void read_classes(reading *self, galley_arena *arena) {
    table_init(&self->classes, self->of->count, arena);
    for (size_t i = 0; i < self->of->count; i++)
        table_add(&self->classes, class_of(self, self->of->blocks[i].container), i,
                  self->of->blocks[i].is_prose ? self->of->blocks[i].characters : 0);
    for (size_t i = 0; i < self->of->count; i++) {
        const entry *found = table_find(&self->classes, class_of(self, self->of->blocks[i].container));
        set(&self->looks[i], LOOK_ALIKE_SHARE, share(found->characters, self->prose));
        set(&self->looks[i], LOOK_ALIKE_BLOCKS, roughly(found->blocks));
    }
}

/* ---- The tree -------------------------------------------------------------------------------------------------- */

/* What text in the element would be beside: its parent. Where line breaks part paragraphs, the element itself. */
static uint32_t parent_of(const reading *self, const block *one) {
    uint8_t tag = self->nodes[one->container].tag;
    bool is_paragraph = tag == TAG_P || tag == TAG_LI || tag == TAG_BLOCKQUOTE || (tag >= TAG_H1 && tag <= TAG_H6);
    return is_paragraph ? self->nodes[one->container].parent : one->container;
}

/* The one with more prose than all others together, if there is one (Boyer, Moore 1981). */
static void find_main(reading *self) {
    uint64_t lead = 0;
    for (size_t i = 0; i < self->of->count; i++) {
        const block *one = &self->of->blocks[i];
        self->prose += one->is_prose && one->is_kept ? one->characters : 0;
        self->kept += one->is_kept;
        if (!one->is_prose || !one->is_kept)
            continue;
        uint32_t parent = parent_of(self, one);
        if (parent != self->main && lead <= one->characters) {
            self->main = parent;
            lead = one->characters - lead;
        } else {
            lead = parent == self->main ? lead + one->characters : lead - one->characters;
        }
    }
    if (self->main < self->of->root)
        self->main = self->of->root;
}

/* The greatest element around the node that the main element is not in. */
static uint32_t branch_root(const reading *self, uint32_t index) {
    for (uint32_t parent; index > self->of->root; index = parent) {
        parent = self->nodes[index].parent;
        if (parent <= self->main && self->main < self->nodes[parent].end)
            break;
    }
    return index;
}

static void count_elements(const reading *self, branch *one) {
    for (uint32_t i = one->root; i < one->end; i++) {
        uint8_t tag = self->nodes[i].tag;
        one->images += tag == TAG_IMG;
        one->media += tag == TAG_IFRAME || tag == TAG_VIDEO || tag == TAG_AUDIO || tag == TAG_FIGURE;
        one->fields += tag == TAG_INPUT || tag == TAG_BUTTON || tag == TAG_FORM || tag == TAG_SELECT;
    }
}

static size_t depth_below(const reading *self, uint32_t index) {
    size_t depth = 0;
    for (; depth < FAR && index != self->main && index > self->of->root; depth++)
        index = self->nodes[index].parent;
    return index == self->main ? depth : FAR;
}

static void write_branch(reading *self, const branch *one) {
    for (size_t i = one->first; i < one->behind; i++) {
        look *out = &self->looks[i];
        set(out, LOOK_MAIN_DEPTH, depth_below(self, self->of->blocks[i].container));
        set(out, LOOK_BRANCH_TAG, kind_of_tag(self->nodes[one->root].tag));
        set(out, LOOK_BRANCH_BLOCKS, roughly(one->behind - one->first));
        set(out, LOOK_BRANCH_SHARE, share(one->prose, self->prose));
        set(out, LOOK_BRANCH_LINKED, share(one->linked, one->characters));
        set(out, LOOK_BRANCH_IMAGES, one->images);
        set(out, LOOK_BRANCH_MEDIA, one->media);
        set(out, LOOK_BRANCH_FIELDS, one->fields);
        set(out, LOOK_BRANCH_HEADINGS, one->headings);
        set(out, LOOK_BRANCH_PLACE, roughly(i - one->first));
    }
}

static void read_branches(reading *self) {
    branch one = {0};
    for (size_t i = 0; i < self->of->count; i++) {
        const block *at = &self->of->blocks[i];
        if (i == 0 || at->first >= one.end) {
            write_branch(self, &one);
            bool is_around_main = at->container <= self->main && self->main < self->nodes[at->container].end;
            uint32_t root = is_around_main ? at->first : branch_root(self, at->container);
            one = (branch){.root = root, .end = is_around_main ? at->end : self->nodes[root].end, .first = i};
            count_elements(self, &one);
        }
        one.behind = i + 1;
        one.characters += at->characters;
        one.linked += at->linked;
        one.prose += at->is_prose ? at->characters : 0;
        one.headings += at->is_heading;
    }
    write_branch(self, &one);
}

/* What stands between two blocks. */
static void read_gap(reading *self, size_t above, size_t below, uint32_t start, uint32_t end) {
    size_t elements = 0, images = 0, media = 0, fields = 0;
    for (uint32_t i = start; i < end; i++) {
        uint8_t tag = self->nodes[i].tag;
        elements += tag != TAG_TEXT;
        images += tag == TAG_IMG;
        media += tag == TAG_IFRAME || tag == TAG_VIDEO || tag == TAG_AUDIO || tag == TAG_FIGURE || tag == TAG_OBJECT;
        fields += tag == TAG_INPUT || tag == TAG_BUTTON || tag == TAG_FORM;
    }
    if (above < self->of->count) {
        set(&self->looks[above], LOOK_GAP_BELOW, roughly(elements));
        set(&self->looks[above], LOOK_IMAGE_BELOW, images);
        set(&self->looks[above], LOOK_FIELD_BELOW, fields);
    }
    if (below < self->of->count) {
        set(&self->looks[below], LOOK_GAP_ABOVE, roughly(elements));
        set(&self->looks[below], LOOK_IMAGE_ABOVE, images);
        set(&self->looks[below], LOOK_MEDIA_ABOVE, media);
    }
}

static void read_gaps(reading *self) {
    uint32_t behind = self->of->root;
    for (size_t i = 0; i < self->of->count; i++) {
        const block *one = &self->of->blocks[i];
        read_gap(self, i - 1, i, behind, one->first); /* beyond the first: an index that wraps is no block's */
        size_t images = 0;
        for (uint32_t at = one->first; at < one->end; at++)
            images += self->nodes[at].tag == TAG_IMG;
        set(&self->looks[i], LOOK_IMAGE_INSIDE, images);
        behind = one->end;
    }
    if (self->of->count > 0)
        read_gap(self, self->of->count - 1, self->of->count, behind, self->nodes[self->of->root].end);
}

/* ---- A block among others -------------------------------------------------------------------------------------- */

/* A neighbour's feature + 1; 0 beyond the story. An index below 0 wraps around, and is not below count. */
static size_t neighbour(const reading *self, size_t index, look_feature feature) {
    return index < self->of->count ? self->looks[index].values[feature] + 1U : 0;
}

static void read_neighbours(reading *self) {
    static const struct {
        look_feature to, from;
        int step;
    } taken[] = {
        {LOOK_WIDTH_UP, LOOK_WIDTH, -1},    {LOOK_WIDTH_UP_2, LOOK_WIDTH, -2},  {LOOK_WIDTH_DOWN, LOOK_WIDTH, 1},
        {LOOK_WIDTH_DOWN_2, LOOK_WIDTH, 2}, {LOOK_TAG_UP, LOOK_TAG, -1},        {LOOK_TAG_DOWN, LOOK_TAG, 1},
        {LOOK_LINKED_UP, LOOK_LINKED, -1},  {LOOK_LINKED_DOWN, LOOK_LINKED, 1}, {LOOK_END_UP, LOOK_END, -1},
        {LOOK_PHRASE_UP, LOOK_PHRASE, -1},  {LOOK_TOPIC_UP, LOOK_TOPIC, -1},    {LOOK_TOPIC_DOWN, LOOK_TOPIC, 1},
    };
    for (size_t i = 0; i < self->of->count; i++)
        for (size_t k = 0; k < sizeof taken / sizeof *taken; k++)
            set(&self->looks[i], taken[k].to, neighbour(self, i + (size_t)taken[k].step, taken[k].from));
}

static size_t since(size_t index, size_t i) {
    return index == 0 ? 0 : roughly(i + 2 - index);
}

static void read_downwards(reading *self) {
    size_t prose = 0, phrase = 0, heading = 0, off = 0, kept = 0;
    uint64_t above = 0;
    for (size_t i = 0; i < self->of->count; i++) {
        const block *one = &self->of->blocks[i];
        look *out = &self->looks[i];
        set(out, LOOK_ABOVE, share(above, self->prose));
        set(out, LOOK_FROM_START, roughly(i));
        set(out, LOOK_FROM_END, roughly(self->of->count - i));
        set(out, LOOK_PROSE_UP, since(prose, i));
        set(out, LOOK_SINCE_PHRASE, since(phrase, i));
        set(out, LOOK_SINCE_HEADING, since(heading, i));
        set(out, LOOK_SINCE_OFF, since(off, i));
        set(out, LOOK_STORY_WIDTH, roughly(self->prose));
        set(out, LOOK_STORY_BLOCKS, roughly(self->of->count));
        set(out, LOOK_STORY_KEPT, share(self->kept, self->of->count));
        set(out, LOOK_STORY_TOLD, self->of->is_told);
        above += one->is_prose && one->is_kept ? one->characters : 0;
        prose = one->is_prose ? i + 1 : prose;
        phrase = one->is_phrase ? i + 1 : phrase;
        heading = one->is_heading ? i + 1 : heading;
        off = one->is_off ? i + 1 : off;
    }
    for (size_t i = 0; i < self->of->count + NEAR_BLOCKS; i++) {
        kept += i < self->of->count && self->of->blocks[i].is_kept;
        kept -= i > 2 * NEAR_BLOCKS && self->of->blocks[i - 2 * NEAR_BLOCKS - 1].is_kept;
        if (i >= NEAR_BLOCKS)
            set(&self->looks[i - NEAR_BLOCKS], LOOK_KEPT_NEAR, kept);
    }
}

static void read_upwards(reading *self) {
    size_t below = self->of->count;
    for (size_t i = self->of->count; i > 0; i--) {
        set(&self->looks[i - 1], LOOK_PROSE_DOWN, below == self->of->count ? 0 : roughly(below - (i - 1)));
        below = self->of->blocks[i - 1].is_prose ? i - 1 : below;
    }
}

look *looks_read(const story *of, galley_arena *arena) {
    reading self = {.of = of, .nodes = of->page->nodes};
    self.looks = galley_arena_alloc(arena, (of->count + 1) * sizeof *self.looks);
    memset(self.looks, 0, (of->count + 1) * sizeof *self.looks);
    find_main(&self);
    for (size_t i = 0; i < of->count; i++) {
        read_block(&self, i);
        read_names(&self, i);
    }
    read_words(&self, arena);
    read_classes(&self, arena);
    read_branches(&self);
    read_gaps(&self);
    read_neighbours(&self);
    read_downwards(&self);
    read_upwards(&self);
    return self.looks;
}

/* ---- Deciding -------------------------------------------------------------------------------------------------- */

static const tree trees[] = {
#include "trees.inc"
};

int32_t look_score(const look *one) {
    return trees_sum(trees, sizeof trees / sizeof *trees, one->values);
}
