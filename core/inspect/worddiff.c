/* E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), section 4b: the middle of a
 * shortest path is found from both ends at once, and divides the problem in two. Here the parts wait on a stack of
 * their own, ends that are alike are passed over first, and the steps of all searches together are bounded: what is not
 * divided by then is replaced whole. */
#include "inspect/worddiff.h"
#include "base/memory.h"

#include <stdlib.h>

typedef struct token {
    galley_text text;
    uint64_t hash;
    bool is_word, is_changed;
} token;

typedef struct token_list {
    token *items;
    size_t count, capacity;
} token_list;

/* A part of the two texts that is still to be compared: tokens from..to of each. */
typedef struct box {
    size_t a, a_end, b, b_end;
} box;

typedef struct comparison {
    token_list a, b;
    int64_t *ahead, *back; /* how far a search is on each diagonal; the middle ones stand at `zero` */
    size_t zero;
    box *stack;
    size_t depth, capacity;
    size_t steps_left;
    bool is_coarse;
} comparison;

/* ---- Tokens ---- */

static void add_token(token_list *list, const char *ptr, size_t len, bool is_word) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 256;
        list->items = memory_resize(list->items, list->capacity, sizeof *list->items);
    }
    galley_text text = galley_text_part(ptr, len);
    list->items[list->count++] = (token){.text = text, .hash = galley_hash64(text, 0), .is_word = is_word};
}

/* What stands between words: line feeds, runs of other white space, single characters. */
static void add_gap(token_list *list, galley_text gap) {
    size_t at = 0, space = 0; /* where the run of white space begins that ends at `at` */
    uint32_t character;
    for (size_t next = 0; at < gap.len; at = next) {
        galley_utf8_next(gap, &next, &character);
        if (character != '\n' && galley_is_space(character))
            continue;
        if (at > space)
            add_token(list, gap.ptr + space, at - space, false);
        add_token(list, gap.ptr + at, next - at, false);
        space = next;
    }
    if (at > space)
        add_token(list, gap.ptr + space, at - space, false);
}

static void add_tokens(token_list *list, galley_text text) {
    size_t at = 0, done = 0;
    for (galley_text word; galley_word_next(text, &at, &word);) {
        size_t start = (size_t)(word.ptr - text.ptr);
        add_gap(list, galley_text_part(text.ptr + done, start - done));
        add_token(list, word.ptr, word.len, true);
        done = start + word.len;
    }
    add_gap(list, galley_text_part(text.ptr + done, text.len - done));
}

static bool is_alike(const token *one, const token *other) {
    return one->hash == other->hash && galley_text_equal(one->text, other->text);
}

static bool is_same(const comparison *self, size_t a, size_t b) {
    return is_alike(&self->a.items[a], &self->b.items[b]);
}

/* ---- Dividing ---- */

static void push(comparison *self, box part) {
    if (self->depth == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 64;
        self->stack = memory_resize(self->stack, self->capacity, sizeof *self->stack);
    }
    self->stack[self->depth++] = part;
}

static void mark_changed(comparison *self, box part) {
    for (size_t i = part.a; i < part.a_end; i++)
        self->a.items[i].is_changed = true;
    for (size_t i = part.b; i < part.b_end; i++)
        self->b.items[i].is_changed = true;
}

static box pass_over_same_ends(const comparison *self, box part) {
    while (part.a < part.a_end && part.b < part.b_end && is_same(self, part.a, part.b))
        part.a++, part.b++;
    while (part.a < part.a_end && part.b < part.b_end && is_same(self, part.a_end - 1, part.b_end - 1))
        part.a_end--, part.b_end--;
    return part;
}

/* One of the two searches in a box: forward from its start, or backward from its end, where x and y count from
 * there. */
typedef struct search {
    const box *part;
    bool is_forward;
    int64_t *reach;       /* the furthest x on each diagonal x - y, from reach[0] both ways */
    const int64_t *other; /* the other search's */
} search;

