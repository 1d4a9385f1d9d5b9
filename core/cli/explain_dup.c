/* galley explain-dup: why two articles of a run are copies of one another or not. What there is to say the stage knows
 * (galley/stage.h, `explain`); here both articles are found, and it is printed. */
#include "article/article.h"
#include "base/crash.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "cli/beside.h"
#include "cli/changes.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/runs.h"
#include "cli/terminal.h"
#include "inspect/changes.h"
#include "inspect/seen.h"
#include "pipeline/again.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { OPTION_STAGE = OPTION_OWN, OPTION_WIDTH };

static const char help[] = "usage: galley explain-dup RUN ID ID [OPTIONS]\n"
                           "\n"
                           "Why two articles of a run are copies of one another, or are not, as dedup has\n"
                           "it: the similarity, true (over all shingles), verified (as dedup has it from\n"
                           "its samples, and as the score of a copy is) and estimated (by signatures); the\n"
                           "bands in which the signatures met; shingles that both have and that one has;\n"
                           "and both texts side by side, with what differs marked: in colour on a\n"
                           "terminal, else as [-gone-] and {+new+}; beside a line \"<\" says that the\n"
                           "first has what the second has not, \">\" the opposite, and \"*\" both. ID is an\n"
                           "id or an origin, SHARD:LINE.\n"
                           "\n"
                           "Both are compared as they came to the stage, as far as the run's files tell:\n"
                           "from the tap of the stage before (galley run --tap), or as it was dropped;\n"
                           "else as it was written, which is said.\n"
                           "\n"
                           "      --stage STAGE    the stage that is asked, by its id; needed where the\n"
                           "                       pipeline has dedup more than once\n"
                           "  -n, --number N       show N examples of each kind (default 3)\n"
                           "      --full           whole texts; without it, what did not change is cut, and\n"
                           "                       long passages that one of them has alone\n"
                           "      --width N        columns of the texts side by side, 40 to 1000 (default:\n"
                           "                       those of the terminal, or 80)\n"
                           "      --plugins DIR    look for plugins in DIR first; a plugin that the pipeline\n"
                           "                       names by its path is looked for by its name\n"
                           "      --json           one object, with up to 1000 examples of each kind\n"
                           "  -h, --help           this text\n"
                           "\n"
                           "Exit status: 0 done, 1 done but some file of the run could not be read to its\n"
                           "end, 2 there is no such article or no such run, or the command line is wrong.\n"
                           "\n"
                           "example:\n"
                           "  galley explain-dup build/news 7f3a-0001 7f3a-0005\n";

static const struct option long_options[] = {{"stage", required_argument, NULL, OPTION_STAGE},
                                             {"number", required_argument, NULL, OPTION_NUMBER},
                                             {"full", no_argument, NULL, OPTION_FULL},
                                             {"width", required_argument, NULL, OPTION_WIDTH},
                                             {"plugins", required_argument, NULL, OPTION_PLUGINS},
                                             {"json", no_argument, NULL, OPTION_JSON},
                                             {"help", no_argument, NULL, OPTION_HELP},
                                             {0}};

typedef struct given_options {
    const char *stage;
    uint64_t width; /* columns; 0: the terminal's */
} given_options;

static bool take_option(void *own, int option, const char *value, galley_error *error) {
    given_options *given = own;
    if (option == OPTION_WIDTH)
        return option_count("width", value, BESIDE_COLUMNS_MIN, BESIDE_COLUMNS_MAX, &given->width, error);
    given->stage = value;
    return true;
}

static const options_shape shape = {.command = "explain-dup",
                                    .help = help,
                                    .letters = ":n:h",
                                    .table = long_options,
                                    .rest_min = 3,
                                    .rest_max = 3,
                                    .wanted = "which RUN, and which two articles (ID ID)?",
                                    .takes = "one RUN and two IDs",
                                    .number = 3,
                                    .take = take_option};

/* ---- The stage ---- */

static const char *use_of(const rundir *run, size_t stage) {
    const json_t *definition = json_object_get(json_object_get(run->manifest, "pipeline"), "definition");
    const char *use =
        json_string_value(json_object_get(json_array_get(json_object_get(definition, "stages"), stage), "use"));
    return use ? use : "";
}

