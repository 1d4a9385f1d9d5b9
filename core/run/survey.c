/* Surveys: posted → sorted → gathered → settled → told.
 *
 * Working files in the run's folder: NAME-posted-… (sorted runs), NAME-findings-PP (what `gather` shared, a file a
 * part), NAME-tells-… (sorted runs), NAME-told (all that is told, by article: what the next phase reads). The last and
 * the findings are what a resumed run needs, so they stay until the run is complete. */
#include "run/survey.h"
#include "base/crash.h"
#include "base/memory.h"
#include "run/sorted.h"
#include "stream/file.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { PARTS = 16, POSTING_MAX = 64 * 1024, FINDING_MAX = 1024 * 1024 * 1024, BLOCK = 256 * 1024 };

struct galley_postings {
    sort_writer *writer;
    sort_tie next; /* article, number of the posting */
    galley_error error;
};

struct survey {
    const stage *stage;
    char *folder;
    uint64_t memory;
    unsigned workers;
    sorter *posted;
    galley_postings *postings; /* a worker each */
    FILE *told;
    uint64_t told_ordinal; /* of the record that was read last and belongs to a later batch */
    bool has_pending;
};

/* ---- Posting ---- */

survey *survey_new(const stage *stage, const char *folder, uint64_t memory, unsigned workers) {
    survey *self = memory_zero(1, sizeof *self);
    *self =
        (survey){.stage = stage, .folder = memory_string(galley_text_of(folder)), .memory = memory, .workers = workers};
    char *name = memory_printf("%s-posted", stage->id);
    self->posted = sorter_new(folder, name, PARTS, memory, workers);
    free(name);
    self->postings = memory_zero(workers, sizeof *self->postings);
    for (unsigned i = 0; i < workers; i++)
        self->postings[i].writer = sorter_writer(self->posted, i);
    return self;
}

void survey_free(survey *self) {
    if (!self)
        return;
    sorter_free(self->posted);
    if (self->told)
        fclose(self->told);
    free(self->postings);
    free(self->folder);
    free(self);
}

galley_postings *survey_postings(survey *self, unsigned worker) {
    return &self->postings[worker];
}

void survey_at(galley_postings *postings, uint64_t ordinal) {
    postings->next = (sort_tie){.first = ordinal};
}

const galley_error *survey_trouble(const galley_postings *postings) {
    return postings->error.message[0] ? &postings->error : NULL;
}

void galley_post(galley_postings *postings, galley_text key, galley_text note) {
    if (postings->error.message[0])
        return;
    if (key.len + note.len > POSTING_MAX) {
        galley_error_set(&postings->error, "a posting of %zu bytes is too large: key and note may have %d together",
                         key.len + note.len, POSTING_MAX);
        return;
    }
    sort_record record = {.key = key, .note = note, .tie = postings->next};
    postings->next.second++;
    sort_add(postings->writer, galley_hash64(key, 0) % PARTS, &record, &postings->error);
}

/* ---- Gathering ---- */

struct galley_notes {
    sort_cursor *start, *at;
    galley_text key;
    uint64_t count, left;
};

/* Where one part's gather, or settle, shares and tells. */
struct galley_telling {
    size_t part;
    galley_text key;
    galley_buffer findings;
    part_file *file; /* NULL for settle: it shares with nobody */
    sort_writer *tells;
    uint64_t told;
    galley_error error;
};

uint64_t galley_notes_count(const galley_notes *notes) {
    return notes->count;
}

void galley_notes_rewind(galley_notes *notes) {
    sort_cursor_move(notes->at, notes->start);
    notes->left = notes->count;
}

bool galley_notes_next(galley_notes *notes, galley_note *note) {
    sort_record record;
    if (notes->left == 0 || !sort_cursor_peek(notes->at, &record))
        return false;
    *note = (galley_note){.article = record.tie.first, .bytes = record.note};
    notes->left--;
    sort_cursor_step(notes->at);
    return true;
}

static void put_number(galley_buffer *out, uint64_t number) {
    galley_buffer_add_bytes(out, &number, sizeof number);
}