static bool matches(const comparison *self, const search *way, int64_t x, int64_t y) {
    const box *part = way->part;
    return way->is_forward ? is_same(self, part->a + (size_t)x, part->b + (size_t)y)
                           : is_same(self, part->a_end - 1 - (size_t)x, part->b_end - 1 - (size_t)y);
}

static int64_t above_zero(int64_t number) {
    return number > 0 ? number : 0;
}

/* Goes one edit further on every diagonal. True if the two searches have met; then *half is the part before their
 * meeting. */
static bool advance(comparison *self, const search *way, int64_t edits, box *half) {
    const box *part = way->part;
    int64_t width = (int64_t)(part->a_end - part->a), height = (int64_t)(part->b_end - part->b);
    int64_t delta = width - height, other_edits = way->is_forward ? edits - 1 : edits;
    bool can_meet = (delta & 1) == (way->is_forward ? 1 : 0);
    int64_t last = edits - 2 * above_zero(edits - width);
    for (int64_t k = -(edits - 2 * above_zero(edits - height)); k <= last; k += 2) {
        bool is_down = k == -edits || (k != edits && way->reach[k - 1] < way->reach[k + 1]);
        int64_t x = is_down ? way->reach[k + 1] : way->reach[k - 1] + 1, y = x - k, start = x;
        while (x < width && y < height && matches(self, way, x, y))
            x++, y++;
        way->reach[k] = x;
        size_t steps = (size_t)(x - start) + 1;
        self->steps_left = self->steps_left > steps ? self->steps_left - steps : 0;
        int64_t opposite = delta - k;
        if (!can_meet || opposite < -other_edits || opposite > other_edits || x + way->other[opposite] < width)
            continue;
        *half = way->is_forward ? (box){part->a, part->a + (size_t)x, part->b, part->b + (size_t)y}
                                : (box){part->a, part->a_end - (size_t)x, part->b, part->b_end - (size_t)y};
        return true;
    }
    return false;
}

/* Finds a place on a shortest path, about its middle: the box before it. False if the steps are used up. */
static bool find_half(comparison *self, const box *part, box *half) {
    search forward = {part, true, self->ahead + self->zero, self->back + self->zero};
    search backward = {part, false, self->back + self->zero, self->ahead + self->zero};
    for (int64_t edits = 0; self->steps_left > 0; edits++) {
        for (int64_t k = -edits - 1; k <= edits + 1; k += 2 * edits + 2)
            forward.reach[k] = backward.reach[k] = 0;
        if (advance(self, &forward, edits, half) || advance(self, &backward, edits, half))
            return true;
    }
    return false;
}

static void divide(comparison *self, box part) {
    part = pass_over_same_ends(self, part);
    if (part.a == part.a_end || part.b == part.b_end) {
        mark_changed(self, part);
        return;
    }
    box half;
    if (!find_half(self, &part, &half)) {
        self->is_coarse = true;
        mark_changed(self, part);
        return;
    }
    push(self, (box){half.a_end, part.a_end, half.b_end, part.b_end});
    push(self, half);
}

/* ---- Lines ---- */

static bool is_line_feed(const token *token) {
    return galley_text_is(token->text, "\n");
}

/* Where a run of changed tokens has a line feed at its start, if it can be moved there: "a.[\nb.]\nc" and "a[.\nb].\nc"
 * say the same, but the first is how people see it. Returns how many tokens it is to be moved; 0 if that is nowhere. */
static ptrdiff_t distance_to_line(const token_list *list, size_t start, size_t end) {
    enum { FAR = 16 };
    for (size_t i = 0; i <= FAR && i <= start; i++) {
        if (is_line_feed(&list->items[start - i]))
            return -(ptrdiff_t)i;
        bool can_move = i < start && !list->items[start - i - 1].is_changed &&
                        is_alike(&list->items[start - i - 1], &list->items[end - i - 1]);
        if (!can_move)
            break;
    }
    for (size_t i = 0; i <= FAR && start + i < end; i++) {
        if (is_line_feed(&list->items[start + i]))
            return (ptrdiff_t)i;
        bool can_move = end + i < list->count && !list->items[end + i].is_changed &&
                        is_alike(&list->items[start + i], &list->items[end + i]);
        if (!can_move)
            break;
    }
    return 0;
}

