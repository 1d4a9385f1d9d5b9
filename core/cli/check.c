/* galley check: every mistake in a pipeline file, or what a sound one does. */
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/load.h"
#include "cli/wrap.h"
#include "pipeline/flow.h"
#include "pipeline/output.h"
#include "plugin/describe.h"

#include <stdio.h>

enum { SOUND = 0, FAULTY = 2 };

static const char help[] = "usage: galley check PIPELINE [--plugins DIR] [--set NAME=VALUE]...\n"
                           "\n"
                           "Finds every mistake in a pipeline file at once, each with line and column, and\n"
                           "opens all its stages, as a run would. Of a sound file it lists what ${NAME} was\n"
                           "filled with and where that comes from, the stages, the fields they read and\n"
                           "write, and whether the work can be split over several machines. PIPELINE may be\n"
                           "- for standard input.\n"
                           "\n"
                           "      --plugins DIR       look for plugins here first\n"
                           "      --set NAME=VALUE    fill ${NAME} in the pipeline file; may be repeated\n"
                           "  -h, --help              this text\n"
                           "\n"
                           "Exit status: 0 the file is sound, 2 it is not (standard error says why) or the\n"
                           "command line is wrong.\n"
                           "\n"
                           "example:\n"
                           "  echo '{\"galley\": 1, \"stages\": [{\"use\": \"dedup\"}]}' | galley check -\n";

static const struct option long_options[] = {{"plugins", required_argument, NULL, OPTION_PLUGINS},
                                             {"set", required_argument, NULL, OPTION_SET},
                                             {"help", no_argument, NULL, OPTION_HELP},
                                             {0}};

static const options_shape shape = {.command = "check",
                                    .help = help,
                                    .letters = ":h",
                                    .table = long_options,
                                    .rest_min = 1,
                                    .rest_max = 1,
                                    .wanted = "which PIPELINE?",
                                    .takes = "one PIPELINE"};

/* What the file says, fit for a terminal. In the arena. */
static const char *printable(const char *said, galley_arena *arena) {
    char *copy = galley_arena_alloc(arena, strlen(said) + 1);
    strcpy(copy, said);
    utf8_make_printable(copy);
    return copy;
}

/* ---- The table of stages ---- */

enum { STAGE, TYPE, READS, WRITES, COLUMNS };

static const char *const titles[COLUMNS] = {"stage", "type", "reads", "writes"};

/* Fields by their names, those that parameters name included; "lang?" is used if it is there. */
static galley_text list_fields(const stage *stage, const char *const *entries, galley_arena *arena) {
    galley_buffer list = {0};
    const char *param, *field;
    for (; entries && *entries; entries++)
        for (size_t i = 0; (field = flow_field(stage, *entries, i, &param)); i++)
            galley_buffer_printf(&list, "%s%s", list.len ? ", " : "", printable(field, arena));
    galley_text kept = list.len ? galley_arena_copy(arena, galley_buffer_text(&list)) : galley_text_of("-");
    galley_buffer_clear(&list);
    return kept;
}

static void fill_row(galley_text row[COLUMNS], const stage *stage, galley_arena *arena) {
    const char *version = stage->type->version;
    row[STAGE] = galley_text_of(stage->id);
    row[TYPE] = galley_arena_printf(arena, "%s %s", stage->type->name, version ? version : "");
    row[READS] = list_fields(stage, stage->type->reads, arena);
    row[WRITES] = list_fields(stage, stage->type->writes, arena);
}

static void print_row(const galley_text row[COLUMNS], const size_t widths[COLUMNS], const char *end) {
    for (size_t column = 0; column < COLUMNS; column++) {
        fputs("  ", stdout);
        pad_print(stdout, column + 1 < COLUMNS || *end ? widths[column] : 0, row[column]);
    }
    printf("%s\n", end);
}

/* What of a stage's life is more than an article at a time. */
static const char *describe_order(const galley_stage_type *type) {
    if (type->survey)
        return type->commit ? "  surveys, commits in order" : "  surveys";
    return type->commit ? "  commits in order" : "";
}

static void print_stages(const pipeline *pipeline, galley_arena *arena) {
    size_t count = pipeline->stage_count, widths[COLUMNS] = {0};
    galley_text(*rows)[COLUMNS] = galley_arena_alloc(arena, (count + 1) * sizeof *rows);
    for (size_t column = 0; column < COLUMNS; column++)
        rows[0][column] = galley_text_of(titles[column]);
    for (size_t i = 0; i < count; i++)
        fill_row(rows[i + 1], &pipeline->stages[i], arena);
    for (size_t i = 0; i <= count; i++)
        for (size_t column = 0; column < COLUMNS; column++) {
            size_t columns = galley_utf8_count(rows[i][column]);
            widths[column] = columns > widths[column] ? columns : widths[column];
        }
    for (size_t i = 0; i <= count; i++)
        print_row(rows[i], widths, i > 0 ? describe_order(pipeline->stages[i - 1].type) : "");
}