static void flush_findings(galley_telling *telling, size_t at_least) {
    if (telling->findings.len < at_least || telling->findings.len == 0 || telling->error.message[0])
        return;
    part_file_write(telling->file, galley_buffer_text(&telling->findings), &telling->error);
    telling->findings.len = 0;
}

void galley_share(galley_telling *telling, galley_text finding) {
    if (!telling->file) {
        galley_error_set(&telling->error, "the plugin is faulty: settle shares a finding; only gather may");
        return;
    }
    put_number(&telling->findings, telling->key.len);
    put_number(&telling->findings, finding.len);
    galley_buffer_add(&telling->findings, telling->key);
    galley_buffer_add(&telling->findings, finding);
    flush_findings(telling, BLOCK);
}

void galley_tell(galley_telling *telling, uint64_t article, galley_text what) {
    if (telling->error.message[0] || !telling->tells)
        return;
    if (what.len > POSTING_MAX) {
        galley_error_set(&telling->error, "an article is told %zu bytes at once; %d are the most", what.len,
                         POSTING_MAX);
        return;
    }
    unsigned char key[8]; /* big-endian: byte order is number order */
    for (int i = 0; i < 8; i++)
        key[i] = (unsigned char)(article >> (56 - 8 * i));
    sort_record record = {.key = galley_text_part((const char *)key, sizeof key),
                          .note = what,
                          .tie = {.first = telling->part, .second = telling->told++}};
    sort_add(telling->tells, 0, &record, &telling->error);
}

/* Moves `end` behind the records of the key that it stands at, and returns how many they are. */
static uint64_t pass_key(sort_cursor *end, galley_text key) {
    uint64_t count = 0;
    sort_record record;
    for (; sort_cursor_peek(end, &record) && galley_text_equal(record.key, key); count++)
        sort_cursor_step(end);
    return count;
}

static bool gather_keys(survey *self, galley_telling *telling, sort_cursor *end, galley_notes *notes) {
    const galley_stage_type *type = self->stage->type;
    sort_record record;
    while (sort_cursor_peek(end, &record)) {
        sort_cursor_move(notes->start, end);
        notes->key = telling->key = record.key;
        notes->count = pass_key(end, record.key);
        galley_notes_rewind(notes);
        if (!type->gather(self->stage->self, record.key, notes, telling, &telling->error))
            return false;
        if (telling->error.message[0])
            return false;
    }
    return true;
}

static char *findings_path(const survey *self, size_t part) {
    return memory_printf("%s/%s-findings-%02zu", self->folder, self->stage->id, part);
}

static char *told_path(const survey *self) {
    return memory_printf("%s/%s-told", self->folder, self->stage->id);
}

static bool gather_part(survey *self, size_t part, sort_writer *tells, galley_error *error) {
    char *path = findings_path(self, part);
    galley_telling telling = {.part = part, .tells = tells, .file = part_file_new(path, error)};
    free(path);
    if (!telling.file)
        return false;
    sort_cursor *end = sort_cursor_new(self->posted, part);
    galley_notes notes = {.start = sort_cursor_new(self->posted, part), .at = sort_cursor_new(self->posted, part)};
    crash_enter(self->stage->id, NULL, 0);
    bool is_gathered = !self->stage->type->gather || gather_keys(self, &telling, end, &notes);
    crash_leave();
    flush_findings(&telling, 0);
    sort_cursor_free(end);
    sort_cursor_free(notes.start);
    sort_cursor_free(notes.at);
    galley_buffer_clear(&telling.findings);
    if (!is_gathered && !telling.error.message[0])
        galley_error_set(&telling.error, "gather failed and did not say why");
    if (telling.error.message[0]) {
        part_file_free(telling.file);
        *error = telling.error;
        return false;
    }
    return part_file_finish(telling.file, error);
}

/* Parts are handed out to threads by a counter. */
typedef struct gathering {
    survey *survey;
    sorter *tells;
    atomic_size_t next;
    galley_error errors[PARTS];
    atomic_bool is_failed;
} gathering;