static void pass_over_changed(const token_list *list, size_t *at) {
    while (*at < list->count && list->items[*at].is_changed)
        ++*at;
}

/* Moves the run at *at, which nothing in the other text stands against, and goes behind it in both. */
static void move_to_line(token_list *list, size_t *at, const token_list *other, size_t *other_at) {
    size_t start = *at, end = start;
    pass_over_changed(list, &end);
    ptrdiff_t distance = distance_to_line(list, start, end);
    for (size_t i = start; i < end; i++)
        list->items[i].is_changed = false;
    for (size_t i = start; i < end; i++)
        list->items[(size_t)((ptrdiff_t)i + distance)].is_changed = true;
    *at = end;
    for (; distance > 0; distance--, ++*at, ++*other_at)
        pass_over_changed(other, other_at);
}

/* What was only taken away, or only added, begins where a line does if that says the same. */
static void prefer_lines(comparison *self) {
    for (size_t a = 0, b = 0; a < self->a.count || b < self->b.count;) {
        bool is_gone = a < self->a.count && self->a.items[a].is_changed;
        bool is_new = b < self->b.count && self->b.items[b].is_changed;
        if (is_gone && is_new) {
            pass_over_changed(&self->a, &a);
            pass_over_changed(&self->b, &b);
        } else if (is_gone) {
            move_to_line(&self->a, &a, &self->b, &b);
        } else if (is_new) {
            move_to_line(&self->b, &b, &self->a, &a);
        } else {
            a++, b++;
        }
    }
}

/* ---- Phrases ---- */

/* A run of changed tokens of both texts, and what is the same behind it: an island, if another run follows. */
typedef struct stretch {
    size_t gone, fresh; /* words */
    size_t a, b, len;   /* of the island: where it begins in each text, its tokens */
    size_t words;       /* of the island */
    bool has_line_feed; /* of the island */
} stretch;

static size_t pass_over_run(const token_list *list, size_t *at) {
    size_t words = 0;
    for (; *at < list->count && list->items[*at].is_changed; ++*at)
        words += list->items[*at].is_word;
    return words;
}

/* The next stretch; both places go behind it. */
static stretch next_stretch(const comparison *self, size_t *a, size_t *b) {
    stretch next = {.gone = pass_over_run(&self->a, a), .fresh = pass_over_run(&self->b, b)};
    next.a = *a, next.b = *b;
    while (*a < self->a.count && *b < self->b.count && !self->a.items[*a].is_changed && !self->b.items[*b].is_changed) {
        next.words += self->a.items[*a].is_word;
        next.has_line_feed |= is_line_feed(&self->a.items[*a]);
        next.len++, ++*a, ++*b;
    }
    return next;
}

/* Does it read better if what two stretches have between them counts as changed? It must be little beside what changed
 * on either side. What is only taken away on both sides, or only added, stays so. */
static bool reads_as_one(const stretch *left, const stretch *right) {
    enum { LONGEST_ISLAND = 3 /* words */ };
    size_t twice = left->words > 0 ? 2 * left->words : 1;
    bool is_little =
        left->words <= LONGEST_ISLAND && twice <= left->gone + left->fresh && twice <= right->gone + right->fresh;
    bool is_replaced = left->gone + right->gone > 0 && left->fresh + right->fresh > 0;
    return is_little && is_replaced && !left->has_line_feed;
}

static void drown_island(comparison *self, const stretch *island) {
    for (size_t i = 0; i < island->len; i++)
        self->a.items[island->a + i].is_changed = self->b.items[island->b + i].is_changed = true;
}

/* Texts that are unlike have short words in common everywhere, and fall into crumbs: so that phrases are seen, short
 * islands between changes are made part of them. Two that became one are larger, so that the island before them may go,
 * too: the stretches wait on a stack. */