/* The stage that is asked, or stage_count with an error. */
static size_t choose_stage(const rundir *run, const char *wanted, galley_error *error) {
    size_t chosen = run->stage_count, count = 0;
    if (wanted) {
        chosen = rundir_stage(run, galley_text_of(wanted));
        if (chosen == run->stage_count)
            galley_error_set(error, "%s: there is no stage \"%s\" in this run", run->folder, wanted);
        return chosen;
    }
    for (size_t i = run->stage_count; i-- > 0;) {
        if (strcmp(use_of(run, i), "dedup") != 0)
            continue;
        chosen = i;
        count++;
    }
    if (count == 1)
        return chosen;
    galley_error_set(error,
                     count == 0 ? "%s: there is no dedup in this run; --stage STAGE names another stage"
                                : "%s: there is more than one dedup in this run: which --stage STAGE?",
                     run->folder);
    return run->stage_count;
}

static bool open_stage(stage_again *made, const rundir *run, size_t stage, plugin_set *plugins, galley_error *error) {
    const json_t *definition = json_object_get(json_object_get(run->manifest, "pipeline"), "definition");
    json_t *entry = json_array_get(json_object_get(definition, "stages"), stage);
    if (!stage_again_make(made, plugins, entry, error))
        return galley_error_at(error, "%s: stage %s", run->folder, run->stages[stage]);
    return made->plugin->type->explain ||
           galley_error_set(error, "%s: stage %s (%s) compares no articles: it has nothing to explain", run->folder,
                            run->stages[stage], made->plugin->type->name);
}

/* ---- Asking it ---- */

typedef struct question {
    const rundir *run;
    size_t stage;
    stage_again again;
    seen_article first, second;
    json_t *notes;
} question;

static void add_note(question *self, const char *format, ...) GALLEY_FORMAT(2, 3);