static void *gather_main(void *argument) {
    gathering *self = argument;
    void *stack = crash_stack_new();
    for (size_t part; (part = self->next++) < PARTS && !self->is_failed;) {
        sort_writer *tells = sorter_writer(self->tells, (unsigned)part);
        if (!gather_part(self->survey, part, tells, &self->errors[part]))
            self->is_failed = true;
    }
    crash_stack_free(stack);
    return NULL;
}

static bool gather(survey *self, sorter *tells, galley_error *error) {
    gathering shared = {.survey = self, .tells = tells};
    pthread_t *threads = memory_zero(self->workers, sizeof *threads);
    unsigned started = 0;
    while (started + 1 < self->workers && pthread_create(&threads[started], NULL, gather_main, &shared) == 0)
        started++;
    gather_main(&shared);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free(threads);
    for (size_t part = 0; part < PARTS && shared.is_failed; part++) {
        if (!shared.errors[part].message[0])
            continue;
        *error = shared.errors[part];
        break;
    }
    return !shared.is_failed;
}

/* ---- Settling ---- */

struct galley_findings {
    survey *survey;
    size_t part;
    FILE *file;
    galley_buffer bytes;
    galley_error error;
};

static void findings_close(galley_findings *findings) {
    if (findings->file)
        fclose(findings->file);
    findings->file = NULL;
}

void galley_findings_rewind(galley_findings *findings) {
    findings_close(findings);
    findings->part = 0;
}

/* Opens the next part's file; false behind the last. */
static bool findings_open(galley_findings *findings) {
    if (findings->part == PARTS)
        return false;
    char *path = findings_path(findings->survey, findings->part++);
    findings->file = fopen(path, "rbe");
    if (!findings->file)
        galley_error_set(&findings->error, "%s: %s", path, strerror(errno));
    free(path);
    return findings->file != NULL;
}

bool galley_findings_next(galley_findings *findings, galley_text *key, galley_text *finding) {
    uint64_t lens[2];
    while (!findings->file || fread(lens, sizeof lens, 1, findings->file) != 1) {
        findings_close(findings);
        if (!findings_open(findings))
            return false;
    }
    if (lens[0] > FINDING_MAX || lens[1] > FINDING_MAX)
        return galley_error_set(&findings->error, "a working file of the survey is damaged; start again with --force");
    findings->bytes.len = 0;
    char *bytes = galley_buffer_reserve(&findings->bytes, lens[0] + lens[1]);
    if (fread(bytes, 1, lens[0] + lens[1], findings->file) != lens[0] + lens[1])
        return galley_error_set(&findings->error, "a working file of the survey is cut off");
    *key = galley_text_part(bytes, lens[0]);
    *finding = galley_text_part(bytes + lens[0], lens[1]);
    return true;
}

/* `tells` may be NULL: what is told is known already. */
static bool settle(survey *self, sort_writer *tells, galley_error *error) {
    if (!self->stage->type->settle)
        return true;
    galley_findings findings = {.survey = self};
    galley_telling telling = {.part = PARTS, .tells = tells};
    crash_enter(self->stage->id, NULL, 0);
    bool is_settled = self->stage->type->settle(self->stage->self, &findings, &telling, error);
    crash_leave();
    findings_close(&findings);
    galley_buffer_clear(&findings.bytes);
    const galley_error *trouble = findings.error.message[0] ? &findings.error : &telling.error;
    if (trouble->message[0])
        *error = *trouble;
    return is_settled && !trouble->message[0];
}

/* ---- Telling ---- */

static uint64_t ordinal_of(galley_text key) {
    uint64_t ordinal = 0;
    for (size_t i = 0; i < key.len; i++)
        ordinal = ordinal << 8 | (unsigned char)key.ptr[i];
    return ordinal;
}