static void join_over_islands(comparison *self) {
    stretch *stack = memory_alloc((self->a.count + self->b.count + 1) * sizeof *stack);
    size_t depth = 0;
    for (size_t a = 0, b = 0; a < self->a.count || b < self->b.count;) {
        stretch next = next_stretch(self, &a, &b);
        for (; depth > 0 && reads_as_one(&stack[depth - 1], &next); depth--) {
            const stretch *left = &stack[depth - 1];
            drown_island(self, left);
            next.gone += left->gone + left->words;
            next.fresh += left->fresh + left->words;
        }
        stack[depth++] = next;
    }
    free(stack);
}

/* ---- Pieces ---- */

static size_t count_words(const token_list *list) {
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += list->items[i].is_word && list->items[i].is_changed;
    return count;
}

/* The tokens from *at on that are alike changed or not, as one piece; they stand side by side in the text. */
static void add_piece(word_diff *out, piece_kind kind, const token_list *list, size_t *at) {
    size_t first = *at;
    while (*at < list->count && list->items[*at].is_changed == (kind != PIECE_SAME))
        ++*at;
    if (*at == first)
        return;
    const token *begin = &list->items[first], *last = &list->items[*at - 1];
    size_t len = (size_t)(last->text.ptr + last->text.len - begin->text.ptr);
    out->pieces[out->count++] = (diff_piece){kind, galley_text_part(begin->text.ptr, len)};
}

/* What is the same in both can be broken by a change in the one or the other. */
static void add_same(word_diff *out, const comparison *self, size_t *a, size_t *b) {
    const char *begin = self->b.items[*b].text.ptr, *end = begin;
    while (*a < self->a.count && *b < self->b.count && !self->a.items[*a].is_changed && !self->b.items[*b].is_changed) {
        end = self->b.items[*b].text.ptr + self->b.items[*b].text.len;
        ++*a, ++*b;
    }
    out->pieces[out->count++] = (diff_piece){PIECE_SAME, galley_text_part(begin, (size_t)(end - begin))};
}

static size_t count_runs(const token_list *list) {
    size_t runs = 0;
    for (size_t i = 0; i < list->count; i++)
        runs += list->items[i].is_changed && (i == 0 || !list->items[i - 1].is_changed);
    return runs;
}

static word_diff collect(comparison *self, galley_arena *arena) {
    word_diff out = {.is_coarse = self->is_coarse};
    size_t most = 2 * (count_runs(&self->a) + count_runs(&self->b)) + 1;
    out.pieces = galley_arena_alloc(arena, most * sizeof *out.pieces);
    for (size_t a = 0, b = 0; a < self->a.count || b < self->b.count;) {
        add_piece(&out, PIECE_GONE, &self->a, &a);
        add_piece(&out, PIECE_NEW, &self->b, &b);
        if (a < self->a.count && b < self->b.count)
            add_same(&out, self, &a, &b);
    }
    return out;
}

word_diff word_diff_make(galley_text before, galley_text after, size_t steps, galley_arena *arena) {
    comparison self = {.steps_left = steps};
    add_tokens(&self.a, before);
    add_tokens(&self.b, after);
    self.zero = self.a.count + self.b.count + 2;
    self.ahead = memory_alloc((2 * self.zero + 1) * sizeof *self.ahead);
    self.back = memory_alloc((2 * self.zero + 1) * sizeof *self.back);
    push(&self, (box){0, self.a.count, 0, self.b.count});
    while (self.depth > 0)
        divide(&self, self.stack[--self.depth]);
    prefer_lines(&self);
    size_t gone = count_words(&self.a), fresh = count_words(&self.b);
    join_over_islands(&self);
    word_diff out = collect(&self, arena);
    out.words_gone = gone, out.words_new = fresh;
    free(self.a.items);
    free(self.b.items);
    free(self.ahead);
    free(self.back);
    free(self.stack);
    return out;
}
