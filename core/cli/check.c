/* galley check: everything that is wrong with a pipeline file, or what it does. */
#include "cli/cli.h"
#include "cli/options.h"

#include <stdio.h>

enum { SOUND = 0, FAULTY = 2 };

static const char help[] =
    "usage: galley check PIPELINE [--plugins DIR] [--set NAME=VALUE]\n"
    "\n"
    "Finds every mistake in a pipeline file, with line and column, and opens its stages as a run would. Of a sound\n"
    "pipeline it lists the stages, the fields they read and write, and whether a corpus can be split for it over\n"
    "several machines.\n"
    "\n"
    "Exit status: 0 sound, 2 faulty.\n"
    "\n"
    "example:\n"
    "  galley check pipelines/news.json\n";

static void print_fields(const char *label, const char *const *fields) {
    for (size_t i = 0; fields && fields[i]; i++)
        printf("%s%s", i ? " " : label, fields[i]);
}

static void print_stage(const stage *stage, size_t number) {
    printf("  %2zu %-16s %s %s", number, stage->id, stage->type->name,
           stage->type->version ? stage->type->version : "");
    print_fields("  reads ", stage->type->reads);
    print_fields("  writes ", stage->type->writes);
    printf("%s%s\n", stage->type->survey ? "  surveys the corpus first" : "", stage->type->commit ? "  in order" : "");
}

/* A stage with `commit` needs the order of the whole corpus, and so one machine. */
static void print_split(const pipeline *pipeline) {
    for (size_t i = 0; i < pipeline->stage_count; i++)
        if (pipeline->stages[i].type->commit) {
            printf("one machine: stage %s needs the order of the whole corpus\n", pipeline->stages[i].id);
            return;
        }
    puts("can be split: every shard may be run on a machine of its own");
}

static void print_pipeline(const pipeline *pipeline) {
    printf("%s: sound, %zu stages\n", pipeline->path, pipeline->stage_count);
    for (size_t i = 0; i < pipeline->stage_count; i++)
        print_stage(&pipeline->stages[i], i + 1);
    print_split(pipeline);
}

static int check_file(const char *path, const options *options) {
    plugin_set *plugins = plugin_set_new(options->plugins);
    problems found = {0};
    settings set = {.pairs = options->pairs, .count = options->pair_count};
    pipeline *pipeline = pipeline_load(path, plugins, set, &found);
    bool is_sound = pipeline && pipeline_open(pipeline, &found);
    if (is_sound)
        print_pipeline(pipeline);
    print_problems(&found);
    problems_clear(&found);
    pipeline_free(pipeline);
    plugin_set_free(plugins);
    return is_sound ? SOUND : FAULTY;
}

int cli_check(int argc, char **argv) {
    options options;
    int first = options_parse(&options, "check", "ps", argc, argv), status = FAULTY;
    if (first >= 0 && options.is_help) {
        fputs(help, stdout);
        status = SOUND;
    } else if (first >= 0 && argc - first == 1) {
        status = check_file(argv[first], &options);
    } else if (first >= 0) {
        fputs("galley check: one PIPELINE is wanted\n`galley check --help` tells more\n", stderr);
    }
    options_clear(&options);
    return status;
}