static void add_note(question *self, const char *format, ...) {
    char sentence[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    utf8_make_printable(sentence);
    json_array_append_new(self->notes, json_string(sentence));
}

static void note_plugin(question *self) {
    const json_t *entry = json_array_get(json_object_get(self->run->manifest, "stages"), self->stage);
    const char *before = json_string_value(json_object_get(entry, "plugin_hash"));
    char hash[33];
    snprintf(hash, sizeof hash, "%016llx%016llx", (unsigned long long)self->again.plugin->hash.high,
             (unsigned long long)self->again.plugin->hash.low);
    if (!before || strcmp(before, hash) != 0)
        add_note(self, "the plugin %s is not the one of the run; it may judge otherwise", self->again.plugin->path);
}

static void note_article(question *self, seen_article *seen) {
    galley_text id = seen->copy->id;
    const char *stage = self->run->stages[self->stage];
    if (!seen->is_as_seen)
        add_note(self, "%.*s is compared as it stands in %s; with --tap all a run keeps what came to %s",
                 GALLEY_TEXT_ARGS(id), self->run->files[seen->copy->file].name, stage);
    if (seen->namesakes > 0)
        add_note(self, "%zu more articles have the id %.*s; an origin, SHARD:LINE, means one of them", seen->namesakes,
                 GALLEY_TEXT_ARGS(id));
}

/* The one that was dropped stands second: the other would survive. */
static void put_survivor_first(question *self) {
    if (!self->first.dropped || self->second.dropped)
        return;
    seen_article dropped = self->first;
    self->first = self->second;
    self->second = dropped;
}

static bool explain(question *self, json_t *told, galley_error *error) {
    const galley_stage_type *type = self->again.plugin->type;
    size_t count = 0;
    while (type->counters && type->counters[count].name)
        count++;
    uint64_t *counters = memory_zero(count + 1, sizeof *counters);
    article_enter_stage(&self->first.copy->article, type, counters, count);
    article_enter_stage(&self->second.copy->article, type, counters, count);
    crash_enter(self->run->stages[self->stage], NULL, 0);
    bool is_told =
        type->explain(self->again.self, &self->first.copy->article, &self->second.copy->article, told, error);
    crash_leave();
    free(counters);
    return is_told || galley_error_at(error, "stage %s", self->run->stages[self->stage]);
}

/* ---- As JSON ---- */

static json_t *text_json(galley_text text) {
    return text.ptr ? json_stringn(text.ptr, text.len) : json_null();
}

static json_t *article_json(const question *self, seen_article *seen) {
    copy *copy = seen->copy;
    json_t *object = json_object();
    json_object_set_new(object, "id", text_json(copy->id));
    json_object_set_new(object, "title", text_json(copy_text(copy, "title")));
    json_object_set_new(object, "file", json_string(self->run->files[copy->file].name));
    json_object_set_new(object, "line", json_integer((json_int_t)copy->number));
    json_object_set_new(object, "is_as_seen", json_boolean(seen->is_as_seen));
    const struct copy *dropped = seen->dropped;
    if (!dropped)
        return object;
    json_t *drop = json_object();
    json_object_set_new(drop, "reason", text_json(dropped->reason));
    if (dropped->has_score && isfinite(dropped->score))
        json_object_set_new(drop, "score", json_real(dropped->score));
    json_object_set_new(drop, "detail", text_json(dropped->detail));
    json_object_set_new(object, "dropped", drop);
    return object;
}

static field_values one_value(copy *copy, const char *field, galley_arena *arena) {
    galley_text text = copy_text(copy, field);
    galley_buffer json = {0};
    json_write_string(&json, text);
    field_value *value = galley_arena_alloc(arena, sizeof *value);
    *value = (field_value){galley_text_of(field), galley_arena_copy(arena, galley_buffer_text(&json))};
    galley_buffer_clear(&json);
    return (field_values){value, 1};
}

static json_t *differences(const question *self, const char *field) {
    if (!field)
        return json_array();
    galley_arena *arena = galley_arena_new();
    json_t *list =
        changes_list(one_value(self->first.copy, field, arena), one_value(self->second.copy, field, arena), arena);
    galley_arena_free(arena);
    return list;
}

/* ---- For people ---- */

static void print_article(terminal *out, const json_t *article) {
    const json_t *dropped = json_object_get(article, "dropped"), *score = json_object_get(dropped, "score");
    out->indent = 0;
    terminal_flow(out, INK_STRONG, text_in(article, "id"));
    terminal_string(out, INK_STRONG, "  ");
    terminal_flow(out, INK_STRONG, text_in(article, "title"));
    terminal_end_line(out);
    out->indent = 2;
    if (dropped) {
        terminal_string(out, INK_PLAIN, "dropped: ");
        terminal_flow(out, INK_STRONG, text_in(dropped, "reason"));
        if (score)
            terminal_printf(out, INK_PLAIN, ", score %g", json_number_value(score));
        terminal_string(out, INK_PLAIN, ", of ");
        terminal_flow(out, INK_PLAIN, text_in(dropped, "detail"));
        terminal_end_line(out);
    }
    terminal_flow(out, INK_FAINT, text_in(article, "file"));
    if (json_integer_value(json_object_get(article, "line")) > 0)
        terminal_printf(out, INK_FAINT, ":%lld", (long long)json_integer_value(json_object_get(article, "line")));
    terminal_end_line(out);
}

/* A member's name as words. */
static galley_text spaced_name(const char *name, char room[64]) {
    snprintf(room, 64, "%s", name);
    for (char *at = room; *at; at++)
        *at = *at == '_' ? ' ' : *at;
    return galley_utf8_cut(galley_text_of(room), 64);
}

static void print_scalar(terminal *out, const json_t *value) {
    if (json_is_string(value))
        terminal_flow(out, INK_PLAIN, galley_text_part(json_string_value(value), json_string_length(value)));
    else if (json_is_real(value))
        terminal_printf(out, INK_PLAIN, "%g", json_real_value(value));
    else if (json_is_integer(value))
        terminal_printf(out, INK_PLAIN, "%lld", (long long)json_integer_value(value));
    else if (json_is_boolean(value))
        terminal_string(out, INK_PLAIN, json_is_true(value) ? "yes" : "no");
}

static void print_list(terminal *out, const json_t *list, uint64_t most) {
    enum { COLUMNS = 74 };
    size_t count = json_array_size(list), shown = count < most ? count : (size_t)most;
    terminal_printf(out, INK_FAINT, "%zu%s", count, count == NUMBER_MAX ? " or more" : "");
    terminal_end_line(out);
    out->indent = 4;
    for (size_t i = 0; i < shown; i++) {
        const json_t *each = json_array_get(list, i);
        terminal_cell(out, INK_PLAIN, galley_text_part(json_string_value(each), json_string_length(each)), COLUMNS,
                      false);
        terminal_end_line(out);
    }
}

static void print_row(terminal *out, const char *name, const json_t *value, uint64_t most) {
    enum { NAME_COLUMNS = 16 };
    bool is_first = true;
    char room[64];
    out->indent = 2;
    terminal_cell(out, INK_STRONG, spaced_name(name, room), NAME_COLUMNS, true);
    const char *key;
    json_t *each;
    if (json_is_array(value)) {
        print_list(out, value, most);
        return;
    }
    if (!json_is_object(value))
        print_scalar(out, value);
    json_object_foreach((json_t *)value, key, each) {
        terminal_string(out, INK_PLAIN, is_first ? "" : "  ");
        terminal_flow(out, INK_FAINT, spaced_name(key, room));
        terminal_string(out, INK_PLAIN, " ");
        print_scalar(out, each);
        is_first = false;
    }
    terminal_end_line(out);
}

static void print_told(terminal *out, const json_t *told, uint64_t most) {
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)told, name, value) {
        if (strcmp(name, "verdict") != 0 && strcmp(name, "is_copy") != 0 && strcmp(name, "field") != 0)
            print_row(out, name, value, most);
    }
}

