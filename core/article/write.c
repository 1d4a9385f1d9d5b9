/* Writing an article's line: edits are spliced between spans that are copied as they stand. */
#include "article/article.h"

static const galley_text provenance_member = {"galley", 6};

/* What a line is written from: its edits or not, and what "galley" shall be (empty: as it is). */
typedef struct splice {
    const galley_article *article;
    bool with_edits;
    galley_text provenance;
    bool is_first; /* nothing was written into the object yet */
    galley_buffer *out;
} splice;

static void write_name(splice *self, galley_text name) {
    bool spaced = self->article->is_spaced;
    if (!self->is_first)
        galley_buffer_add_string(self->out, spaced ? ", " : ",");
    self->is_first = false;
    json_write_string(self->out, name);
    galley_buffer_add_string(self->out, spaced ? ": " : ":");
}

static bool is_replaced(const splice *self, const member *each) {
    return self->provenance.len && galley_text_equal(each->name, provenance_member);
}

/* A member that was in the line: with what stood between it and its predecessor, and an edited value in the old
 * place. */
static void write_original(splice *self, size_t index) {
    const galley_article *article = self->article;
    const member *each = &article->members[index];
    size_t before = index == 0 || self->is_first ? each->start : article->members[index - 1].end;
    galley_buffer_add_bytes(self->out, article->line.ptr + before, each->start - before);
    self->is_first = false;
    if (!self->with_edits || each->state == MEMBER_UNTOUCHED) {
        galley_buffer_add_bytes(self->out, article->line.ptr + each->start, each->end - each->start);
        return;
    }
    json_write_string(self->out, each->name);
    galley_buffer_add_string(self->out, article->is_spaced ? ": " : ":");
    galley_buffer_add(self->out, each->value);
}

static size_t original_count(const galley_article *article) {
    size_t count = article->member_count;
    while (count > 0 && article->members[count - 1].end == 0)
        count--;
    return count;
}

static void write_line(splice *self) {
    const galley_article *article = self->article;
    size_t originals = original_count(article);
    size_t first_start = originals ? article->members[0].start : article->open;
    galley_buffer_add_bytes(self->out, article->line.ptr, first_start);
    self->is_first = true;
    for (size_t i = 0; i < originals; i++) {
        const member *each = &article->members[i];
        bool is_gone = self->with_edits && each->state == MEMBER_REMOVED;
        if (!is_gone && !is_replaced(self, each))
            write_original(self, i);
    }
    for (size_t i = originals; self->with_edits && i < article->member_count; i++) {
        const member *each = &article->members[i];
        if (each->state == MEMBER_REMOVED || is_replaced(self, each))
            continue;
        write_name(self, each->name);
        galley_buffer_add(self->out, each->value);
    }
    if (self->provenance.len) {
        write_name(self, provenance_member);
        galley_buffer_add(self->out, self->provenance);
    }
    size_t tail = originals ? article->members[originals - 1].end : article->open;
    galley_buffer_add_bytes(self->out, article->line.ptr + tail, article->line.len - tail);
    galley_buffer_add_char(self->out, '\n');
}

void article_write(const galley_article *article, galley_text provenance, galley_buffer *out) {
    if (!article->is_edited && provenance.len == 0) {
        galley_buffer_add(out, article->line);
        galley_buffer_add_char(out, '\n');
        return;
    }
    splice self = {.article = article, .with_edits = true, .provenance = provenance, .out = out};
    write_line(&self);
}

static void add_string_member(galley_buffer *out, const char *name, galley_text text) {
    galley_buffer_printf(out, "%s\"%s\": ", out->ptr[out->len - 1] == '{' ? "" : ", ", name);
    json_write_string(out, text);
}

static void add_edits(galley_buffer *out, const galley_article *article) {
    bool is_first = true;
    for (size_t i = 0; i < article->member_count; i++) {
        const member *each = &article->members[i];
        bool is_replaced_later =
            each->state == MEMBER_REMOVED && (each->is_shadowed || article_member(article, each->name));
        if (each->state == MEMBER_UNTOUCHED || is_replaced_later)
            continue;
        galley_buffer_add_string(out, is_first ? ", \"edits\": {" : ", ");
        is_first = false;
        json_write_string(out, each->name);
        galley_buffer_add_string(out, ": ");
        galley_buffer_add(out, each->state == MEMBER_REMOVED ? galley_text_of("null") : each->value);
    }
    if (!is_first)
        galley_buffer_add_char(out, '}');
}

/* A run over the results of another one, or a corpus that has a "galley" of its own: nothing of it is lost. */
static void add_before(galley_buffer *out, const galley_article *article) {
    const member *before = article_member(article, provenance_member);
    if (!before)
        return;
    galley_buffer_add_string(out, ", \"before\": ");
    galley_buffer_add(out, before->value);
}

galley_text article_provenance(galley_article *article) {
    galley_buffer json = {0};
    galley_buffer_add_char(&json, '{');
    add_string_member(&json, "origin", galley_article_origin(article));
    add_before(&json, article);
    galley_buffer_add_char(&json, '}');
    galley_text kept = galley_arena_copy(article->arena, galley_buffer_text(&json));
    galley_buffer_clear(&json);
    return kept;
}

void article_write_dropped(galley_article *article, const char *stage_id, galley_buffer *out) {
    galley_buffer json = {0};
    galley_buffer_add_char(&json, '{');
    add_string_member(&json, "origin", galley_article_origin(article));
    add_string_member(&json, "stage", galley_text_of(stage_id));
    add_string_member(&json, "reason", galley_text_of(article->stage->reasons[article->said.reason].name));
    galley_buffer_printf(&json, ", \"score\": %.4f", article->said.score);
    if (article->said.detail.len)
        add_string_member(&json, "detail", article->said.detail);
    if (article->is_edited)
        add_edits(&json, article);
    add_before(&json, article);
    galley_buffer_add_char(&json, '}');
    splice self = {.article = article, .provenance = galley_buffer_text(&json), .out = out};
    write_line(&self);
    galley_buffer_clear(&json);
}