static bool write_told(survey *self, sorter *tells, galley_error *error) {
    char *path = told_path(self);
    part_file *file = part_file_new(path, error);
    free(path);
    if (!file)
        return false;
    sorter_close(tells);
    sort_cursor *cursor = sort_cursor_new(tells, 0);
    galley_buffer block = {0};
    bool is_written = true;
    sort_record record;
    for (; is_written && sort_cursor_peek(cursor, &record); sort_cursor_step(cursor)) {
        put_number(&block, ordinal_of(record.key));
        put_number(&block, record.note.len);
        galley_buffer_add(&block, record.note);
        if (block.len >= BLOCK) {
            is_written = part_file_write(file, galley_buffer_text(&block), error);
            block.len = 0;
        }
    }
    is_written = is_written && part_file_write(file, galley_buffer_text(&block), error);
    galley_buffer_clear(&block);
    sort_cursor_free(cursor);
    if (is_written)
        return part_file_finish(file, error);
    part_file_free(file);
    return false;
}

static bool open_told(survey *self, galley_error *error) {
    char *path = told_path(self);
    self->told = fopen(path, "rbe");
    if (!self->told)
        galley_error_set(error, "%s: %s", path, strerror(errno));
    free(path);
    return self->told != NULL;
}

bool survey_conclude(survey *self, galley_error *error) {
    for (unsigned i = 0; i < self->workers; i++)
        if (self->postings[i].error.message[0]) {
            *error = self->postings[i].error;
            return false;
        }
    sorter_close(self->posted);
    char *name = memory_printf("%s-tells", self->stage->id);
    sorter *tells = sorter_new(self->folder, name, 1, self->memory, PARTS + 1);
    free(name);
    bool is_done = gather(self, tells, error) && settle(self, sorter_writer(tells, PARTS), error) &&
                   write_told(self, tells, error);
    sorter_free(tells);
    sorter_free(self->posted);
    self->posted = NULL;
    return is_done && open_told(self, error);
}

bool survey_settle_again(survey *self, galley_error *error) {
    return settle(self, NULL, error) && open_told(self, error);
}

bool survey_take_told(survey *self, uint64_t first, uint64_t end, galley_buffer *told, galley_error *error) {
    for (;;) {
        if (!self->has_pending && fread(&self->told_ordinal, sizeof self->told_ordinal, 1, self->told) != 1)
            return !ferror(self->told) || galley_error_set(error, "a working file of the survey cannot be read");
        self->has_pending = self->told_ordinal >= end;
        if (self->has_pending)
            return true;
        uint64_t len;
        if (fread(&len, sizeof len, 1, self->told) != 1 || len > POSTING_MAX)
            return galley_error_set(error, "a working file of the survey is cut off");
        put_number(told, self->told_ordinal);
        put_number(told, len);
        if (fread(galley_buffer_reserve(told, len), 1, len, self->told) != len)
            return galley_error_set(error, "a working file of the survey is cut off");
        told->len += len;
        if (self->told_ordinal < first)
            told->len -= len + 2 * sizeof(uint64_t);
    }
}

/* One record of what was taken; false behind the last. */
static bool next_told(galley_text *told, uint64_t *ordinal, galley_text *what) {
    if (told->len == 0)
        return false;
    uint64_t len;
    memcpy(ordinal, told->ptr, sizeof *ordinal);
    memcpy(&len, told->ptr + sizeof *ordinal, sizeof len);
    size_t head = sizeof *ordinal + sizeof len;
    *what = galley_text_part(told->ptr + head, len);
    *told = galley_text_part(told->ptr + head + len, told->len - head - len);
    return true;
}

static size_t count_told(galley_text told, uint64_t of) {
    size_t count = 0;
    uint64_t ordinal;
    galley_text what;
    while (next_told(&told, &ordinal, &what) && ordinal == of)
        count++;
    return count;
}

void survey_attach(batch *batch, galley_text told) {
    for (size_t i = 0; i < batch->count; i++) {
        galley_article *article = &batch->entries[i].article;
        uint64_t ordinal;
        galley_text what, rest = told;
        while (next_told(&rest, &ordinal, &what) && ordinal < article->origin.ordinal)
            told = rest;
        size_t count = count_told(told, article->origin.ordinal);
        galley_text *list = galley_arena_alloc(batch->arena, count * sizeof *list);
        for (size_t at = 0; at < count; at++)
            next_told(&told, &ordinal, &list[at]);
        article->told = list;
        article->told_count = count;
    }
}