/* Texts side by side; a value that only one has, or that is no text, as `galley trace` shows it. */
static void print_difference(terminal *out, const json_t *change, const json_t *articles, uint64_t columns,
                             bool is_full) {
    const json_t *words = json_object_get(change, "words");
    size_t width = columns > 0 ? (size_t)columns : terminal_width();
    if (!words || width < BESIDE_COLUMNS_MIN) {
        change_print(out, change, is_full);
        return;
    }
    const galley_text headings[] = {text_in(json_array_get(articles, 0), "id"),
                                    text_in(json_array_get(articles, 1), "id")};
    change_print_head(out, change);
    beside_print(out, words, headings, width < BESIDE_COLUMNS_MAX ? width : BESIDE_COLUMNS_MAX, is_full);
}

static void print_all(const json_t *all, const given_options *given, const options *line) {
    const json_t *told = json_object_get(all, "told");
    terminal out = terminal_open();
    size_t index;
    json_t *each;
    json_array_foreach(json_object_get(all, "articles"), index, each) print_article(&out, each);
    out.indent = 0;
    terminal_flow(&out, INK_STRONG, text_in(all, "stage"));
    terminal_string(&out, INK_PLAIN, ": ");
    terminal_flow(&out, INK_STRONG, text_in(told, "verdict"));
    terminal_end_line(&out);
    print_told(&out, told, line->number);
    json_array_foreach(json_object_get(all, "differences"), index, each)
        print_difference(&out, each, json_object_get(all, "articles"), given->width, line->is_full);
    json_array_foreach(json_object_get(all, "notes"), index, each) {
        out.indent = 0;
        terminal_string(&out, INK_FAINT, "note: ");
        terminal_flow(&out, INK_FAINT, galley_text_part(json_string_value(each), json_string_length(each)));
        terminal_end_line(&out);
    }
}

/* ---- The command ---- */

static bool answer(question *self, const given_options *given, const options *line, galley_error *error) {
    json_t *told = json_object();
    if (!explain(self, told, error)) {
        json_decref(told);
        return false;
    }
    note_plugin(self);
    note_article(self, &self->first);
    note_article(self, &self->second);
    json_t *all = json_object(), *articles = json_array();
    json_array_append_new(articles, article_json(self, &self->first));
    json_array_append_new(articles, article_json(self, &self->second));
    json_object_set_new(all, "stage", json_string(self->run->stages[self->stage]));
    json_object_set_new(all, "articles", articles);
    json_object_set_new(all, "told", told);
    json_object_set_new(all, "differences", differences(self, json_string_value(json_object_get(told, "field"))));
    json_object_set(all, "notes", self->notes);
    if (line->is_json)
        run_print_json(all, true);
    else
        print_all(all, given, line);
    json_decref(all);
    return true;
}

static bool find_both(question *self, char **ids, problems *trouble, galley_error *error) {
    if (!seen_find(&self->first, self->run, self->stage, galley_text_of(ids[0]), trouble, error) ||
        !seen_find(&self->second, self->run, self->stage, galley_text_of(ids[1]), trouble, error))
        return false;
    if (seen_are_same(&self->first, &self->second))
        return galley_error_set(error, "\"%s\" and \"%s\" are one article; two are wanted", ids[0], ids[1]);
    put_survivor_first(self);
    return true;
}

static int explain_pair(const rundir *run, const given_options *given, const options *line) {
    galley_error error = {""};
    problems trouble = {0};
    question question = {.run = run, .notes = json_array()};
    plugin_set *plugins = plugin_set_new(line->plugins);
    question.stage = choose_stage(run, given->stage, &error);
    bool is_done = question.stage < run->stage_count &&
                   open_stage(&question.again, run, question.stage, plugins, &error) &&
                   find_both(&question, line->rest + 1, &trouble, &error) && answer(&question, given, line, &error);
    seen_clear(&question.first);
    seen_clear(&question.second);
    stage_again_clear(&question.again);
    json_decref(question.notes);
    plugin_set_free(plugins);
    int status = run_conclude(&trouble);
    return is_done ? status : run_refuse(error.message);
}

int cli_explain_dup(int argc, char **argv) {
    given_options given = {0};
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, &given, &status)) {
        rundir run = {0};
        status = run_open(&run, line.rest[0]) ? explain_pair(&run, &given, &line) : NOT_READ;
        rundir_clear(&run);
    }
    options_clear(&line);
    return status;
}