/* ---- What the file says, and what follows ---- */

/* Wrapped, if there are any. Clears the buffer. */
static void print_words(galley_buffer *words) {
    galley_buffer_add_char(words, '\0');
    if (words->len > 1)
        wrap_print(stdout, 0, 2, words->ptr);
    galley_buffer_clear(words);
}

/* What ${…} were filled with: the environment does so without being asked. */
static void print_variables(const json_t *variables) {
    galley_buffer words = {0};
    size_t index;
    json_t *each;
    json_array_foreach(variables, index, each) {
        const char *name, *value, *from;
        json_unpack(each, "{s:s, s:s, s:s}", "name", &name, "value", &value, "from", &from);
        galley_buffer_printf(&words, "%s%s is \"%s\" (%s)", index ? ", " : "", name, value, from);
    }
    print_words(&words);
}

static void print_fields(const field_map *fields) {
    galley_buffer words = {0};
    for (size_t i = 0; i < fields->count; i++)
        galley_buffer_printf(&words, "%s%s is \"%s\"", i == 0 ? "in the corpus " : ", ", fields->names[i].field,
                             fields->names[i].member);
    print_words(&words);
}

static void print_output(const pipeline_output *output) {
    printf("  results go to articles/%s.jsonl.gz, gzip level %lld%s\n", output->path, (long long)output->level,
           output->provenance ? ", each with its origin" : "");
}

/* The stages that have one of two functions, as "dedup, sequence"; empty if none has. */
static galley_text list_stages(const pipeline *pipeline, bool (*has)(const galley_stage_type *), galley_arena *arena) {
    galley_buffer list = {0};
    for (size_t i = 0; i < pipeline->stage_count; i++)
        if (has(pipeline->stages[i].type))
            galley_buffer_printf(&list, "%s%s", list.len ? ", " : "", pipeline->stages[i].id);
    galley_text kept = galley_arena_copy(arena, galley_buffer_text(&list));
    galley_buffer_clear(&list);
    return kept;
}

static bool has_commit(const galley_stage_type *type) {
    return type->commit != NULL;
}

static bool has_survey(const galley_stage_type *type) {
    return type->survey != NULL;
}

/* A phase is the same work on every shard, and postings split by key; only `commit` needs the whole order in one place,
 * and a file of several shards one writer. */
static void print_splitting(const pipeline *pipeline, galley_arena *arena) {
    galley_text commits = list_stages(pipeline, has_commit, arena), surveys = list_stages(pipeline, has_survey, arena);
    if (surveys.len)
        printf("  all articles are surveyed, before any goes on, for %s\n", surveys.ptr);
    bool has_own_files = template_has_shard(pipeline->output.path);
    if (commits.len)
        printf("  needs one machine, since the order of the whole corpus counts for %s\n", commits.ptr);
    if (!has_own_files)
        puts("  needs one machine, since the results of all shards go into the same files; with {shard} in the path\n"
             "  each shard has its own");
    if (has_own_files && !commits.len)
        printf("  splits over machines: every shard can be worked on by itself%s\n",
               surveys.len ? ", in each phase" : "");
}

static void print_pipeline(const pipeline *pipeline) {
    galley_arena *arena = galley_arena_new();
    size_t count = pipeline->stage_count;
    const char *name = strcmp(pipeline->path, "-") == 0 ? "standard input" : pipeline->path;
    printf("%s is sound: %zu stage%s\n", name, count, count == 1 ? "" : "s");
    if (pipeline->about)
        wrap_print(stdout, 0, 2, pipeline->about);
    print_variables(pipeline->variables);
    print_fields(&pipeline->fields);
    if (count > 0)
        print_stages(pipeline, arena);
    print_output(&pipeline->output);
    print_splitting(pipeline, arena);
    if (pipeline->test_count > 0)
        printf("  has %zu test%s, which galley test carries out\n", pipeline->test_count,
               pipeline->test_count == 1 ? "" : "s");
    galley_arena_free(arena);
}

static int check(const options *line) {
    plugin_set *plugins = plugin_set_new(line->plugins);
    pipeline *pipeline = pipeline_load_told(line, plugins);
    bool is_sound = pipeline != NULL;
    if (is_sound)
        print_pipeline(pipeline);
    pipeline_free(pipeline);
    plugin_set_free(plugins);
    return is_sound ? SOUND : FAULTY;
}

int cli_check(int argc, char **argv) {
    options line;
    int status;
    if (options_read(&line, &shape, argc, argv, NULL, &status))
        status = check(&line);
    options_clear(&line);
    return status;
}
